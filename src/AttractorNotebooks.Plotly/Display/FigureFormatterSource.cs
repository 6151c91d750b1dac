namespace AttractorNotebooks.Plotly.Display;

/// <summary>The formatters of a figure: Plotly's own JSON, and HTML and a picture for whoever can't draw that.</summary>
internal sealed class FigureFormatterSource
{
    public const string PlotlyMimeType = "application/vnd.plotly.v1+json";
    public const string HtmlMimeType = "text/html";
    public const string PngMimeType = "image/png";

    // By convention an instance method of exactly this name, found by reflection.
#pragma warning disable CA1822
    public IEnumerable<object> CreateTypeFormatters() =>
        FigureBundle.MimeTypes.Select(type => new Formatter<Figure>(type, figure => FigureBundle.Of(figure).Form(type)));
#pragma warning restore CA1822
}
