using System.Text;
using System.Text.Json.Nodes;
using AttractorNotebooks.NotebookEngine.Documents;
using AttractorNotebooks.NotebookEngine.Site;

namespace AttractorNotebooks.NotebookEngine.Tests.Documents;

/// <summary>Notebooks changed at random, by fixed seeds: each is read, or refused in one line that names the file.</summary>
public sealed class MutatedNotebookTests
{
    private const string Seed = """
        {"cells": [
         {"cell_type": "markdown", "id": "a", "metadata": {"tags": ["x"]}, "source": ["# T $x$ [l](b.ipynb) <b onclick=1>\n", "$$a\n", "= b$$ ![i](attachment:p.png)"], "attachments": {"p.png": {"image/png": "AAAA"}}},
         {"cell_type": "code", "id": "b", "metadata": {"polyglot_notebook": {"kernelName": "csharp"}}, "execution_count": 1, "source": "var s = \"é\\u0041\"; 1.5", "outputs": [
          {"output_type": "stream", "name": "stdout", "text": ["\u001b[31mred\u001b[0m\n", "b\rc"]},
          {"output_type": "execute_result", "execution_count": 1, "metadata": {}, "data": {"text/plain": ["1"], "text/html": "<table style='position:fixed'><tr><td>1</td></tr></table><script>1</script>", "application/json": [1, NaN, {"a": null}]}},
          {"output_type": "display_data", "metadata": {}, "data": {"application/vnd.plotly.v1+json": {"data": [{"y": [1, -Infinity]}]}, "image/png": "AAAA", "text/latex": "$x$"}},
          {"output_type": "error", "ename": "E", "evalue": "v", "traceback": ["t"]}]},
         {"cell_type": "raw", "id": "c", "metadata": {}, "source": "r \ud83d\ude00 \ud83d"}],
         "metadata": {"kernelspec": {"name": ".net-csharp", "language": "C#"}, "attractor": {"executed_source": "0"}}, "nbformat": 4, "nbformat_minor": 5}
        """;

    private static readonly string[] Pieces = ["{", "}", "[", "]", "\"", ",", ":", "null", "0", "-1", "1e999", "NaN", "-Infinity", "\"\"",
        "\\ud800", "\\u0000", "\\", "true", "[[[[", "<script>", "$$", "\0", "é", "😀"];

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public void Changed_bytes_are_read_or_refused(int seed)
    {
        Random random = new(seed);
        int read = 0;
        for (int i = 0; i < 4000; i++)
        {
            List<byte> bytes = [.. Encoding.UTF8.GetBytes(Seed)];
            for (int change = random.Next(1, 4); change > 0; change--) Change(bytes, random);
            if (Try([.. bytes]) is not null) read++;
        }

        Assert.InRange(read, 400, 3600);
    }

    [Theory]
    [InlineData(3)]
    [InlineData(4)]
    public async Task Changed_types_are_read_or_refused_and_shown(int seed)
    {
        using TemporaryFolder folder = new();
        Random random = new(seed);
        List<SitePage> pages = [];
        for (int i = 0; i < 1500; i++)
        {
            JsonObject json = (JsonObject)Notebook.Parse(Seed, "n.ipynb").Json.DeepClone();
            for (int change = random.Next(1, 3); change > 0; change--) Replace(json, random);
            if (Try(Encoding.UTF8.GetBytes(JupyterJson.Write(json))) is { } notebook && pages.Count < 60)
                pages.Add(new SitePage(notebook, $"n{i}", folder.Path));
        }

        Assert.Equal(60, pages.Count);
        await NotebookSite.WriteAsync(pages, folder.File("site"),
            new SiteAssets(null, null, (json, _) => JsonNode.Parse(json) is null ? "" : "figure"), new Progress<string>(), default);
        Assert.Equal(61, Directory.GetFiles(folder.File("site"), "*.html").Length);
        foreach (string file in Directory.GetFiles(folder.File("site"), "n*.html"))
        {
            string page = await File.ReadAllTextAsync(file);
            Assert.DoesNotContain("onclick", page, StringComparison.Ordinal);
            Assert.DoesNotContain("position:fixed", page, StringComparison.Ordinal);
            Assert.DoesNotContain("<script>1", page, StringComparison.Ordinal);
        }
    }

    /// <summary>The notebook, which must survive a round trip; null when it was refused.</summary>
    private static Notebook? Try(byte[] bytes)
    {
        try
        {
            Notebook notebook = Notebook.Parse(bytes, "some/n.ipynb");
            NotebookCheck.Run(notebook);
            string text = notebook.ToText();
            Assert.Equal(text, Notebook.Parse(text, "some/n.ipynb").ToText());
            return notebook;
        }
        catch (InvalidDataException error)
        {
            Assert.StartsWith("some/n.ipynb is not a readable notebook: ", error.Message, StringComparison.Ordinal);
            Assert.DoesNotContain('\n', error.Message);
            return null;
        }
    }

    private static void Change(List<byte> bytes, Random random)
    {
        int at = random.Next(bytes.Count);
        switch (random.Next(5))
        {
            case 0:
                bytes[at] = (byte)random.Next(256);
                break;
            case 1:
                bytes.RemoveRange(at, Math.Min(random.Next(1, 20), bytes.Count - at));
                break;
            case 2:
                bytes.InsertRange(at, Encoding.UTF8.GetBytes(Pieces[random.Next(Pieces.Length)]));
                break;
            case 3:
                int length = Math.Min(random.Next(1, 60), bytes.Count - at);
                bytes.InsertRange(random.Next(bytes.Count), bytes.GetRange(at, length));
                break;
            default:
                bytes[at] ^= (byte)(1 << random.Next(8));
                break;
        }
    }

    /// <summary>Puts a value of another type, or another value of the notebook, in some place.</summary>
    private static void Replace(JsonObject root, Random random)
    {
        List<JsonNode> holders = [];
        Collect(root, holders);
        JsonNode holder = holders[random.Next(holders.Count)];
        JsonNode? value = random.Next(9) switch
        {
            0 => null,
            1 => JsonValue.Create(random.Next(-2, 3)),
            2 => JsonValue.Create(1.5),
            3 => JsonValue.Create(double.NaN),
            4 => JsonValue.Create("text\ud800"),
            5 => JsonValue.Create(true),
            6 => new JsonArray("a", 1, null),
            7 => new JsonObject { ["name"] = "x" },
            _ => holders[random.Next(holders.Count)].DeepClone(),
        };
        if (holder is JsonArray { Count: > 0 } items)
        {
            items[random.Next(items.Count)] = value;
        }
        else if (holder is JsonObject { Count: > 0 } members)
        {
            string name = members.ElementAt(random.Next(members.Count)).Key;
            if (random.Next(4) == 0) members.Remove(name);
            else members[name] = value;
        }
    }

    private static void Collect(JsonNode? node, List<JsonNode> holders)
    {
        if (node is not (JsonObject or JsonArray)) return;
        holders.Add(node);
        foreach (JsonNode? child in node is JsonObject members ? members.Select(member => member.Value) : (JsonArray)node)
            Collect(child, holders);
    }
}
