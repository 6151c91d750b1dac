using System.Diagnostics;
using AttractorNotebooks.NotebookEngine.Documents;
using AttractorNotebooks.NotebookEngine.Tests;
using AttractorNotebooks.Pictures.Tests;
using AttractorNotebooks.Plotly;
using PuppeteerSharp;

namespace AttractorNotebooks.Cli.Tests;

public sealed class JupyterPageTests(RealBrowser browser) : IClassFixture<RealBrowser>, IDisposable
{
    private readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    [JupyterPageFact]
    public async Task A_reader_opens_runs_sees_stops_restarts_and_rebuilds()
    {
        string library = folder.File("bin/Lib.dll");
        LibraryBuilder.Build(library, "public static class Lib { public static string Version() => \"build 1\"; }");
        // No network: the figure brings plotly.js along.
        string figures = Path.GetDirectoryName(typeof(Figure).Assembly.Location)!;
        foreach (string file in Directory.EnumerateFiles(figures, "*.dll")) File.Copy(file, folder.File("bin/" + Path.GetFileName(file)));
        Notebook notebook = Notebook.Parse(
            TestNotebook.Text(
                "#r \"bin/Lib.dll\"\nLib.Version()",
                "#r \"bin/AttractorNotebooks.Plotly.dll\"\nusing AttractorNotebooks.Plotly;\nFigure.Lines(\"MSE against "
                    + "t\").Add(\"here\", new[] { 1.0, 2, 3 }, new[] { 0.1, 0.4, 0.2 })",
                "\"the end\""),
            "n.ipynb");
        notebook.DescribeKernel();
        await notebook.SaveAsync(folder.File("n.ipynb"));
        await using JupyterServer server = await JupyterServer.StartAsync(folder.Path);
        IPage page = await browser.OpenAsync();
        page.DefaultTimeout = 240_000;

        await page.GoToAsync(server.Address + "/notebooks/n.ipynb");
        await page.WaitForFunctionAsync(
            "() => window.Jupyter && Jupyter.notebook && Jupyter.notebook.kernel && Jupyter.notebook.kernel.is_connected()");
        await MenuAsync(page, "#celllink", "#run_all_cells");
        await OutputAsync(page, 2, "the end");
        await OutputAsync(page, 0, "build 1");
        await page.WaitForSelectorAsync(".attractor-figure .main-svg");

        // Every attempt must stop the cell; a machine busy with other tests may be late with some of them.
        double quickest = double.PositiveInfinity;
        for (int i = 0; i < 5 && quickest > 2; i++)
        {
            await RunAsync(page, 2, $"Console.Write(\"started {i}\"); while (true) {{ }}");
            await OutputAsync(page, 2, $"started {i}");
            Stopwatch clock = Stopwatch.StartNew();
            await page.ClickWhenSeenAsync("button[data-jupyter-action='jupyter-notebook:interrupt-kernel']");
            await OutputAsync(page, 2, "stopped before it had finished");
            quickest = Math.Min(quickest, clock.Elapsed.TotalSeconds);
        }

        Assert.InRange(quickest, 0, 2);

        LibraryBuilder.Build(library, "public static class Lib { public static string Version() => \"build 2\"; }");
        await RunAsync(page, 0, "#r \"bin/Lib.dll\"\nLib.Version()");
        await OutputAsync(page, 0, "has been rebuilt");

        await page.EvaluateFunctionAsync("() => Jupyter.notebook.get_cell(2).set_text('\"after the restart\"')");
        await MenuAsync(page, "#kernellink", "#restart_run_all");
        await Task.Delay(500);
        await page.ClickWhenSeenAsync(".modal-dialog .btn-danger");
        await OutputAsync(page, 2, "after the restart");
        await OutputAsync(page, 0, "build 2");
        await page.WaitForSelectorAsync(".attractor-figure .main-svg");
        Assert.DoesNotContain("rebuilt", await page.SeenTextAsync(".code_cell .output"), StringComparison.Ordinal);
    }

    private static async Task MenuAsync(IPage page, string menu, string entry)
    {
        await page.ClickWhenSeenAsync(menu);
        await page.ClickWhenSeenAsync(entry + " a");
    }

    private static async Task RunAsync(IPage page, int cell, string code) => await
        page.EvaluateFunctionAsync("(cell, code) => { const c = Jupyter.notebook.get_cell(cell); c.set_text(code); c.execute(); }", cell,
            code);

    private static async Task OutputAsync(IPage page, int cell, string text) => await
        page.WaitForFunctionAsync(
            "(cell, text) => document.querySelectorAll('.code_cell')[cell].querySelector('.output').innerText.includes(text)", cell, text);
}
