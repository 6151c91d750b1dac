namespace AttractorNotebooks.Plotly.Display;

/// <summary>The formatters of a figure: Plotly's own JSON, and HTML for whoever can't draw that.</summary>
internal sealed class FigureFormatterSource
{
    public const string PlotlyMimeType = "application/vnd.plotly.v1+json";
    public const string HtmlMimeType = "text/html";

    // By convention an instance method of exactly this name, found by reflection.
#pragma warning disable CA1822
    public IEnumerable<object> CreateTypeFormatters() =>
        [new Formatter<Figure>(PlotlyMimeType, figure => figure.ToJson()), new Formatter<Figure>(HtmlMimeType, figure => figure.ToHtml())];
#pragma warning restore CA1822
}
