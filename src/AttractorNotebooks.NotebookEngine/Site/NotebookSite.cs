using System.Text;
using AttractorNotebooks.NotebookEngine.Documents;
using AttractorNotebooks.NotebookEngine.Site.Api;

namespace AttractorNotebooks.NotebookEngine.Site;

/// <summary>
/// Writes executed notebooks as static pages: contents, a page each, figures live, nothing fetched from the network when the
/// assets are there.
/// </summary>
public sealed class NotebookSite
{
    private const string ChapterPlace = "chapters", DocumentPlace = "documents";

    private readonly IReadOnlyList<SitePage> _pages;
    private readonly SiteAssets _assets;
    private readonly SitePlaces _places;
    private readonly SiteFrame _frame;
    private readonly ApiReference _reference;
    private readonly SearchIndex _search = new();
    private readonly List<(string File, byte[] Content)> _extras = [];
    private (EmbeddedPage Page, string File)? _explorer;

    private NotebookSite(IReadOnlyList<SitePage> pages, SiteAssets assets)
    {
        (_pages, _assets) = (pages, assets);
        _reference = ApiReference.Read(assets.Libraries);
        _places = new SitePlaces(
            [.. pages, .. assets.Documents], [SiteFrame.PlotlyFile, SiteFrame.KatexFolder, SiteFrame.SearchFile, .. _reference.Files]);
        List<(string, string)> sections = [];
        if (assets.Front is not null) sections.Add(("Chapters", $"{SitePlaces.Contents}#{ChapterPlace}"));
        if (assets.Documents.Count > 0) sections.Add(("Docs", $"{SitePlaces.Contents}#{DocumentPlace}"));
        if (_reference.Files.Count > 0) sections.Add(("API", ApiReference.Contents));
        _frame = new SiteFrame(assets.Front?.Title ?? "Contents", sections);
    }

    /// <summary>Writes the pages and <c>index.html</c> into <paramref name="folder"/>, each to a place of its own.</summary>
    /// <param name="pages">The notebooks in reading order.</param>
    /// <param name="folder">Created when it is missing.</param>
    /// <param name="assets">What the site has beside the notebooks.</param>
    /// <param name="progress">Is told of links that lead nowhere.</param>
    /// <param name="cancellation">Stops between two files.</param>
    /// <returns>The notebooks' pages below <paramref name="folder"/>.</returns>
    /// <exception cref="IOException">A file cannot be written, or it is one of the notebooks' own.</exception>
    public static async Task<IReadOnlyList<string>> WriteAsync(
        IReadOnlyList<SitePage> pages, string folder, SiteAssets assets, IProgress<string> progress, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(assets);
        ArgumentNullException.ThrowIfNull(progress);
        NotebookSite site = new(pages, assets);
        List<string> files = [.. pages.Select(site.FileOf)];
        RequireFree(pages, folder, [.. files, .. assets.Documents.Select(site.FileOf), SitePlaces.Contents]);
        Directory.CreateDirectory(folder);
        await site.WriteScriptsAsync(folder, cancellation).ConfigureAwait(false);
        await site.WritePagesAsync(pages, folder, progress, cancellation).ConfigureAwait(false);
        await site.WritePagesAsync(assets.Documents, folder, progress, cancellation).ConfigureAwait(false);
        foreach ((string file, string text) in site._reference.Pages(site._frame, site._search))
            await WholeFile.WriteAsync(Path.Combine(folder, file), text, cancellation).ConfigureAwait(false);
        await site.WriteFrontAsync(folder, progress, cancellation).ConfigureAwait(false);
        await WholeFile.WriteAsync(Path.Combine(folder, SiteFrame.SearchFile), site._search.ToScript(), cancellation).ConfigureAwait(false);
        foreach ((string source, string place) in site._places.Copies)
        {
            string target = Path.Combine(folder, place);
            if (RealPath.Of(target) != source) await WholeFile.CopyAsync(source, target, cancellation).ConfigureAwait(false);
        }

        foreach ((string file, byte[] content) in site._extras)
            await WholeFile.WriteAsync(Path.Combine(folder, file), content, cancellation).ConfigureAwait(false);
        return files;
    }

    /// <summary>Where the site goes into the notebooks' own folder, only pages of an earlier one may be replaced.</summary>
    private static void RequireFree(IReadOnlyList<SitePage> pages, string folder, IEnumerable<string> files)
    {
        HashSet<string> sources = [.. pages.Select(page => RealPath.Of(page.SourceFolder))];
        foreach (string target in files.Select(file => Path.Combine(folder, file)))
        {
            if (!File.Exists(target) || !sources.Contains(Path.GetDirectoryName(RealPath.Of(target))!)) continue;
            if (!File.ReadLines(target).Take(10).Any(line => line.Contains(SiteFrame.Mark, StringComparison.Ordinal)))
                throw new IOException($"{target} lies among the notebooks and is no page of this program; choose another --out.");
        }
    }

