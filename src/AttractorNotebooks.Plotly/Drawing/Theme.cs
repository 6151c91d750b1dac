using Plotly.NET;
using Plotly.NET.LayoutObjects;

namespace AttractorNotebooks.Plotly.Drawing;

/// <summary>The look of every figure: transparent paper and mid-gray ink, so that it reads on white and on black.</summary>
internal static class Theme
{
    /// <summary>About 4:1 against white and against a dark editor; our own HTML replaces it by the page's text color.</summary>
    public const string Ink = "#7d7d7d";
    public const string AxisLine = "rgba(128,128,128,0.6)";
    public const int FontSize = 13, SmallFontSize = 12;

    /// <summary>An average letter's width over the font's size; used to tell whether a label fits.</summary>
    public const double LetterWidth = 0.56;

    private const string Clear = "rgba(0,0,0,0)";
    private const string Fonts = "system-ui, -apple-system, 'Segoe UI', Roboto, Helvetica, Arial, sans-serif";

    public static double TextWidth(string text, double fontSize = FontSize) => text.Length * LetterWidth * fontSize;

    /// <summary>
    /// The look as Plotly's template: a figure's layout then says only what is its own. Made anew, for Plotly.NET's objects can be changed.
    /// </summary>
    /// <param name="ofOthers">Whether it is for charts that are not this library's, which set no colors of their own.</param>
    public static Look Template(bool ofOthers = false) => Objects.New<Look>(
        ("layout", Objects.New<Layout>(
            ("colorway", ofOthers ? Palette.All : null),
            ("colorscale", ofOthers ? Objects.New(("diverging", Palette.Scale(Palette.Diverging)),
                ("sequential", Palette.Scale(Palette.Sequential))) : null),
            ("paper_bgcolor", Clear),
            ("plot_bgcolor", Clear),
            ("font", Objects.New<Font>(("family", Fonts), ("size", FontSize), ("color", Ink))),
            ("title", Objects.New<Title>(("x", 0.5), ("font", Objects.New<Font>(("size", FontSize + 4))))),
            ("modebar", Objects.New<ModeBar>(("bgcolor", Clear), ("color", AxisLine), ("activecolor", Ink))),
            ("hoverlabel", Objects.New<Hoverlabel>(
                ("bgcolor", "rgba(35,35,35,0.92)"),
                ("bordercolor", AxisLine),
                ("font", Objects.New<Font>(("color", "#f2f2f2"), ("size", FontSize))))),
            ("legend", ofOthers ? null : Objects.New<Legend>(("orientation", "h"), ("x", 0.5), ("xanchor", "center"), ("yanchor", "top"))),
            ("annotationdefaults", ofOthers ? null : Objects.New<Annotation>(("showarrow", false), ("font", Small()))),
            ("coloraxis", Objects.New<ColorAxis>(("colorbar", ColorBar()))),
            ("xaxis", Axis(ofOthers)),
            ("yaxis", Axis(ofOthers)))),
        ("data", Objects.New(
            ("scatter", new[] { Objects.Trace("scatter", ("line", Objects.New<Line>(("width", 2.5)))) }),
            ("heatmap", ofOthers ? new[] { Objects.Trace("heatmap", ("colorbar", ColorBar())) } : null))));

    public static Font Small() => Objects.New<Font>(("size", SmallFontSize));

    private static ColorBar ColorBar() => Objects.New<ColorBar>(
        ("thickness", 14),
        ("outlinewidth", 0),
        ("tickfont", Small()),
        ("title", Objects.New<Title>(("side", "right"), ("font", Small()))));

    private static LinearAxis Axis(bool fitted) => Objects.New<LinearAxis>(
        ("gridcolor", "rgba(128,128,128,0.22)"),
        ("linecolor", AxisLine),
        ("tickcolor", AxisLine),
        ("showline", true),
        ("zeroline", false),
        ("ticks", "outside"),
        ("ticklen", 4),
        // Our own figures know the room that their labels need.
        ("automargin", fitted ? true : null),
        ("title", Objects.New<Title>(("standoff", 6), ("font", Objects.New<Font>(("size", FontSize))))));
}
