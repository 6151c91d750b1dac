using System.Text;
using System.Text.RegularExpressions;
using AttractorNotebooks.NotebookEngine.Documents;

namespace AttractorNotebooks.NotebookEngine.Site;

/// <summary>Writes executed notebooks as static pages: contents, a page each, figures live, nothing fetched from the network when the assets are there.</summary>
public static partial class NotebookSite
{
    private const string PlotlyName = "plotly.min.js";
    private const string KatexFolder = "katex";

    /// <summary>What pages of this program are known by.</summary>
    private const string Mark = "<meta name=\"generator\" content=\"attractor\">";
    private const string ThemeButton = "<button id=\"theme\" type=\"button\" aria-label=\"Light or dark\">◐</button>";

    /// <summary>What has to be known before anything is drawn: the reader's choices on earlier pages.</summary>
    private const string Early = "try { var root = document.documentElement; root.dataset.theme = localStorage.getItem('theme') || ''; if (localStorage.getItem('code') !== 'shown') root.classList.add('folded'); } catch { root.classList.add('folded'); }";
    private static readonly string Style = Resource("site.css");
    private static readonly string Script = Resource("site.js");

    /// <summary>Writes the pages and <c>index.html</c> into <paramref name="folder"/>, each to a place of its own.</summary>
    /// <param name="pages">The notebooks in reading order.</param>
    /// <param name="folder">Created when it is missing.</param>
    /// <param name="assets">Scripts that are laid beside the pages.</param>
    /// <param name="progress">Is told of links that lead nowhere.</param>
    /// <param name="cancellation">Stops between two files.</param>
    /// <returns>The pages' files below <paramref name="folder"/>.</returns>
    /// <exception cref="IOException">A file cannot be written, or it is one of the notebooks' own.</exception>
    public static async Task<IReadOnlyList<string>> WriteAsync(IReadOnlyList<SitePage> pages, string folder, SiteAssets assets, IProgress<string> progress, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(assets);
        ArgumentNullException.ThrowIfNull(progress);
        SitePlaces places = new(pages, PlotlyName, KatexFolder);
        List<string> files = [.. pages.Select(page => places.OfPage(page.Path)!)];
        RequireFree(pages, folder, [.. files, SitePlaces.Contents]);
        Directory.CreateDirectory(folder);
        if (assets.Plotly is not null) await WholeFile.WriteAsync(Path.Combine(folder, PlotlyName), assets.Plotly, cancellation).ConfigureAwait(false);
        if (assets.Katex is not null) await KatexPackage.UnpackAsync(assets.Katex, Path.Combine(folder, KatexFolder), cancellation).ConfigureAwait(false);
        for (int i = 0; i < pages.Count; i++)
        {
            PageLinks links = new(pages[i], places);
            string text = Page(i, pages, places, links, assets);
            await WholeFile.WriteAsync(Path.Combine(folder, files[i]), text, cancellation).ConfigureAwait(false);
            foreach (string dead in links.Dead) progress.Report($"{pages[i].Path}: the link {JsonText.Printable(dead)} leads nowhere in the site and is shown as text.");
        }

        foreach ((string source, string place) in places.Copies)
        {
            string target = Path.Combine(folder, place);
            if (RealPath.Of(target) != source) await WholeFile.CopyAsync(source, target, cancellation).ConfigureAwait(false);
        }

        List<string?> pictures = [.. pages.Select(page => page.Card.Picture is null ? null : places.OfPicture(page.Path))];
        for (int i = 0; i < pages.Count; i++)
        {
            if (pictures[i] is { } picture) await WholeFile.WriteAsync(Path.Combine(folder, picture), pages[i].Card.Picture!, cancellation).ConfigureAwait(false);
        }

        await WholeFile.WriteAsync(Path.Combine(folder, SitePlaces.Contents), ContentsPage(pages, files, pictures, assets), cancellation).ConfigureAwait(false);
        return files;
    }

    /// <summary>Where the site goes into the notebooks' own folder, only pages of an earlier one may be replaced.</summary>
    private static void RequireFree(IReadOnlyList<SitePage> pages, string folder, IEnumerable<string> files)
    {
        HashSet<string> sources = [.. pages.Select(page => RealPath.Of(page.SourceFolder))];
        foreach (string target in files.Select(file => Path.Combine(folder, file)))
        {
            if (!File.Exists(target) || !sources.Contains(Path.GetDirectoryName(RealPath.Of(target))!)) continue;
            if (!File.ReadLines(target).Take(10).Any(line => line.Contains(Mark, StringComparison.Ordinal))) throw new IOException($"{target} lies among the notebooks and is no page of this program; choose another --out.");
        }
    }

