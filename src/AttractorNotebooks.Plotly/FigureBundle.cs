using AttractorNotebooks.Plotly.Display;
using AttractorNotebooks.Plotly.Drawing;
using Plotly.NET;

namespace AttractorNotebooks.Plotly;

/// <summary>A figure as a notebook's output holds it: every viewer takes the form that it can show.</summary>
/// <param name="Json">Plotly's own JSON, <c>application/vnd.plotly.v1+json</c>.</param>
/// <param name="Html">A live chart with a picture inside for whoever can't run it, <c>text/html</c>.</param>
/// <param name="Png">The picture as a PNG file, <c>image/png</c>; null where no browser is there to draw it, or where whoever runs the
/// notebook draws it.</param>
public sealed record FigureBundle(string Json, string Html, byte[]? Png)
{
    /// <summary>The forms that a figure is shown in, by their media types.</summary>
    public static IReadOnlyList<string> MimeTypes => Session.Current.MimeTypes;

    /// <summary>The look of the figures for charts that are made with Plotly.NET, as a template; made anew each time.</summary>
    public static Template Look => Theme.Template(ofOthers: true);

    /// <summary>The bundle of a figure, to be shown now: the first one of a session brings plotly.js along.</summary>
    public static FigureBundle Of(Figure figure)
    {
        ArgumentNullException.ThrowIfNull(figure);
        return Session.Current.Show(figure.ToJson());
    }

    /// <summary>
    /// The bundle of any chart of Plotly.NET, to be shown now, in the look of this library's figures unless the chart
    /// has a template or a size of its own. NaN is a gap, and markup that Plotly has no use for is text. The chart
    /// itself is left as it is.
    /// </summary>
    public static FigureBundle Of(GenericChart chart)
    {
        ArgumentNullException.ThrowIfNull(chart);
        return Session.Current.Show(ChartJson.Write(chart));
    }

    /// <summary>One form of the bundle; the picture in base64, a transparent point where drawing failed.</summary>
    /// <param name="mimeType">One of <see cref="MimeTypes"/>.</param>
    public string Form(string mimeType) => mimeType switch
    {
        FigureFormatterSource.PlotlyMimeType => Json,
        FigureFormatterSource.HtmlMimeType => Html,
        FigureFormatterSource.PngMimeType => Png is null ? Session.NoPicture : Convert.ToBase64String(Png),
        _ => throw new ArgumentException($"A figure has no form {mimeType}: it has {string.Join(", ", MimeTypes)}.", nameof(mimeType)),
    };
}
