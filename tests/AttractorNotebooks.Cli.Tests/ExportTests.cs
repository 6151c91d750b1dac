using AttractorNotebooks.NotebookEngine.Site;
using AttractorNotebooks.NotebookEngine.Tests;
using AttractorNotebooks.Pictures.Tests;
using AttractorNotebooks.Plotly;
using PuppeteerSharp;

namespace AttractorNotebooks.Cli.Tests;

public sealed class ExportTests(RealBrowser browser) : IClassFixture<RealBrowser>, IDisposable
{
    private readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    [BrowserFact]
    public async Task Pages_work_offline_figures_formulas_links_and_code()
    {
        await ExportAsync();
        IPage page = await browser.OpenAsync();

        await page.GoToAsync(Address("index.html"));
        await page.FollowAsync("::-p-text(The first)");
        await page.WaitForSelectorAsync(".attractor-figure .main-svg");

        Assert.Equal(2, await page.CountAsync(".math .katex"));
        Assert.Equal(1, await page.CountAsync(".math.display .katex-display"));
        Assert.Equal("<script>alert(1)</script>", await page.SeenTextAsync("pre.stdout"));
        // Code is folded until the reader wants it, on this page and the next.
        Assert.Equal(0, await page.CountAsync("details.code[open]"));
        await page.ClickWhenSeenAsync("::-p-text(Show code)");
        Assert.Equal(2, await page.CountAsync("details.code[open]"));
        await page.ClickWhenSeenAsync("#theme");
        Assert.Equal("dark", await page.EvaluateFunctionAsync<string>("() => document.documentElement.dataset.theme"));
        Assert.Equal("rgb(20, 23, 27)", await page.EvaluateFunctionAsync<string>("() => getComputedStyle(document.body).backgroundColor"));
        // The browser hands what a page stores to the next page's process in its own time, which no reader is faster than.
        await Task.Delay(1500);
        await page.FollowAsync("footer ::-p-text(Second)");
        Assert.Equal("Second", await page.SeenTextAsync("h1"));
        // The page's script shows the code once it has run, which may be a moment after the heading is there.
        await page.WaitForFunctionAsync("() => document.querySelector('details.code[open]')");
        Assert.Equal("dark", await page.EvaluateFunctionAsync<string>("() => document.documentElement.dataset.theme"));
        await page.ClickWhenSeenAsync("::-p-text(Hide code)");
        await page.FollowAsync("footer ::-p-text(The first)");
        await page.WaitForFunctionAsync(
            "() => !document.querySelector('details.code[open]') && document.getElementById('fold').textContent === 'Show code'");
        Assert.Empty(browser.Requests);
        Assert.Empty(browser.Complaints);
    }

    [BrowserFact]
    public async Task A_phone_needs_no_sideways_scrolling()
    {
        await ExportAsync();
        IPage page = await browser.OpenAsync(width: 360);

        foreach ((string name, string shown) in new[] { ("01-first.html", ".attractor-figure .main-svg"), ("index.html", ".card") })
        {
            await page.GoToAsync(Address(name));
            await page.WaitForSelectorAsync(shown);
            Assert.True(await page.EvaluateFunctionAsync<bool>("() => document.documentElement.scrollWidth <= window.innerWidth"));
        }

        Assert.Empty(browser.Complaints);
    }

    [BrowserFact]
    public async Task Without_scripts_everything_is_still_there_to_read()
    {
        await ExportAsync();
        IPage page = await browser.OpenAsync(scripts: false);

        await page.GoToAsync(Address("01-first.html"));

        Assert.Contains("MSE against t", await page.SeenTextAsync(".attractor-figure"), StringComparison.Ordinal);
        Assert.Contains("x_i", await page.SeenTextAsync(".math"), StringComparison.Ordinal);
        Assert.True(await page.IsVisibleAsync("details.code pre"));
    }

    [Fact]
    public async Task Links_lead_to_pages_and_pictures_or_are_text()
    {
        (string _, string error) = await ExportAsync();
        string page = await File.ReadAllTextAsync(folder.File("site/01-first.html"));

        Assert.Contains("<a href=\"part/02-second.html#more\">next</a>", page, StringComparison.Ordinal);
        Assert.Contains("<img src=\"pictures/dot.png\"", page, StringComparison.Ordinal);
        Assert.True(File.Exists(folder.File("site/pictures/dot.png")));
        Assert.Contains("<a href=\"https://example.org/\">out</a>", page, StringComparison.Ordinal);
        Assert.Contains($"src=\"data:image/png;base64,{ExportedPages.Png}\"", page, StringComparison.Ordinal);
        foreach (string dead in new[] { "missing.ipynb", "../secret.txt", "pictures/missing.png", "javascript:alert(1)", "..%2Fsecret.txt",
            "%2e%2e/secret.txt", "pictures/../../secret.txt", "/etc/hostname" })
        {
            Assert.DoesNotContain($"\"{dead}", page, StringComparison.Ordinal);
            Assert.Contains($"the link {dead} leads nowhere", error, StringComparison.Ordinal);
        }

        Assert.Equal(["notebooks", "secret.txt", "site"], Directory.EnumerateFileSystemEntries(folder.Path)
            .Select(entry => Path.GetFileName(entry)).Order());
        Assert.Equal("secret", await File.ReadAllTextAsync(folder.File("secret.txt")));
        Assert.Empty(Directory.EnumerateFiles(folder.File("site"), "secret*", SearchOption.AllDirectories));
        Assert.Empty(SiteCheck.Find(folder.File("site")));
    }

