using System.Globalization;
using System.Text.Json.Nodes;

namespace AttractorNotebooks.Plotly.Drawing;

/// <summary>A Plotly figure being put together: panels add their traces, axes and annotations to it.</summary>
internal sealed class Canvas(double width, double height, bool narrow, bool unifiedHover)
{
    /// <summary>The widths that figures are laid out for, in pixels: a notebook's, and a phone's.</summary>
    public const double Wide = 900, Narrow = 360;

    private readonly Dictionary<string, int> styles = [];
    private readonly HashSet<string> inLegend = [];
    private int axes, colourAxes;

    public JsonArray Traces { get; } = [];

    public JsonObject Layout { get; } = Theme.Layout();

    public JsonArray Annotations { get; } = [];

    public JsonArray Shapes { get; } = [];

    /// <summary>Whether any trace wants a legend entry.</summary>
    public bool HasLegend => inLegend.Count > 0;

    /// <summary>Pixels that the legend's lines need below the axes.</summary>
    public double LegendRoom()
    {
        double lineWidth = 0;
        int lines = 1;
        foreach (string name in inLegend)
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

    public bool IsNarrow => narrow;

    /// <summary>Whether one box tells the values of all curves at the pointer's x, or a box only the nearest one.</summary>
    public bool UnifiedHover => unifiedHover;

    /// <summary>Adds a pair of axes over an area; returns the names by which traces refer to them.</summary>
    public (string X, string Y) AddAxes(Area area, JsonObject x, JsonObject y)
    {
        string suffix = Suffix(++axes);
        x["domain"] = new JsonArray(Fraction(area.Left / width), Fraction((area.Left + area.Width) / width));
        y["domain"] = new JsonArray(Fraction(1 - ((area.Top + area.Height) / height)), Fraction(1 - (area.Top / height)));
        x["anchor"] = "y" + suffix;
        y["anchor"] = "x" + suffix;
        Layout["xaxis" + suffix] = x;
        Layout["yaxis" + suffix] = y;
        return ("x" + suffix, "y" + suffix);
    }

    /// <summary>Adds a colour axis whose bar stands to the right of an area; returns its name.</summary>
    public string AddColourAxis(Area area, JsonObject axis, JsonObject bar)
    {
        bar["x"] = Fraction((area.Left + area.Width + 10) / width);
        bar["xanchor"] = "left";
        bar["y"] = Fraction(1 - ((area.Top + (area.Height / 2)) / height));
        bar["len"] = Fraction(area.Height / height);
        axis["colorbar"] = bar;
        string name = "coloraxis" + Suffix(++colourAxes);
        Layout[name] = axis;
        return name;
    }

    /// <summary>Text at the top of an area, centred over it.</summary>
    public void AddPanelTitle(Area area, string title)
    {
        int letters = (int)(area.Width / (Theme.FontSize * Theme.LetterWidth));
        Annotations.Add(new JsonObject
        {
            ["text"] = Label.Wrap(title, letters),
            ["font"] = new JsonObject { ["size"] = Theme.FontSize + 1 },
            ["showarrow"] = false,
            ["xref"] = "paper",
            ["yref"] = "paper",
            ["x"] = Fraction((area.Left + (area.Width / 2)) / width),
            ["y"] = Fraction(1 - (area.Top / height)),
            ["xanchor"] = "center",
            ["yanchor"] = "bottom",
        });
    }

    /// <summary>The number of a curve's style; a name has one style in all panels of a figure.</summary>
    public int StyleOf(string name)
    {
        if (!styles.TryGetValue(name, out int style)) styles[name] = style = styles.Count;
        return style;
    }

    /// <summary>Whether a trace of that name goes into the legend: the first of each name does.</summary>
    public bool EnterLegend(string name) => inLegend.Add(name);

    private static string Suffix(int number) => number == 1 ? "" : number.ToString(CultureInfo.InvariantCulture);

    private static double Fraction(double value) => Math.Round(Math.Clamp(value, 0, 1), 4);
}
