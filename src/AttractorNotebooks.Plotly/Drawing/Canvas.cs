using System.Globalization;
using Plotly.NET;
using Plotly.NET.LayoutObjects;

namespace AttractorNotebooks.Plotly.Drawing;

/// <summary>A Plotly figure being put together: panels add their traces, axes and annotations to it.</summary>
internal sealed class Canvas(double width, double height, bool narrow, bool unifiedHover)
{
    /// <summary>The widths that figures are laid out for, in pixels: a notebook's, and a phone's.</summary>
    public const double Wide = 900, Narrow = 360;

    private readonly Dictionary<string, int> _styles = [];
    private readonly HashSet<string> _inLegend = [];
    private readonly List<(LinearAxis Axis, string Title)> _hoverTitles = [];
    private int _axes, _colorAxes;

    public List<Trace> Traces { get; } = [];

    public Config Config { get; } = Objects.New<Config>(
        ("responsive", true),
        ("displaylogo", false),
        ("modeBarButtonsToRemove", new[] { "select2d", "lasso2d", "zoomIn2d", "zoomOut2d" }));

    public Layout Layout { get; } = new();

    public List<Annotation> Annotations { get; } = [];

    public List<Shape> Shapes { get; } = [];

    /// <summary>Whether any trace wants a legend entry.</summary>
    public bool HasLegend => _inLegend.Count > 0;

    public bool IsNarrow => narrow;

    /// <summary>Whether one box tells the values of all curves at the pointer's x, or a box only the nearest one.</summary>
    public bool UnifiedHover => unifiedHover;

    /// <summary>Pixels that the legend's lines need below the axes.</summary>
    public double LegendRoom()
    {
        double lineWidth = 0;
        int lines = 1;
        foreach (string name in _inLegend)
        {
            double entry = 45 + Theme.TextWidth(name);
            if (lineWidth > 0 && lineWidth + entry > width)
            {
                lines++;
                lineWidth = 0;
            }
            lineWidth += entry;
        }
        return 14 + (21 * lines);
    }

    /// <summary>Adds a pair of axes over an area; returns the names by which traces refer to them.</summary>
    public (string X, string Y) AddAxes(Area area, LinearAxis x, LinearAxis y)
    {
        string suffix = Suffix(++_axes);
        x.With(("domain", new[] { Fraction(area.Left / width), Fraction((area.Left + area.Width) / width) }), ("anchor", "y" + suffix));
        y.With(
            ("domain", new[] { Fraction(1 - ((area.Top + area.Height) / height)), Fraction(1 - (area.Top / height)) }),
            ("anchor", "x" + suffix));
        Layout.With(("xaxis" + suffix, x), ("yaxis" + suffix, y));
        return ("x" + suffix, "y" + suffix);
    }

    /// <summary>Lets the box that tells all values at the pointer's x say what x is.</summary>
    public void TellOnHover(LinearAxis axis, string title) => _hoverTitles.Add((axis, title));

    /// <summary>
    /// What all boxes call their x; null where they don't agree. plotly.js 2.28 heads such a box with the bare number; but it writes the
    /// number as an amount of money in a currency of our choice.
    /// </summary>
    public string? HoverTitle()
    {
        if (!unifiedHover || _hoverTitles.Select(given => given.Title).Distinct().Count() != 1) return null;
        foreach ((LinearAxis axis, _) in _hoverTitles) axis.With(("hoverformat", "$~g"));
        return _hoverTitles[0].Title;
    }

    /// <summary>Adds a color axis whose bar stands to the right of an area; returns its name.</summary>
    public string AddColorAxis(Area area, ColorAxis axis, ColorBar bar)
    {
        bar.With(
            ("x", Fraction((area.Left + area.Width + 10) / width)),
            ("xanchor", "left"),
            ("y", Fraction(1 - ((area.Top + (area.Height / 2)) / height))),
            ("len", Fraction(area.Height / height)));
        string name = "coloraxis" + Suffix(++_colorAxes);
        Layout.With((name, axis.With(("colorbar", bar))));
        return name;
    }

    /// <summary>Text at the top of an area, centred over it.</summary>
    public void AddPanelTitle(Area area, string title)
    {
        int letters = (int)(area.Width / (Theme.FontSize * Theme.LetterWidth));
        Annotations.Add(Objects.New<Annotation>(
            ("text", Label.Wrap(title, letters)),
            ("font", Objects.New<Font>(("size", Theme.FontSize + 1))),
            ("xref", "paper"),
            ("yref", "paper"),
            ("x", Fraction((area.Left + (area.Width / 2)) / width)),
            ("y", Fraction(1 - (area.Top / height))),
            ("xanchor", "center"),
            ("yanchor", "bottom")));
    }

    /// <summary>The number of a curve's style; a name has one style in all panels of a figure.</summary>
    public int StyleOf(string name)
    {
        if (!_styles.TryGetValue(name, out int style)) _styles[name] = style = _styles.Count;
        return style;
    }

    /// <summary>Whether a trace of that name goes into the legend: the first of each name does.</summary>
    public bool EnterLegend(string name) => _inLegend.Add(name);

    private static string Suffix(int number) => number == 1 ? "" : number.ToString(CultureInfo.InvariantCulture);

    private static double Fraction(double value) => Math.Round(Math.Clamp(value, 0, 1), 4);
}
