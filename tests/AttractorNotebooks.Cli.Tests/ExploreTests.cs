using System.Text.Json.Nodes;

namespace AttractorNotebooks.Cli.Tests;

public sealed class ExploreTests : IDisposable
{
    private readonly Workplace _work = new();
    private readonly string _digits;

    public ExploreTests() => _digits = _work.WriteDigits();

    public void Dispose() => _work.Dispose();

    [Fact]
    public async Task Trained_couplings_become_one_page_and_two_of_them_stand_side_by_side()
    {
        await TrainAsync("j", "--epochs", "1");
        await TrainAsync("k", "--epochs", "1", "--seed", "2");
        JsonObject line = Assert.Single(await _work.LinesAsync("explore", "j", "--compare", "k", "--data", _digits, "--out", "page.html"));
        string page = await File.ReadAllTextAsync(_work.At("page.html"));
        Assert.Equal(new FileInfo(_work.At("page.html")).Length, (long)line["bytes"]!);
        Assert.Contains("\"name\":\"j\"", page, StringComparison.Ordinal);
        Assert.Contains("\"name\":\"k\"", page, StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_is_no_network_is_named_and_no_page_is_written()
    {
        await File.WriteAllTextAsync(_work.At("notes.txt"), "no couplings");
        await _work.FailsAsync("notes.txt", "explore", "notes.txt", "--data", _digits);
        await TrainAsync("j", "--epochs", "1");
        await _work.FailsAsync("but the network was trained on 14 x 14", "explore", "j", "--data", "generated");
        await _work.FailsAsync("4 to 8 bits", "explore", "j", "--data", _digits, "--bits", "9");
        Assert.False(File.Exists(_work.At("explorer.html")));
    }

    [Fact]
    public async Task An_explorer_that_a_notebook_shows_stands_on_the_front_page()
    {
        await TrainAsync("j", "--epochs", "1");
        string library = Path.GetDirectoryName(typeof(Web.Explorer).Assembly.Location)!;
        string code = $"#r \"{library}/AttractorNotebooks.dll\"\n#r \"{library}/AttractorNotebooks.Web.dll\"\nusing "
            + $"AttractorNotebooks.Learning;\nusing AttractorNotebooks.Web;\nExplorer.Of(TrainedNetwork.Load(@\"{_work.At("j")}\"))";
        JsonObject notebook = (JsonObject)JsonNode.Parse(
            """{"cells":[{"cell_type":"code","execution_count":null,"id":"a","metadata":{},"outputs":[],"source":""}],"metadata":{"kernelspec":{"name":".net-csharp","display_name":"C#","language":"C#"},"language_info":{"name":"C#"}},"nbformat":4,"nbformat_minor":5}""")!;
        notebook["cells"]![0]!["source"] = code;
        await File.WriteAllTextAsync(_work.At("a.ipynb"), notebook.ToJsonString());
        (int exitCode, _, string error) = await _work.RunAsync("run", "a.ipynb", "--out", "site", "--data", _digits);
        Assert.True(exitCode == 0, error);
        foreach (string page in new[] { "a.html", "index.html" })
            Assert.Contains("<iframe title=\"Attractor explorer\"", await File.ReadAllTextAsync(_work.At($"site/{page}")),
                StringComparison.Ordinal);
        JsonNode output = JsonNode.Parse(await File.ReadAllTextAsync(_work.At("site/a.ipynb")))!["cells"]![0]!["outputs"]![0]!["data"]!;
        Assert.NotNull(output["text/html"]);
        Assert.Contains("14 x 14", output["text/plain"]!.ToJsonString(), StringComparison.Ordinal);
    }

    private async Task TrainAsync(string name, params string[] options)
    {
        (int exitCode, _, string error) = await _work.RunAsync(
            ["train", "--out", name, "--data", _digits, "--examples", "100", .. options]);
        Assert.True(exitCode == 0, error);
    }
}
