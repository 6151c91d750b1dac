using System.Text.Json.Nodes;

namespace AttractorNotebooks.Cli.Tests;

public sealed class ReproduceTests : IDisposable
{
    private readonly Workplace _work = new();
    private readonly string _digits;

    public ReproduceTests() => _digits = _work.WriteDigits(full: true);

    public void Dispose() => _work.Dispose();

    [Fact]
    public async Task Every_part_gives_rows_with_a_distance_and_a_verdict()
    {
        JsonObject[] lines = await _work.LinesAsync("reproduce", "--data", _digits, "--examples", "20", "--images", "3");
        Assert.All(lines, line => Assert.Equal(["what", "published", "here", "distance", "reproduced"], line.Select(entry => entry.Key)));
        Assert.All(lines, line => Assert.Contains((string?)line["reproduced"], new[] { "yes", "partly", "no" }));
        // Seven epochs with two numbers each; two panels of curves; two panels of two digits, two times and two networks.
        Assert.Equal(14, lines.Count(line => line["what"]!.ToString().StartsWith("training", StringComparison.Ordinal)));
        Assert.Equal(16, lines.Count(line => line["what"]!.ToString().Contains("picture", StringComparison.Ordinal)));
        Assert.Contains(lines, line => line["what"]!.ToString() == "noise 0.7, bare self attention: MSE at t = 100"
            && (double)line["published"]! == 0.29401);
        Assert.Contains(lines, line => line["what"]!.ToString() == "mask 0.3, standard transformer: MSE at t = 1");
    }

    [Fact]
    public async Task One_part_alone_gives_what_it_gives_among_all_and_the_same_on_one_thread()
    {
        string[] part = ["reproduce", "training", "--data", _digits, "--examples", "20", "--seed", "2"];
        (int exitCode, string text, string remarks) = await _work.RunAsync(part);
        Assert.Equal((0, 15), (exitCode, text.Split('\n', StringSplitOptions.RemoveEmptyEntries).Length));
        Assert.Contains("14 results", remarks, StringComparison.Ordinal);
        Assert.Equal(text, (await _work.RunAsync([.. part, "--threads", "1"])).Output);
    }

    [Fact]
    public async Task A_report_is_one_page_with_figures_tables_settings_and_machine()
    {
        string page = _work.At("report.html");
        string[] figure = RealBrowser.Missing is null ? ["--figure", "f.svg"] : [];
        (int exitCode, string text, string remarks) = await _work.RunAsync(
            ["reproduce", "--data", _digits, "--examples", "20", "--images", "3", "--seed", "2", "--report", page, .. figure]);
        Assert.Equal(0, exitCode);
        Assert.Contains("Wrote ", remarks, StringComparison.Ordinal);
        string html = await File.ReadAllTextAsync(page);
        // Figures, of curves and of pictures; every row of the table; how it was made.
        Assert.Equal(2, html.Split("<h2>The figure</h2>").Length);
        Assert.Equal(2, html.Split("<h2>Its pictures</h2>").Length);
        int rows = text.Split('\n').Count(line => line.EndsWith(" yes", StringComparison.Ordinal)
            || line.EndsWith(" partly", StringComparison.Ordinal) || line.EndsWith(" no", StringComparison.Ordinal));
        Assert.Contains($"<p>{rows} results: ", html, StringComparison.Ordinal);
        foreach (string said in new[] { "seed", "version", "runtime", "training images of a network", "&quot;LearningRate&quot;" })
            Assert.Contains(said, html, StringComparison.Ordinal);
        if (figure.Length > 0)
            foreach (string panel in new[] { ">training<", ">masked<", ">noise<", ">block repeated, here<", ">1 - MSE on masked pixels<" })
                Assert.Contains(panel, await File.ReadAllTextAsync(_work.At("f.svg")), StringComparison.Ordinal);
        await _work.FailsAsync("report.html", "reproduce", "--data", _digits, "--report", _work.At("report.html/below.html"));
    }

    [Fact]
    public async Task What_cannot_be_done_is_said_in_a_line()
    {
        await _work.FailsAsync("'pictures'", "reproduce", "pictures", "--data", _digits);
        await _work.FailsAsync("--images", "reproduce", "--data", _digits, "--images", "0");
        await _work.FailsAsync("10000 examples are asked for", "reproduce", "training", "--data", _digits);
    }
}
