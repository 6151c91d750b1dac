using System.Text;
using System.Text.Json.Nodes;
using AttractorNotebooks.NotebookEngine.Tests;

namespace AttractorNotebooks.Cli.Tests;

/// <summary>Files that are no ordinary C# notebooks: each gets one line that names it, or its result, and none is harmed.</summary>
public sealed class OddNotebookTests : IDisposable
{
    private const string Python =
        """{"cells":[{"cell_type":"code","id":"a","metadata":{},"execution_count":null,"outputs":[],"source":"print(1)"}],"metadata":{"kernelspec":{"name":"python3","display_name":"Python 3","language":"python"}},"nbformat":4,"nbformat_minor":5}""";
    private readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Fact]
    public async Task What_cannot_be_read_or_run_is_named_before_anything_runs()
    {
        folder.Write("all/python.ipynb", Python);
        folder.Write("all/types.ipynb", """{"cells":[{"cell_type":["code"]}],"metadata":{},"nbformat":4,"nbformat_minor":5}""");
        folder.Write("all/half.ipynb",
            """{"cells":[{"cell_type":"code","source":"\ud800"}],"metadata":{},"nbformat":4,"nbformat_minor":5}""");
        folder.Write("all/good.ipynb", TestNotebook.Text("System.IO.File.WriteAllText(\"ran.txt\", \"\");"));
        byte[] latin = [.. Encoding.UTF8.GetBytes(TestNotebook.Text("1")).Select(b => b == '1' ? (byte)0xe9 : b)];
        await File.WriteAllBytesAsync(folder.File("all/latin.ipynb"), latin);
        string[] expected = ["all/half.ipynb is not a readable notebook: cell 1 has half",
            "all/latin.ipynb is not a readable notebook: it is not in UTF-8: byte 0xE9 at position",
            "all/python.ipynb is written in Python", "all/types.ipynb is not a readable notebook: cell 1 has the type"];

        (int exitCode, _, string error) = await AttractorProcess.RunAsync(folder.Path, "run", "all", "--in-place");

        Assert.Equal(1, exitCode);
        Assert.Equal(expected.Length, error.TrimEnd().Split('\n').Length);
        Assert.All(expected, line => Assert.Contains(line, error, StringComparison.Ordinal));
        Assert.False(File.Exists(folder.File("all/ran.txt")));
        Assert.Equal(Python, await File.ReadAllTextAsync(folder.File("all/python.ipynb")));
        Assert.Equal(latin, await File.ReadAllBytesAsync(folder.File("all/latin.ipynb")));

        (exitCode, string output, error) = await AttractorProcess.RunAsync(folder.Path, "notebook", "check", "all");
        Assert.Equal(1, exitCode);
        Assert.All(new[] { "python.ipynb: It is written in Python", "good.ipynb, cell 1: It has not been executed" }, line =>
            Assert.Contains(line, output, StringComparison.Ordinal));
        Assert.Equal(3, error.TrimEnd().Split('\n').Length);
        Assert.DoesNotContain("   at ", error + output, StringComparison.Ordinal);

        Assert.Equal(1, (await AttractorProcess.RunAsync(folder.Path, "export", "all/types.ipynb")).ExitCode);
        Assert.Equal(1, (await AttractorProcess.RunAsync(folder.Path, "export", "all/python.ipynb", "--to", "cs")).ExitCode);
        Assert.Equal(0, (await AttractorProcess.RunAsync(folder.Path, "export", "all/python.ipynb")).ExitCode);
    }

    [Fact]
    public async Task What_is_not_ours_is_still_there_byte_for_byte_after_a_run_in_place()
    {
        const string Before = "{\r\n  \"nbformat\": 4,\r\n  \"nbformat_minor\": 5,\r\n  \"metadata\": {\r\n    \"kernelspec\": {\r\n    "
            + "  \"name\": \".net-csharp\",\r\n      \"display_name\": \".NET (C#)\",\r\n      \"language\": \"C#\"\r\n    },\r\n    "
                + "\"language_info\": {\r\n      \"name\": \"C#\",\r\n      \"version\": \"13.0\",\r\n      \"file_extension\": "
                + "\".cs\",\r\n      \"mimetype\": \"text/x-csharp\",\r\n      \"pygments_lexer\": \"csharp\"\r\n    },\r\n    "
                + "\"colab\": {\r\n      \"n\": [\r\n        1.50,\r\n        NaN\r\n      ]\r\n    }\r\n  },\r\n  \"cells\": [\r\n    "
                + "{\r\n      \"id\": \"a\",\r\n      \"cell_type\": \"markdown\",\r\n      \"metadata\": {},\r\n      \"source\": "
                + "\"half \\ud83d, \\u00e9\",\r\n      \"attachments\": {\r\n        \"a.png\": {\r\n          \"image/png\": "
                + "\"AAAA\"\r\n        }\r\n      }\r\n    },\r\n    {\r\n      \"id\": \"b\",\r\n      \"cell_type\": \"code\",\r\n    "
                + "  \"metadata\": {\r\n        \"scrolled\": true\r\n      },\r\n      \"source\": \"1 +\\n1\",\r\n";
        const string After = "\r\n    }\r\n  ]\r\n}";
        folder.Write("n.ipynb", Before + "      \"outputs\": [],\r\n      \"execution_count\": null" + After);

        (int exitCode, _, string error) = await AttractorProcess.RunAsync(folder.Path, "run", "n.ipynb", "--in-place");

        Assert.True(exitCode == 0, error);
        string text = await File.ReadAllTextAsync(folder.File("n.ipynb"));
        int own = text.IndexOf(",\r\n    \"attractor\": {", StringComparison.Ordinal),
            end = text.IndexOf("\r\n    }", own + 1, StringComparison.Ordinal);
        string rest = text.Remove(own, end + "\r\n    }".Length - own);
        Assert.StartsWith(Before + "      \"outputs\": [\r\n        {\r\n", rest, StringComparison.Ordinal);
        Assert.EndsWith("\"execution_count\": 1" + After, rest, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_dib_file_is_run_into_a_notebook_and_is_never_written()
    {
        const string Dib = "#!csharp\n\nvar a = 20;\nConsole.Write(a + 1);\n\n#!markdown\n\n# Title\n";
        folder.Write("n.dib", Dib);

        (int exitCode, _, string error) = await AttractorProcess.RunAsync(folder.Path, "run", "n.dib", "--out", "out");
        Assert.True(exitCode == 0, error);
        JsonNode notebook = JsonNode.Parse(await File.ReadAllTextAsync(folder.File("out/n.ipynb")))!;
        Assert.Equal("21", (string?)notebook["cells"]![0]!["outputs"]![0]!["text"]![0]);
        Assert.Contains(">Title</h1>", await File.ReadAllTextAsync(folder.File("out/n.html")), StringComparison.Ordinal);

        foreach (string[] command in new[] { new[] { "run", "n.dib", "--in-place" }, ["notebook", "clean", "n.dib"] })
        {
            (exitCode, _, error) = await AttractorProcess.RunAsync(folder.Path, command);
            Assert.Equal(1, exitCode);
            Assert.Contains("n.dib cannot hold outputs", error, StringComparison.Ordinal);
        }

        Assert.Equal(Dib, await File.ReadAllTextAsync(folder.File("n.dib")));
    }

    [Fact]
    public async Task The_notebooks_own_folder_is_no_place_for_results()
    {
        string before = TestNotebook.Text("throw new Exception();");
        folder.Write("d/n.ipynb", before);
        Directory.CreateDirectory(folder.File("other"));
        if (!OperatingSystem.IsWindows()) Directory.CreateSymbolicLink(folder.File("link"), "d");

        foreach (string place in OperatingSystem.IsWindows() ? ["d"] : new[] { "d", "link", "other/../d" })
        {
            (int exitCode, _, string error) = await AttractorProcess.RunAsync(folder.Path, "run", "d", "--out", place);
            Assert.Equal(1, exitCode);
            Assert.Contains("would be overwritten", error, StringComparison.Ordinal);
        }

        Assert.Equal(1, (await AttractorProcess.RunAsync(folder.Path, "run", "d", "--out", "d", "--in-place")).ExitCode);
        Assert.Equal(before, await File.ReadAllTextAsync(folder.File("d/n.ipynb")));
    }

    [Fact]
    public async Task Each_notebook_is_found_once_whatever_links_there_are()
    {
        if (OperatingSystem.IsWindows()) return;
        folder.Write("d/a.ipynb", TestNotebook.Text("md:# A"));
        folder.Write("d/z/b.ipynb", TestNotebook.Text("md:# B"));
        folder.Write("elsewhere/c.ipynb", TestNotebook.Text("md:# C"));
        Directory.CreateSymbolicLink(folder.File("d/loop"), "..");
        Directory.CreateSymbolicLink(folder.File("d/z/up"), "..");
        Directory.CreateSymbolicLink(folder.File("d/y"), "z");
        File.CreateSymbolicLink(folder.File("d/a2.ipynb"), "a.ipynb");
        File.CreateSymbolicLink(folder.File("d/gone.ipynb"), "nowhere.ipynb");

        (int exitCode, string output, string error) = await AttractorProcess.RunAsync(folder.Path, "export", "d", "--out", "d/site",
            "--json");

        Assert.True(exitCode == 0, error);
        Assert.Equal(["a", "loop/elsewhere/c", "z/b"],
            output.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => (string?)JsonNode.Parse(line)!["notebook"]));
    }
}
