using System.Net;
using System.Text;
using AttractorNotebooks.NotebookEngine.Documents;

namespace AttractorNotebooks.NotebookEngine.Site;

/// <summary>Writes executed notebooks as static pages: contents, a page each, figures live, nothing fetched from the network when the assets are there.</summary>
public static class NotebookSite
{
    private const string PlotlyName = "plotly.min.js";
    private const string KatexFolder = "katex";
    private static readonly string Style = Resource("site.css");
    private static readonly string Script = Resource("site.js");

    /// <summary>Writes the pages and <c>index.html</c> into <paramref name="folder"/>.</summary>
    /// <param name="pages">The notebooks in reading order.</param>
    /// <param name="folder">Created when it is missing.</param>
    /// <param name="assets">Scripts that are laid beside the pages.</param>
    /// <param name="progress">Is told of links that lead nowhere.</param>
    /// <param name="cancellation">Stops between two files.</param>
    /// <exception cref="IOException">A file cannot be written.</exception>
    public static async Task WriteAsync(IReadOnlyList<SitePage> pages, string folder, SiteAssets assets, IProgress<string> progress, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(assets);
        ArgumentNullException.ThrowIfNull(progress);
        Directory.CreateDirectory(folder);
        if (assets.Plotly is not null) await WholeFile.WriteAsync(Path.Combine(folder, PlotlyName), assets.Plotly, cancellation).ConfigureAwait(false);
        if (assets.Katex is not null) await KatexPackage.UnpackAsync(assets.Katex, Path.Combine(folder, KatexFolder), cancellation).ConfigureAwait(false);
        HashSet<string> paths = [.. pages.Select(page => page.Path)];
        for (int i = 0; i < pages.Count; i++)
        {
            PageLinks links = new(pages[i], paths);
            string text = Page(pages[i], links, i > 0 ? pages[i - 1] : null, i + 1 < pages.Count ? pages[i + 1] : null, assets);
            await WholeFile.WriteAsync(Path.Combine(folder, pages[i].Path + ".html"), text, cancellation).ConfigureAwait(false);
            foreach ((string source, string place) in links.Copies)
            {
                await WholeFile.WriteAsync(Path.Combine(folder, place), await File.ReadAllBytesAsync(source, cancellation).ConfigureAwait(false), cancellation).ConfigureAwait(false);
            }

            foreach (string dead in links.Dead) progress.Report($"{pages[i].Path}: the link {dead} leads nowhere in the site and is shown as text.");
        }

        await WholeFile.WriteAsync(Path.Combine(folder, "index.html"), Index(pages), cancellation).ConfigureAwait(false);
    }

    private static string Page(SitePage page, PageLinks links, SitePage? previous, SitePage? next, SiteAssets assets)
    {
        string root = string.Concat(Enumerable.Repeat("../", page.Path.Count(c => c == '/')));
        StringBuilder head = new();
        // Before the figures, not deferred: each draws itself as it is read.
        if (assets.Plotly is not null && page.HasFigure) head.Append($"<script src=\"{root}{PlotlyName}\"></script>\n");
        if (assets.Katex is not null && page.HasFormula)
        {
            head.Append($"<link rel=\"stylesheet\" href=\"{root}{KatexFolder}/katex.min.css\">\n<script defer src=\"{root}{KatexFolder}/katex.min.js\"></script>\n");
        }

        StringBuilder html = new();
        html.Append("<header>").Append(Link(root, "index", "Contents")).Append("<button id=\"fold\" type=\"button\">Hide code</button></header>\n<main>\n");
        foreach (NotebookCell cell in page.Notebook.Cells) CellHtml.Append(html, cell, links);
        html.Append("</main>\n<footer><span>")
            .Append(previous is null ? "" : "← " + Link(root, previous.Path, previous.Title))
            .Append("</span><span>")
            .Append(next is null ? "" : Link(root, next.Path, next.Title) + " →")
            .Append("</span></footer>\n<script>\n").Append(Script).Append("</script>\n");
        return Document(page.Title, head.ToString(), html.ToString());
    }

    private static string Index(IReadOnlyList<SitePage> pages)
    {
        StringBuilder html = new("<main>\n<h1>Notebooks</h1>\n<ul class=\"contents\">\n");
        foreach (SitePage page in pages)
        {
            html.Append("<li>").Append(Link("", page.Path, page.Title)).Append(page.HasFailed ? " <span class=\"failed\">stopped by an error</span>" : "").Append("</li>\n");
        }

        return Document("Notebooks", "", html.Append("</ul>\n</main>\n").ToString());
    }

    private static string Link(string root, string path, string title) =>
        $"<a href=\"{root}{string.Join('/', path.Split('/').Select(Uri.EscapeDataString))}.html\">{WebUtility.HtmlEncode(title)}</a>";

    private static string Document(string title, string head, string body) => $"""
        <!DOCTYPE html>
        <html lang="en">
        <head>
        <meta charset="utf-8">
        <meta name="viewport" content="width=device-width, initial-scale=1">
        <link rel="icon" href="data:,">
        <title>{WebUtility.HtmlEncode(title)}</title>
        <style>
        {Style}</style>
        {head}</head>
        <body>
        {body}</body>
        </html>

        """;

    private static string Resource(string name)
    {
        using Stream stream = typeof(NotebookSite).Assembly.GetManifestResourceStream(name)!;
        using StreamReader reader = new(stream);
        return reader.ReadToEnd();
    }
}
