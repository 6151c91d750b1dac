using System.Text.Json.Nodes;
using AttractorNotebooks.NotebookEngine.Documents;
using AttractorNotebooks.NotebookEngine.Site;
using AttractorNotebooks.Pictures;
using AttractorNotebooks.Plotly.Html;

namespace AttractorNotebooks.Cli.Commands;

/// <summary>Notebooks as pages that work without a network.</summary>
internal static class Pages
{
    /// <summary>The first explorer that a cell has just shown, for the front page; null where none has.</summary>
    private static string? Explorer(IEnumerable<SitePage> pages) => pages
        .SelectMany(page => page.Notebook.Cells)
        .Where(cell => cell.IsCode && cell.WasExecuted)
        .SelectMany(cell => cell.Outputs)
        .Select(output => output?["data"] is JsonObject data ? CellOutput.Text(data, "text/html") : null)
        .FirstOrDefault(markup => markup?.StartsWith(Web.Explorer.FrameStart, StringComparison.Ordinal) == true);

    /// <summary>Writes the site with the scripts that its pages need; what cannot be had is said and left out. The pages' files below the folder.</summary>
    public static async Task<IReadOnlyList<string>> WriteAsync(IReadOnlyList<SitePage> pages, string folder, CancellationToken cancellation)
    {
        Remarks remarks = new();
        string? plotly = pages.Any(page => page.HasFigure) ? PlotlyJs.Read() : null;
        byte[]? katex = pages.Any(page => page.HasFormula) ? await KatexPackage.GetAsync(remarks, cancellation).ConfigureAwait(false) : null;
        SiteAssets assets = new(plotly, katex, (figure, picture) => FigureHtml.Render(figure, picture, PlotlySource.Page), Explorer(pages));
        return await NotebookSite.WriteAsync(pages, folder, assets, remarks, cancellation).ConfigureAwait(false);
    }
}