    private static string Page(int index, IReadOnlyList<SitePage> pages, SitePlaces places, PageLinks links, SiteAssets assets)
    {
        SitePage page = pages[index];
        string file = places.OfPage(page.Path)!;
        string root = SiteAddress.Root(file);
        StringBuilder head = new();
        // Before the figures, not deferred: each draws itself as it is read.
        if (assets.Plotly is not null && page.HasFigure) head.Append($"<script src=\"{root}{PlotlyName}\"></script>\n");
        if (assets.Katex is not null && page.HasFormula) head.Append(Katex(root));

        StringBuilder text = new();
        PageOutline outline = new();
        CellHtml cells = new(links, outline, assets.Figure);
        foreach (NotebookCell cell in page.Notebook.Cells) cells.Append(text, cell, page.Notebook.ForeignLanguage ?? "C#");
        string previous = index > 0 ? Link(file, places.OfPage(pages[index - 1].Path)!, pages[index - 1].Title, "prev") : "";
        string next = index + 1 < pages.Count ? Link(file, places.OfPage(pages[index + 1].Path)!, pages[index + 1].Title, "next") : "";
        return Document(page.Title, head.ToString(), $"""
            <header class="bar">{Link(file, SitePlaces.Contents, "Contents", "up")}<span class="here">{PageText.Encode(page.Title)}</span><button id="fold" type="button">Hide code</button>{ThemeButton}</header>
            <div class="page">
            {outline.ToHtml()}<main id="main">
            {text}</main>
            </div>
            <footer><span>{previous}</span><span>{next}</span></footer>
            """);
    }

    private static string ContentsPage(IReadOnlyList<SitePage> pages, List<string> files, List<string?> pictures, SiteAssets assets)
    {
        StringBuilder html = new();
        bool hasFormula = false;
        for (int i = 0; i < pages.Count; i++)
        {
            SiteCard card = pages[i].Card;
            string sentence = Formula().Replace(PageText.Encode(card.Sentence ?? ""), "<span class=\"math\">$0</span>");
            hasFormula |= sentence.Contains("class=\"math\"", StringComparison.Ordinal);
            html.Append("<li class=\"card\">")
                .Append(pictures[i] is { } picture ? $"<img alt=\"\" loading=\"lazy\" src=\"{SiteAddress.Between(SitePlaces.Contents, picture)}\">" : "")
                .Append("<div><h2>").Append(Link(SitePlaces.Contents, files[i], pages[i].Title)).Append("</h2>")
                .Append(sentence.Length > 0 ? $"<p>{sentence}</p>" : "")
                .Append("<p class=\"facts\">").Append(PageText.Encode(card.Facts)).Append(pages[i].HasFailed ? " · <span class=\"failed\">stopped by an error</span>" : "").Append("</p></div></li>\n");
        }

        return Document("Notebooks", hasFormula && assets.Katex is not null ? Katex("") : "", $"""
            <header class="bar"><span class="here"></span>{ThemeButton}</header>
            <main id="main" class="contents">
            {assets.Front}<h1>Notebooks</h1>
            <ul class="cards">
            {html}</ul>
            </main>
            """);
    }

    private static string Katex(string root) =>
        $"<link rel=\"stylesheet\" href=\"{root}{KatexFolder}/katex.min.css\">\n<script defer src=\"{root}{KatexFolder}/katex.min.js\"></script>\n";

    private static string Link(string page, string target, string title, string? relation = null) =>
        $"<a href=\"{SiteAddress.Between(page, target)}\"{(relation is null ? "" : $" rel=\"{relation}\"")}>{PageText.Encode(title)}</a>";

    private static string Document(string title, string head, string body) => $"""
        <!DOCTYPE html>
        <html lang="en">
        <head>
        <meta charset="utf-8">
        <meta name="viewport" content="width=device-width, initial-scale=1">
        {Mark}
        <link rel="icon" href="data:,">
        <title>{PageText.Encode(title)}</title>
        <style>
        {Style}</style>
        <script>{Early}</script>
        {head}</head>
        <body>
        <a class="skip" href="#main">To the text</a>
        {body}
        <script>
        {Script}</script>
        </body>
        </html>

        """;

    /// <summary>A formula in the text of a paragraph.</summary>
    [GeneratedRegex(@"\\\(.+?\\\)")]
    private static partial Regex Formula();

    private static string Resource(string name)
    {
        using Stream stream = typeof(NotebookSite).Assembly.GetManifestResourceStream(name)!;
        using StreamReader reader = new(stream);
        return reader.ReadToEnd();
    }
}
