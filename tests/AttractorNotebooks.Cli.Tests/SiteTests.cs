using System.Text.Json.Nodes;
using AttractorNotebooks.NotebookEngine.Documents;
using AttractorNotebooks.NotebookEngine.Tests;
using AttractorNotebooks.Pictures.Tests;
using AttractorNotebooks.Plotly;
using PuppeteerSharp;

namespace AttractorNotebooks.Cli.Tests;

public sealed class SiteTests(RealBrowser browser) : IClassFixture<RealBrowser>, IDisposable
{
    private const string Png = "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==";
    private readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Fact]
    public async Task A_checkout_becomes_chapters_documents_and_reference()
    {
        await CheckoutAsync();

        (int exitCode, string output, string error) = await AttractorProcess.RunAsync(folder.Path, "site", "--out", "site", "--json");

        Assert.True(exitCode == 0, error);
        JsonNode told = JsonNode.Parse(output)!;
        Assert.Equal((2, 2, 0), ((int)told["notebooks"]!, (int)told["documents"]!, (int)told["broken"]!));
        Holds("index.html", "What it is.", "7 min &#183; hard", "data-src=\"notebooks/01-first-frame.html\"",
            "<a class=\"figure\" href=\"notebooks/01-first.html\">");
        Assert.Equal("<!DOCTYPE html><p>\"live\"</p>", Read("notebooks/01-first-frame.html"));
        Holds("notebooks/01-first.html", "<a href=\"../docs/more.html#part\">", "sandbox=\"allow-scripts");
        Holds("docs/more.html", "href=\"../notebooks/part/02-second.html\"");
    }

    [Fact]
    public async Task The_reference_has_what_is_public_with_its_comments()
    {
        await CheckoutAsync();

        await AttractorProcess.RunAsync(folder.Path, "site", "--out", "site");

        const string Page = "api/AttractorNotebooks.Plotly.html";
        Holds(Page, "<h2 id=\"LineChart\">LineChart</h2>", "<h3 id=\"Figure.Lines\">Lines</h3>", "Curves over one pair of axes.",
            "<dt><code>title</code></dt><dd>The heading; may be empty.</dd>",
            "<a href=\"#ImageFigure.Column\"><code>ImageFigure.Column</code></a>");
        Assert.DoesNotContain("GetHashCode", Read(Page), StringComparison.Ordinal);
        Holds("api/index.html", "href=\"../api/AttractorNotebooks.Plotly.html#Figure\"");
    }

    [Fact]
    public async Task Links_that_lead_nowhere_are_named_and_fail()
    {
        await CheckoutAsync();
        folder.Write("docs/wrong.md", "# Wrong\n\n[a](missing.md) [b](more.md#nowhere) [c](../notebooks/03.ipynb)");

        (int exitCode, _, string error) = await AttractorProcess.RunAsync(folder.Path, "site", "--out", "site");

        Assert.Equal(1, exitCode);
        string[] lines = [.. error.Split('\n').Where(line => line.Contains("docs/wrong", StringComparison.Ordinal))];
        Assert.Equal(3, lines.Length);
        foreach (string link in new[] { "missing.md", "more.html#nowhere", "03.ipynb" })
            Assert.Contains(lines, line => line.Contains(link, StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_figure_that_is_not_there_is_named()
    {
        await CheckoutAsync();
        folder.Write("docs/index.md", "# Site\n\n<!-- figure 01-first: Another -->\n");

        (int exitCode, _, string error) = await AttractorProcess.RunAsync(folder.Path, "site", "--out", "site");

        Assert.Equal(1, exitCode);
        Assert.Contains("figure 01-first: Another", error, StringComparison.Ordinal);
        (_, _, error) = await AttractorProcess.RunAsync(folder.Path, "site", "docs");
        Assert.Contains("no folder notebooks", error, StringComparison.Ordinal);
    }

    [BrowserFact]
    public async Task A_reader_searches_offline_with_the_keyboard()
    {
        await CheckoutAsync();
        await AttractorProcess.RunAsync(folder.Path, "site", "--out", "site");
        IPage page = await browser.OpenAsync();
        await page.SetViewportAsync(new ViewPortOptions { Width = 360, Height = 700 });

        await page.GoToAsync(new Uri(folder.File("site/index.html")).AbsoluteUri);
        await page.WaitForSelectorAsync("iframe[src='notebooks/01-first-frame.html']");
        Assert.True(await page.EvaluateExpressionAsync<bool>("document.documentElement.scrollWidth <= innerWidth"));
        await page.Keyboard.PressAsync("/");
        await page.Keyboard.TypeAsync("figure.lines");
        await page.WaitForSelectorAsync("#found a");
        Assert.Equal("Figure.Lines", await page.SeenTextAsync("#found a strong"));
        await page.Keyboard.PressAsync("Escape");
        await page.Keyboard.TypeAsync("zebra");
        await page.WaitForFunctionAsync("() => document.querySelector('#found a').href.endsWith('docs/more.html#part')");
        await Task.WhenAll(page.WaitForNavigationAsync(), page.Keyboard.PressAsync("Enter"));
        Assert.Equal("More", await page.SeenTextAsync("h1"));
        Assert.Empty(browser.Complaints);
        Assert.Empty(browser.Requests);
    }

    private async Task CheckoutAsync()
    {
        Notebook first = Notebook.Parse(
            TestNotebook.Text("md:# First\n\nA sentence. [more](../docs/more.md#part)", "figure", "frame"), "01-first.ipynb");
        first.Cells[1].Outputs.Add((JsonNode)CellOutput.Display(new JsonObject
        {
            ["application/vnd.plotly.v1+json"] = JsonNode.Parse(Figure.Lines("The curve").Add("here", [1.0, 2, 3]).ToJson()),
            ["image/png"] = Png,
        }));
        first.Cells[2].Outputs.Add((JsonNode)CellOutput.Display(new JsonObject
        {
            ["text/html"] = "<iframe title=\"Live\" style=\"height:500px\" srcdoc=\"<!DOCTYPE html><p>&quot;live&quot;</p>\"></iframe>",
        }));
        await first.SaveAsync(folder.File("notebooks/01-first.ipynb"));
        folder.Write("notebooks/part/02-second.ipynb", TestNotebook.Text("md:# Second"));
        folder.Write("docs/index.md", "# Site\n\nWhat it is.\n\n<!-- explorer -->\n\n<!-- figure 01-first: The curve -->\n\n"
            + "<!-- chapters -->\n\n## Read on\n\n<!-- documents -->\n");
        folder.Write("docs/teaching.md", "# Class\n\n| chapter | minutes | level |\n|---|---|---|\n| 01 | 7 | hard |\n");
        folder.Write("docs/more.md", "# More\n\n[second](../notebooks/part/02-second.ipynb)\n\n## Part\n\nA zebra.\n");
        Directory.CreateDirectory(folder.File("notebooks/bin"));
        string library = typeof(Figure).Assembly.Location;
        foreach (string file in new[] { library, Path.ChangeExtension(library, ".xml") })
            File.Copy(file, folder.File("notebooks/bin/" + Path.GetFileName(file)));
    }

    private void Holds(string page, params string[] parts) =>
        Assert.All(parts, part => Assert.Contains(part, Read(page), StringComparison.Ordinal));

    private string Read(string name) => File.ReadAllText(folder.File("site/" + name));
}
