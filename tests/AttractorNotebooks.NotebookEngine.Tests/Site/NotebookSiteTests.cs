using System.Text.Json.Nodes;
using AttractorNotebooks.NotebookEngine.Documents;
using AttractorNotebooks.NotebookEngine.Site;

namespace AttractorNotebooks.NotebookEngine.Tests.Site;

public sealed class NotebookSiteTests : IDisposable
{
    private const string Html = "<b onclick=\"1\">bold</b><script>ran = 1</script><style>body { display: none }</style>";
    private readonly TemporaryFolder folder = new();
    private readonly List<string> told = [];

    public void Dispose() => folder.Dispose();

    [Fact]
    public async Task Every_notebook_has_its_page_and_none_is_overwritten()
    {
        folder.Write("notebooks/b.html", "OTHER FILE");
        folder.Write("notebooks/katex/katex.min.js", "OTHER SCRIPT");
        folder.Write("notebooks/index.html", "OTHER INDEX");
        folder.Write("notebooks/c.html/deep.txt", "DEEP");

        await WriteAsync(
            ("a", "# A\n[x](b.html) [y](index.html) [z](katex/katex.min.js) [v](c.html/deep.txt) [w](index.ipynb)"),
            ("b", "# B"),
            ("c", "# C"),
            ("index", "# Index"),
            ("Index-2", "# Other"));

        Assert.Contains("<h1>Notebooks</h1>", await PageAsync("index.html"), StringComparison.Ordinal);
        foreach ((string page, string title) in new[] { ("a.html", "A"), ("b.html", "B"), ("c.html", "C"), ("index-2.html", "Index"),
            ("Index-2-2.html", "Other") })
        {
            Assert.Contains($">{title}</h1>", await PageAsync(page), StringComparison.Ordinal);
            Assert.Contains($"href=\"{page}\"", await PageAsync("index.html"), StringComparison.Ordinal);
        }

        foreach ((string copy, string text) in new[] { ("files-2/b.html", "OTHER FILE"), ("files-2/index.html", "OTHER INDEX"),
            ("files-2/katex/katex.min.js", "OTHER SCRIPT"), ("files-2/c.html/deep.txt", "DEEP") })
        {
            Assert.Equal(text, await PageAsync(copy));
            Assert.Contains($"href=\"{copy}\"", await PageAsync("a.html"), StringComparison.Ordinal);
        }

        Assert.Contains("href=\"index-2.html\"", await PageAsync("a.html"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_page_lists_its_headings_and_the_contents_show_each_notebook()
    {
        Notebook notebook = Notebook.Parse(TestNotebook.Text("md:# Title\n\nFirst with $x_i$. Second sentence.",
            "md:## Result\n### Deep `x`", "1", "md:## Result\n## main\n## [Link](https://example.org)"), "n.ipynb");
        notebook.Cells[2].Outputs.Add((JsonNode)CellOutput.Display(new JsonObject { ["image/png"] = "AAAA" }));

        await NotebookSite.WriteAsync([Page(notebook, "part/n") with { Facts = "1 min · easy" }, Page(Prose("no title"), "plain")],
            folder.File("site"), new SiteAssets(null, null), new Told(told), default);

        string page = await PageAsync("part/n.html"), contents = await PageAsync("index.html");
        Assert.Contains("<li class=\"h2\"><a href=\"#result\">Result</a></li>\n<li class=\"h3\"><a href=\"#deep-x\">Deep "
            + "<code>x</code></a></li>\n<li class=\"h2\"><a href=\"#result-2\">Result</a></li>\n<li class=\"h2\"><a "
            + "href=\"#main-2\">main</a></li>\n<li class=\"h2\"><a href=\"#link\">Link</a></li>", page, StringComparison.Ordinal);
        Assert.DoesNotContain("id=\"outline\"", await PageAsync("plain.html"), StringComparison.Ordinal);
        Assert.Contains("<img alt=\"\" loading=\"lazy\" src=\"part/n.png\"><div><h2><a href=\"part/n.html\">Title</a></h2><p>First with "
            + "<span class=\"math\">\\(x_i\\)</span>. Second sentence.</p><p class=\"facts\">1 min &#183; easy</p>", contents,
            StringComparison.Ordinal);
        Assert.Equal([0, 0, 0], await File.ReadAllBytesAsync(folder.File("site/part/n.png")));
        Assert.Empty(SiteCheck.Find(folder.File("site")));
    }

    [Fact]
    public async Task Nothing_outside_the_notebooks_folder_is_copied()
    {
        if (OperatingSystem.IsWindows()) return;
        folder.Write("secret.txt", "SECRET");
        folder.Write("outside/deep.txt", "SECRET");
        folder.Write("notebooks/inside/real.txt", "REAL");
        File.CreateSymbolicLink(folder.File("notebooks/link.txt"), "../secret.txt");
        File.CreateSymbolicLink(folder.File("notebooks/inside/good.txt"), "real.txt");
        Directory.CreateSymbolicLink(folder.File("notebooks/folder"), "../outside");
        File.CreateSymbolicLink(folder.File("notebooks/loop.txt"), "loop.txt");

        if (OperatingSystem.IsLinux()) System.Diagnostics.Process.Start("mkfifo", folder.File("notebooks/pipe")).WaitForExit();

        await WriteAsync(("a", "[h](pipe) [a](link.txt) [b](folder/deep.txt) [c](../secret.txt) [d](loop.txt) [e](a%00b) "
            + "[f](//example.org/x) <img src=\"link.txt\" alt=\"picture\"> [g](inside/good.txt)"));

        Assert.Equal(["a.html", "index.html", "inside/good.txt", "search.js"],
            Directory.EnumerateFiles(folder.File("site"), "*", SearchOption.AllDirectories)
            .Select(file => Path.GetRelativePath(folder.File("site"), file)).Order(StringComparer.Ordinal));
        Assert.Contains("h a b c d e f picture <a href=\"inside/good.txt\">g</a>", await PageAsync("a.html"), StringComparison.Ordinal);
        Assert.Equal(8, told.Count);
    }

    [Fact]
    public async Task Markup_of_a_file_is_sanitized_and_markup_of_this_run_is_not()
    {
        Notebook own = WithOutput(new JsonObject { ["text/html"] = Html });
        own.Cells[0].WasExecuted = true;
        Notebook read = WithOutput(new JsonObject { ["text/html"] = Html });
        Notebook hidden = WithOutput(new JsonObject { ["text/html"] = "<script>ran = 1</script>", ["image/png"] = "AAAA" });
        Notebook figure =
            WithOutput(new JsonObject
            {
                ["text/html"] = Html,
                ["application/vnd.plotly.v1+json"] = new JsonObject { ["data"] = "</script>" },
                ["image/png"] = "AAAA"
            });

        await NotebookSite.WriteAsync(
            [Page(own, "own"), Page(read, "read"), Page(hidden, "hidden"), Page(figure, "figure")],
            folder.File("site"),
            new SiteAssets(null, null, (json, picture) => $"FIGURE {json.Length} {picture!.Length}"),
            new Told(told),
            default);

        Assert.Contains(Html, await PageAsync("own.html"), StringComparison.Ordinal);
        Assert.Contains("<div class=\"output\"><b>bold</b></div>", await PageAsync("read.html"), StringComparison.Ordinal);
        Assert.Contains("<div class=\"output\"><img alt=\"\" src=\"data:image/png;base64,AAAA\"></div>", await PageAsync("hidden.html"),
            StringComparison.Ordinal);
        Assert.Contains("<div class=\"output\">FIGURE 20 3</div>", await PageAsync("figure.html"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_page_among_the_notebooks_that_is_not_ours_is_not_replaced()
    {
        folder.Write("notebooks/b.html", "OTHER FILE");

        await Assert.ThrowsAsync<IOException>(() => NotebookSite.WriteAsync([Page(Prose("# B"), "b")], folder.File("notebooks"),
            new SiteAssets(null, null), new Told(told), default));

        Assert.Equal("OTHER FILE", await File.ReadAllTextAsync(folder.File("notebooks/b.html")));
        Assert.False(File.Exists(folder.File("notebooks/index.html")));
    }

    [Fact]
    public async Task Code_in_another_language_is_named()
    {
        Notebook notebook = Notebook.Parse(TestNotebook.Text("print('<hi>')"), "n.ipynb");
        notebook.Metadata["language_info"] = new JsonObject { ["name"] = "python" };

        await NotebookSite.WriteAsync([Page(notebook, "n")], folder.File("site"), new SiteAssets(null, null), new Told(told), default);

        Assert.Contains("<summary>Python</summary><pre><code>print(&#39;&lt;hi&gt;&#39;)</code>", await PageAsync("n.html"),
            StringComparison.Ordinal);
    }

    private Task<IReadOnlyList<string>> WriteAsync(params (string Path, string Text)[] pages) =>
        NotebookSite.WriteAsync([.. pages.Select(page => Page(Prose(page.Text), page.Path))], folder.File("site"),
            new SiteAssets(null, null), new Told(told), default);

    private SitePage Page(Notebook notebook, string path) => new(notebook, path, folder.File("notebooks"));

    private static Notebook Prose(string text) => Notebook.Parse(TestNotebook.Text("md:" + text), "n.ipynb");

    private static Notebook WithOutput(JsonObject data)
    {
        Notebook notebook = Notebook.Parse(TestNotebook.Text("1"), "n.ipynb");
        notebook.Cells[0].Outputs.Add((JsonNode)CellOutput.Display(data));
        return notebook;
    }

    private Task<string> PageAsync(string name) => File.ReadAllTextAsync(folder.File(Path.Combine("site", name)));

    private sealed class Told(List<string> lines) : IProgress<string>
    {
        public void Report(string value) => lines.Add(value);
    }
}