    private string FileOf(SitePage page) => _places.OfPage(page.Path)!;

    private async Task WriteScriptsAsync(string folder, CancellationToken cancellation)
    {
        string plotly = Path.Combine(folder, SiteFrame.PlotlyFile), katex = Path.Combine(folder, SiteFrame.KatexFolder);
        if (_assets.Plotly is not null) await WholeFile.WriteAsync(plotly, _assets.Plotly, cancellation).ConfigureAwait(false);
        if (_assets.Katex is not null) await KatexPackage.UnpackAsync(_assets.Katex, katex, cancellation).ConfigureAwait(false);
    }

    private async Task WritePagesAsync(
        IReadOnlyList<SitePage> pages, string folder, IProgress<string> progress, CancellationToken cancellation)
    {
        for (int i = 0; i < pages.Count; i++)
        {
            PageLinks links = new(pages[i], _places);
            string file = FileOf(pages[i]);
            (string, string)? previous = i > 0 ? (FileOf(pages[i - 1]), pages[i - 1].Title) : null;
            (string, string)? next = i + 1 < pages.Count ? (FileOf(pages[i + 1]), pages[i + 1].Title) : null;
            string text = Page(pages[i], file, links, SiteFrame.Footer(file, previous, next));
            await WholeFile.WriteAsync(Path.Combine(folder, file), text, cancellation).ConfigureAwait(false);
            Tell(progress, pages[i].Path, links);
        }
    }

    private string Page(SitePage page, string file, PageLinks links, string footer)
    {
        StringBuilder text = new();
        PageOutline outline = new();
        CellHtml cells = new(links, outline, _assets.Figure, embedded => Embed(page, file, embedded));
        foreach (NotebookCell cell in page.Notebook.Cells) cells.Append(text, cell, page.Notebook.ForeignLanguage ?? "C#");
        _search.Add(file, page.Title, outline);
        string head = SiteFrame.Scripts(file, _assets.Plotly is not null && page.HasFigure, _assets.Katex is not null && page.HasFormula);
        return _frame.Page(file, page.Title, $"""
            <div class="page">
            {outline.ToHtml()}<main id="main">
            {text}</main>
            </div>
            {footer}
            """, head, page.HasCode);
    }

    /// <summary>Lays a document that an output carries beside its page. The first one is shown on the front page, too.</summary>
    private string Embed(SitePage page, string file, EmbeddedPage embedded)
    {
        string place = _places.Beside(page.Path, "frame", ".html");
        _extras.Add((place, Encoding.UTF8.GetBytes(embedded.Document)));
        _explorer ??= (embedded, place);
        return embedded.ToHtml(SiteAddress.Between(file, place));
    }

    private async Task WriteFrontAsync(string folder, IProgress<string> progress, CancellationToken cancellation)
    {
        FrontPage front = new(_assets.Front, _pages, _assets.Documents, _places)
        {
            Explorer = _explorer is { } explorer
                ? explorer.Page.ToHtml(SiteAddress.Between(SitePlaces.Contents, explorer.File), isLate: true) : null,
            Picture = (name, png) =>
            {
                string place = _places.Beside(name, "", ".png");
                _extras.Add((place, png));
                return SiteAddress.Between(SitePlaces.Contents, place);
            },
        };
        PageOutline outline = new();
        PageLinks? links = _assets.Front is null ? null : new PageLinks(_assets.Front, _places, SitePlaces.Contents);
        string body = front.Body(links, outline);
        if (_assets.Front is not null) _search.Add(SitePlaces.Contents, _assets.Front.Title, outline);
        string head = SiteFrame.Scripts(SitePlaces.Contents, plotly: false, front.HasFormula && _assets.Katex is not null);
        string page = _frame.Page(SitePlaces.Contents, _assets.Front?.Title ?? FrontPage.BareTitle, body, head);
        await WholeFile.WriteAsync(Path.Combine(folder, SitePlaces.Contents), page, cancellation).ConfigureAwait(false);
        if (links is not null) Tell(progress, "the front page", links);
    }

    private static void Tell(IProgress<string> progress, string page, PageLinks links)
    {
        foreach (string dead in links.Dead)
            progress.Report($"{page}: the link {JsonText.Printable(dead)} leads nowhere in the site and is shown as text.");
    }
}
