using AttractorNotebooks.NotebookEngine.Site;
using AttractorNotebooks.Pictures;

namespace AttractorNotebooks.Cli.Commands;

/// <summary>Notebooks as pages that work without a network.</summary>
internal static class Pages
{
    /// <summary>Writes the site with the scripts that its pages need; what cannot be had is said and left out.</summary>
    public static async Task WriteAsync(IReadOnlyList<SitePage> pages, string folder, CancellationToken cancellation)
    {
        Remarks remarks = new();
        string? plotly = pages.Any(page => page.HasFigure) ? PlotlyJs.Read() : null;
        byte[]? katex = pages.Any(page => page.HasFormula) ? await KatexPackage.GetAsync(remarks, cancellation).ConfigureAwait(false) : null;
        await NotebookSite.WriteAsync(pages, folder, new SiteAssets(plotly, katex), remarks, cancellation).ConfigureAwait(false);
    }
}
