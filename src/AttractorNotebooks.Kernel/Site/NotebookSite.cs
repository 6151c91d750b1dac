using System.Net;
using System.Text;
using AttractorNotebooks.Kernel.Documents;

namespace AttractorNotebooks.Kernel.Site;

/// <summary>Writes executed notebooks as static pages: contents, a page each, figures live, nothing fetched from the network when it is all there.</summary>
public static class NotebookSite
{
    private const string PlotlyName = "plotly.min.js";
    private static readonly string Style = LoadStyle();

    /// <summary>Writes the pages and <c>index.html</c> into <paramref name="folder"/>.</summary>
    /// <param name="pages">The notebooks in reading order.</param>
    /// <param name="folder">Created when it is missing.</param>
    /// <param name="plotlyScript">The plotly.js to lay beside the pages; null leaves figures to the network.</param>
    /// <param name="cancellation">Stops between two files.</param>
    public static async Task WriteAsync(IReadOnlyList<SitePage> pages, string folder, string? plotlyScript, CancellationToken cancellation)
    {
        Directory.CreateDirectory(folder);
        if (plotlyScript is not null) await WholeFile.WriteAsync(Path.Combine(folder, PlotlyName), plotlyScript, cancellation).ConfigureAwait(false);
        for (int i = 0; i < pages.Count; i++)
        {
            string text = Page(pages[i], i > 0 ? pages[i - 1] : null, i + 1 < pages.Count ? pages[i + 1] : null, plotlyScript is not null);
            await WholeFile.WriteAsync(Path.Combine(folder, pages[i].Path + ".html"), text, cancellation).ConfigureAwait(false);
        }

        await WholeFile.WriteAsync(Path.Combine(folder, "index.html"), Index(pages), cancellation).ConfigureAwait(false);
    }

    private static string Page(SitePage page, SitePage? previous, SitePage? next, bool hasPlotly)
    {
        string root = string.Concat(Enumerable.Repeat("../", page.Path.Count(c => c == '/')));
        string plotly = hasPlotly && page.HasFigure ? $"<script src=\"{root}{PlotlyName}\"></script>\n" : "";
        StringBuilder html = new();
        html.Append("<header>").Append(Link(root, "index", "Contents")).Append("</header>\n<main>\n");
        foreach (NotebookCell cell in page.Notebook.Cells) CellHtml.Append(html, cell);
        html.Append("</main>\n<footer><span>")
            .Append(previous is null ? "" : "← " + Link(root, previous.Path, previous.Title))
            .Append("</span><span>")
            .Append(next is null ? "" : Link(root, next.Path, next.Title) + " →")
            .Append("</span></footer>\n");
        return Document(page.Title, plotly, html.ToString());
    }

    private static string Index(IReadOnlyList<SitePage> pages)
    {
        StringBuilder html = new("<main>\n<h1>Notebooks</h1>\n<ol class=\"contents\">\n");
        foreach (SitePage page in pages)
        {
            html.Append("<li>").Append(Link("", page.Path, page.Title)).Append(page.HasFailed ? " <span class=\"failed\">stopped by an error</span>" : "").Append("</li>\n");
        }

        return Document("Notebooks", "", html.Append("</ol>\n</main>\n").ToString());
    }

    private static string Link(string root, string path, string title) =>
        $"<a href=\"{root}{string.Join('/', path.Split('/').Select(Uri.EscapeDataString))}.html\">{WebUtility.HtmlEncode(title)}</a>";

    private static string Document(string title, string head, string body) => $"""
        <!DOCTYPE html>
        <html lang="en">
        <head>
        <meta charset="utf-8">
        <meta name="viewport" content="width=device-width, initial-scale=1">
        <title>{WebUtility.HtmlEncode(title)}</title>
        <style>
        {Style}</style>
        {head}</head>
        <body>
        {body}</body>
        </html>

        """;

    private static string LoadStyle()
    {
        using Stream stream = typeof(NotebookSite).Assembly.GetManifestResourceStream("site.css")!;
        using StreamReader reader = new(stream);
        return reader.ReadToEnd();
    }
}
