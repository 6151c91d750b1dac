using AttractorNotebooks.NotebookEngine.Site;
using AttractorNotebooks.Pictures;
using AttractorNotebooks.Plotly.Html;

namespace AttractorNotebooks.Cli.Commands;

/// <summary>Notebooks as pages that work without a network.</summary>
internal static class Pages
{
    /// <summary>Writes the site with the scripts that its pages need; what cannot be had is said and left out. The pages' files below the folder.</summary>
    public static async Task<IReadOnlyList<string>> WriteAsync(IReadOnlyList<SitePage> pages, string folder, CancellationToken cancellation)
    {
        Remarks remarks = new();
        string? plotly = pages.Any(page => page.HasFigure) ? PlotlyJs.Read() : null;
        byte[]? katex = pages.Any(page => page.HasFormula) ? await KatexPackage.GetAsync(remarks, cancellation).ConfigureAwait(false) : null;
        SiteAssets assets = new(plotly, katex, (figure, picture) => FigureHtml.Render(figure, picture, PlotlySource.Page));
        return await NotebookSite.WriteAsync(pages, folder, assets, remarks, cancellation).ConfigureAwait(false);
    }
}