    [Fact]
    public async Task A_program_says_the_same_as_the_notebook()
    {
        Directory.CreateDirectory(folder.File("src/Lib"));
        folder.Write("src/Lib/Lib.csproj",
            "<Project Sdk=\"Microsoft.NET.Sdk\"><PropertyGroup><TargetFramework>net10.0</TargetFramework></PropertyGroup></Project>");
        const string Library = "namespace Lib; public class Shown { public string ToHtml() => \"<b>shown</b>\"; }";
        folder.Write("src/Lib/Shown.cs", Library);
        LibraryBuilder.Build(folder.File("notebooks/bin/Lib.dll"), Library);
        folder.Write("notebooks/n.ipynb", TestNotebook.Text(
            "md:# Title\n\nwith */ and $x$",
            "#r \"bin/Lib.dll\"\nusing Lib;\nint value = 1, empty; private const int i = 5;",
            "public record Pair(int A, int B);\nint Twice(int value) => 2 * value;\nfor (int i = 0; i < 2; i++) Console.Write(i);\nvalue "
            + "+ Twice(10) + empty",
            "// the same names again\nstring value = \"text\"; string Twice(string a) => a + a;\nclass Pair { public override string "
            + "ToString() => \"another pair\"; }",
            "var anonymous = new { value, i }; var tuple = (value, i);\n$\"{anonymous.value} {tuple.value} {Twice(value)} {new Pair()}\"",
            "display(new Shown());\nawait Task.Delay(1);\n#!time\nnew[] { 1.5, 2 }"));

        (int exitCode, _, string error) = await AttractorProcess.RunAsync(folder.Path, "export", "notebooks", "--to", "cs", "--out",
            "programs");
        Assert.True(exitCode == 0, error);
        using System.Diagnostics.Process run = System.Diagnostics.Process.Start(
            new System.Diagnostics.ProcessStartInfo("dotnet", ["run", "-c", "Release", "programs/n.cs"])
            {
                WorkingDirectory = folder.Path,
                RedirectStandardOutput = true,
                RedirectStandardError = true
            })!;
        Task<string> errors = run.StandardError.ReadToEndAsync();
        string output = await run.StandardOutput.ReadToEndAsync();
        await run.WaitForExitAsync();

        Assert.True(run.ExitCode == 0, output + await errors);
        Assert.EndsWith($"0121\ntext text texttext another pair\nFigures and tables go to {folder.File("n.html")}\n[ 1.5, 2 ]\n",
            output.ReplaceLineEndings("\n"), StringComparison.Ordinal);
        Assert.Contains("<b>shown</b>", await File.ReadAllTextAsync(folder.File("n.html")), StringComparison.Ordinal);
        Assert.Contains("// # Title\n//\n// with */ and $x$\n", await File.ReadAllTextAsync(folder.File("programs/n.cs")),
            StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_library_that_a_project_needs_comes_along_with_it()
    {
        folder.Write("src/AttractorNotebooks/AttractorNotebooks.csproj", "<Project />");
        foreach (string library in new[] { "AttractorNotebooks.dll", "MathNet.Numerics.dll" })
            File.Copy(Path.Combine(AppContext.BaseDirectory, library), folder.File(library));
        folder.Write("n.ipynb",
            TestNotebook.Text(
                "#r \"MathNet.Numerics.dll\"\n#r \"AttractorNotebooks.dll\"\nMathNet.Numerics.SpecialFunctions.Factorial(3)"));

        (int exitCode, _, string error) = await AttractorProcess.RunAsync(folder.Path, "export", "n.ipynb", "--to", "cs", "--out",
            "programs");
        Assert.True(exitCode == 0, error);
        string[] named =
            [.. (await File.ReadAllLinesAsync(folder.File("programs/n.cs"))).Where(line => line.StartsWith("#:p", StringComparison.Ordinal)
                && !line.StartsWith("#:property", StringComparison.Ordinal))];
        Assert.Equal(["#:project ../src/AttractorNotebooks/AttractorNotebooks.csproj"], named);
    }

    [Fact]
    public async Task What_no_program_can_do_is_named()
    {
        folder.Write("magic.ipynb", TestNotebook.Text("#!html\n<b>x</b>"));
        folder.Write("wrong.ipynb", TestNotebook.Text("1", "nothing"));
        folder.Write("library.ipynb", TestNotebook.Text("#r \"Elsewhere.dll\"\n1"));
        LibraryBuilder.Build(folder.File("Elsewhere.dll"), "public class Elsewhere;");

        foreach ((string name, string expected) in new[] { ("magic", "magic commands have no place"),
            ("wrong", "cell 2, line 1, column 1: error CS0103"), ("library", "no src/Elsewhere/Elsewhere.csproj") })
        {
            (int exitCode, _, string error) = await AttractorProcess.RunAsync(folder.Path, "export", $"{name}.ipynb", "--to", "cs", "--out",
                "programs");
            Assert.Equal(1, exitCode);
            Assert.Contains(expected, error, StringComparison.Ordinal);
            Assert.False(File.Exists(folder.File($"programs/{name}.cs")));
        }
    }

    private Task<(string Output, string Error)> ExportAsync() => ExportedPages.WriteAsync(folder);

    private string Address(string page) => new Uri(folder.File(Path.Combine("site", page))).AbsoluteUri;
}
