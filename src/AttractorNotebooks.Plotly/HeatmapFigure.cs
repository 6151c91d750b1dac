using System.Text.Json.Nodes;
using AttractorNotebooks.Plotly.Drawing;

namespace AttractorNotebooks.Plotly;

/// <summary>
/// A matrix as colours with a colour bar, row 0 on top. Values of both signs get a diverging scale centred on 0, others a sequential one.
/// </summary>
/// <remarks>More than 10 000 values are drawn as a picture in 255 colours, a tenth as large as the numbers; hovering then tells the place only.</remarks>
public sealed record HeatmapFigure : Figure
{
    private const int LargeMap = 10_000, Hole = 255;

    private readonly double[] values;
    private readonly int rows, columns;
    private string xTitle = "", yTitle = "", unit = "";
    private (double Low, double High)? range;
    private bool? diverging;

    internal HeatmapFigure(string title, double[] values, int rows, int columns)
        : base(title)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(rows, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(columns, 1);
        Numbers.RequireSameLength("values", values.Length, FormattableString.Invariant($"a matrix of {rows} x {columns}"), rows * columns, nameof(values));
        (this.values, this.rows, this.columns) = (values, rows, columns);
    }

    /// <summary>Returns the heatmap with a title for its columns.</summary>
    /// <param name="title">What the columns are.</param>
    public HeatmapFigure XAxis(string title) => this with { xTitle = title };

    /// <summary>Returns the heatmap with a title for its rows.</summary>
    /// <param name="title">What the rows are.</param>
    public HeatmapFigure YAxis(string title) => this with { yTitle = title };

    /// <summary>Returns the heatmap with a title for its colour bar.</summary>
    /// <param name="title">What the colours show, with its unit.</param>
    public HeatmapFigure ColourBar(string title) => this with { unit = title };

    /// <summary>Returns the heatmap with colours that diverge from 0, whatever the signs of the values.</summary>
    public HeatmapFigure Diverging() => this with { diverging = true };

    /// <summary>Returns the heatmap with colours from dark to light, whatever the signs of the values.</summary>
    public HeatmapFigure Sequential() => this with { diverging = false };

    /// <summary>Returns the heatmap with a fixed range of colours, so that several can be compared or animated.</summary>
    /// <param name="low">The value of the first colour.</param>
    /// <param name="high">The value of the last colour, above <paramref name="low"/>.</param>
    public HeatmapFigure Range(double low, double high)
    {
        if (!double.IsFinite(low) || !double.IsFinite(high) || low >= high)
            throw new ArgumentException(FormattableString.Invariant($"Colours from {low} to {high} have no extent: give two finite values, the lower first."), nameof(high));
        return this with { range = (low, high) };
    }

    internal override bool UnifiedHover => false;

    internal override Room RoomAround(double width, bool narrow) => new(
        Left: yTitle.Length > 0 ? 58 : 38,
        Right: 74,
        Top: 6,
        Bottom: xTitle.Length > 0 ? 48 : 30);

    internal override double InnerHeight(double innerWidth, bool narrow) => Math.Clamp(innerWidth * rows / columns, 60, narrow ? 320 : 420);

    internal override void Draw(Canvas canvas, Area plot)
    {
        // Cells are square: an area wider than they fill would leave the colour bar far from them.
        double filled = Math.Min(plot.Width, plot.Height * columns / rows);
        plot = plot with { Left = plot.Left + ((plot.Width - filled) / 2), Width = filled };

        double[] finite = [.. values.Where(double.IsFinite)];
        double low = finite.Length == 0 ? 0 : finite.Min(), high = finite.Length == 0 ? 1 : finite.Max();
        bool twoSided = diverging ?? (low < 0 && high > 0);
        double reach = Math.Max(Math.Abs(low), Math.Abs(high));
        (double first, double last) = range ?? (twoSided ? (-reach, reach) : (low, high));

        JsonObject bar = new() { ["thickness"] = 14, ["outlinewidth"] = 0, ["tickfont"] = new JsonObject { ["size"] = 12 } };
        if (unit.Length > 0) bar["title"] = new JsonObject { ["text"] = Label.Escape(unit), ["side"] = "right", ["font"] = new JsonObject { ["size"] = 12 } };
        IReadOnlyList<(byte R, byte G, byte B)> scale = twoSided ? Palette.Diverging : Palette.Sequential;
        JsonObject colours = new()
        {
            ["colorscale"] = Palette.Scale(scale),
            ["cmin"] = Numbers.Node(first),
            ["cmax"] = Numbers.Node(last),
        };

        JsonObject x = new Axis(xTitle, false, null, null).ToJson([]), y = new Axis(yTitle, false, null, null).ToJson([]);
        foreach (JsonObject axis in new[] { x, y })
        {
            axis["showgrid"] = false;
            axis["showline"] = false;
            axis.Remove("gridcolor");
            axis.Remove("linecolor");
            axis["constrain"] = "domain";
        }
        x["range"] = new JsonArray(-0.5, columns - 0.5);
        y["range"] = new JsonArray(rows - 0.5, -0.5);
        (string xName, string yName) = canvas.AddAxes(plot, x, y);
        y["scaleanchor"] = xName;

        bool large = values.Length > LargeMap;
        string place = $"{Name(xTitle, "column")} %{{x}}, {Name(yTitle, "row")} %{{y}}";
        if (large)
        {
            canvas.Traces.Add(new JsonObject
            {
                ["type"] = "image",
                ["source"] = "data:image/png;base64," + Convert.ToBase64String(Picture(scale, first, last)),
                ["xaxis"] = xName,
                ["yaxis"] = yName,
                ["hovertemplate"] = place + "<extra></extra>",
            });
        }
        // Beside a picture the heatmap has no cell: it is there for its colour bar.
        canvas.Traces.Add(new JsonObject
        {
            ["type"] = "heatmap",
            ["z"] = large ? new JsonArray(new JsonArray((JsonNode?)null)) : Matrix(reach),
            ["xaxis"] = xName,
            ["yaxis"] = yName,
            ["coloraxis"] = canvas.AddColourAxis(plot, colours, bar),
            ["hovertemplate"] = place + "<br>%{z}<extra></extra>",
        });
    }

    private static string Name(string title, string otherwise) => title.Length > 0 ? Label.Escape(title) : otherwise;

    /// <summary>Rounded to the decimals that give the largest value four significant digits.</summary>
    private JsonArray Matrix(double reach)
    {
        int decimals = reach > 0 ? Math.Clamp(3 - (int)Math.Floor(Math.Log10(reach)), 0, 15) : 0;
        return new JsonArray([.. values.Chunk(columns).Select(row => Numbers.Array(row.Select(value => double.IsFinite(value) ? Math.Round(value, decimals) : value)))]);
    }

    /// <summary>The values as a PNG in 255 colours of the scale; the last place of its palette is transparent, for holes.</summary>
    private byte[] Picture(IReadOnlyList<(byte R, byte G, byte B)> scale, double first, double last)
    {
        byte[] palette = new byte[4 * (Hole + 1)];
        for (int place = 0; place < Hole; place++)
        {
            (palette[4 * place], palette[(4 * place) + 1], palette[(4 * place) + 2]) = Palette.At(scale, place / (Hole - 1.0));
            palette[(4 * place) + 3] = 255;
        }
        double extent = last > first ? last - first : 1;
        byte[] places = [.. values.Select(value => double.IsFinite(value) ? (byte)Math.Round((Hole - 1) * Math.Clamp((value - first) / extent, 0, 1)) : (byte)Hole)];
        return Png.EncodeIndexed(places, rows, columns, palette);
    }
}
