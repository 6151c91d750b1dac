using AttractorNotebooks.NotebookEngine.Site;
using AttractorNotebooks.Pictures;
using AttractorNotebooks.Plotly.Html;

namespace AttractorNotebooks.Cli.Commands;

/// <summary>Notebooks as pages that work without a network. KaTeX is looked for once, however often they are written.</summary>
internal sealed class Pages
{
    private Task<byte[]?>? _katex;

    /// <summary>Writes the site with the scripts that its pages need. The pages' files below the folder.</summary>
    public async Task<IReadOnlyList<string>> WriteAsync(
        IReadOnlyList<SitePage> pages, string folder, IProgress<string> links, CancellationToken cancellation)
    {
        SiteAssets assets = await AssetsAsync(pages, cancellation).ConfigureAwait(false);
        return await NotebookSite.WriteAsync(pages, folder, assets, links, cancellation).ConfigureAwait(false);
    }

    /// <summary>The scripts that pages need; what cannot be had is said and left out.</summary>
    public async Task<SiteAssets> AssetsAsync(IReadOnlyList<SitePage> pages, CancellationToken cancellation)
    {
        string? plotly = pages.Any(page => page.HasFigure) ? PlotlyJs.Read() : null;
        byte[]? katex = pages.Any(page => page.HasFormula)
            ? await (_katex ??= KatexPackage.GetAsync(new Remarks(), cancellation)).ConfigureAwait(false) : null;
        return new SiteAssets(plotly, katex, (figure, picture) => FigureHtml.Render(figure, picture, PlotlySource.Page));
    }
}
