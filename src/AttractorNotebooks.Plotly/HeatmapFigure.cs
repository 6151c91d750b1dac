using AttractorNotebooks.Pictures;
using AttractorNotebooks.Plotly.Drawing;
using Plotly.NET;
using Plotly.NET.LayoutObjects;

namespace AttractorNotebooks.Plotly;

/// <summary>
/// A matrix as colors with a color bar, row 0 on top. Values of both signs get a diverging scale centred on 0, others a sequential one.
/// </summary>
/// <remarks>
/// More than 10 000 values are drawn as a picture in 255 colors, a tenth as large as the numbers; hovering then tells the place only.
/// </remarks>
public sealed record HeatmapFigure : Figure
{
    private const int LargeMap = 10_000, Hole = 255;

    private readonly double[] values;
    private readonly int rows, columns;
    private string xTitle = "", yTitle = "", unit = "";
    private (double Low, double High)? range;
    private bool? diverging;
    private string[]? columnLabels, rowLabels, cells;

    internal HeatmapFigure(string title, double[] values, int rows, int columns)
        : base(title)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(rows, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(columns, 1);
        Numbers.RequireSameLength("values", values.Length, FormattableString.Invariant($"a matrix of {rows} x {columns}"), rows * columns,
            nameof(values));
        (this.values, this.rows, this.columns) = (values, rows, columns);
    }

    /// <summary>Returns the heatmap with a title for its columns.</summary>
    /// <param name="title">What the columns are.</param>
    public HeatmapFigure XAxis(string title) => this with { xTitle = title };

    /// <summary>Returns the heatmap with a title for its rows.</summary>
    /// <param name="title">What the rows are.</param>
    public HeatmapFigure YAxis(string title) => this with { yTitle = title };

    /// <summary>Returns the heatmap with a label at every column and row instead of numbers 0, 1, ...</summary>
    /// <param name="columnLabels">From left to right, one a column.</param>
    /// <param name="rowLabels">From top to bottom, one a row.</param>
    /// <exception cref="ArgumentException">There are more or fewer labels than columns or rows.</exception>
    public HeatmapFigure Labels(IEnumerable<string> columnLabels, IEnumerable<string> rowLabels)
    {
        string[] across = [.. columnLabels], down = [.. rowLabels];
        Numbers.RequireSameLength("column labels", across.Length, "columns", columns, nameof(columnLabels));
        Numbers.RequireSameLength("row labels", down.Length, "rows", rows, nameof(rowLabels));
        return this with { columnLabels = across, rowLabels = down };
    }

    /// <summary>Returns the heatmap with a text in every cell, for example an interval; for maps of few cells.</summary>
    /// <param name="texts">rows * columns texts, row by row; a newline breaks the line.</param>
    /// <exception cref="ArgumentException">There are more or fewer texts than cells, or too many cells to write in.</exception>
    public HeatmapFigure Cells(IEnumerable<string> texts)
    {
        string[] all = [.. texts];
        Numbers.RequireSameLength("texts", all.Length, "cells", values.Length, nameof(texts));
        if (all.Length > LargeMap)
            throw new ArgumentException(
                FormattableString.Invariant($"A map of {all.Length} cells has no room for texts; at most {LargeMap} have."), nameof(texts));
        return this with { cells = all };
    }

    /// <summary>Returns the heatmap with a title for its color bar.</summary>
    /// <param name="title">What the colors show, with its unit.</param>
    public HeatmapFigure ColorBar(string title) => this with { unit = title };

    /// <summary>Returns the heatmap with colors that diverge from 0, whatever the signs of the values.</summary>
    public HeatmapFigure Diverging() => this with { diverging = true };

    /// <summary>Returns the heatmap with colors from dark to light, whatever the signs of the values.</summary>
    public HeatmapFigure Sequential() => this with { diverging = false };

    /// <summary>Returns the heatmap with a fixed range of colors, so that several can be compared or animated.</summary>
    /// <param name="low">The value of the first color.</param>
    /// <param name="high">The value of the last color, above <paramref name="low"/>.</param>
    public HeatmapFigure Range(double low, double high)
    {
        if (!double.IsFinite(low) || !double.IsFinite(high) || low >= high)
            throw new ArgumentException(
                FormattableString.Invariant($"Colors from {low} to {high} have no extent: give two finite values, the lower first."),
                nameof(high));
        return this with { range = (low, high) };
    }

    internal override bool UnifiedHover => false;

    internal override Margins MarginsAround(double width, bool narrow) => new(
        Left: (yTitle.Length > 0 ? 58 : 38) + Math.Max(0, (rowLabels?.Max(label => label.Length) ?? 0) - 3) * 7,
        Right: 74,
        Top: 6,
        Bottom: xTitle.Length > 0 ? 48 : 30);

    internal override double InnerHeight(double innerWidth, bool narrow) => Math.Clamp(innerWidth * rows / columns, 60, narrow ? 320 : 420);

    internal override void Draw(Canvas canvas, Area plot)
    {
        // Cells are square: an area wider than they fill would leave the color bar far from them.
        double filled = Math.Min(plot.Width, plot.Height * columns / rows);
        plot = plot with { Left = plot.Left + ((plot.Width - filled) / 2), Width = filled };

        double[] finite = [.. values.Where(double.IsFinite)];
        double low = finite.Length == 0 ? 0 : finite.Min(), high = finite.Length == 0 ? 1 : finite.Max();
        bool twoSided = diverging ?? (low < 0 && high > 0);
        double reach = Math.Max(Math.Abs(low), Math.Abs(high));
        (double first, double last) = range ?? (twoSided ? (-reach, reach) : (low, high));

        ColorBar bar = new();
        if (unit.Length > 0) bar.With(("title", Objects.New<Title>(("text", Label.Escape(unit)))));
        IReadOnlyList<(byte R, byte G, byte B)> scale = twoSided ? Palette.Diverging : Palette.Sequential;
        ColorAxis colors = Objects.New<ColorAxis>(
            ("colorscale", Palette.Scale(scale)),
            ("cmin", Numbers.Finite(first)),
            ("cmax", Numbers.Finite(last)));

        LinearAxis x = MapAxis(xTitle, [-0.5, columns - 0.5], columnLabels), y = MapAxis(yTitle, [rows - 0.5, -0.5], rowLabels);
        (string xName, string yName) = canvas.AddAxes(plot, x, y);
        y.With(("scaleanchor", xName), ("constraintoward", "top"));

        bool large = values.Length > LargeMap;
        string place = $"{Name(xTitle, "column")} %{{x}}, {Name(yTitle, "row")} %{{y}}";
        if (large)
        {
            canvas.Traces.Add(Objects.Trace(
                "image",
                ("source", "data:image/png;base64," + Convert.ToBase64String(Picture(scale, first, last))),
                ("xaxis", xName),
                ("yaxis", yName),
                ("hovertemplate", place + "<extra></extra>")));
        }
        string colorAxis = canvas.AddColorAxis(plot, colors, bar);
        if (cells is null)
        {
            // Beside a picture the heatmap is there for its color bar. plotly.js 2.28 draws none for a map without a number: its cell lies
            // outside.
            canvas.Traces.Add(large ? Map([[first]], _ => true).With(("x0", -5), ("y0", -5)) : Map(Matrix(reach, _ => true), _ => true));
            return;
        }
        // plotly.js 2.28 writes dark gray on middle tones: so the cells with white text are a map of their own.
        double extent = last > first ? last - first : 1;
        bool IsDark(int cell) => Palette.IsDark(Palette.At(scale, Math.Clamp((values[cell] - first) / extent, 0, 1)));
        foreach ((string ink, Func<int, bool> has) in new (string, Func<int, bool>)[] { ("#fff", IsDark), ("#222", cell => !IsDark(cell)) })
        {
            canvas.Traces.Add(Map(Matrix(reach, has), has).With(
                ("hoverongaps", false),
                // Blanks in the other cells, as long as their texts: Plotly chooses the size that fits them all.
                ("text", Texts(cell => has(cell) ? Label.Escape(cells[cell]) : Label.Blank(cells[cell]))),
                ("texttemplate", "%{text}"),
                ("textfont", Objects.New<Font>(("color", ink)))));
        }

        Trace Map(double?[][] z, Func<int, bool> has)
        {
            Trace trace = Objects.Trace(
                "heatmap",
                ("z", z),
                ("xaxis", xName),
                ("yaxis", yName),
                ("coloraxis", colorAxis),
                ("hovertemplate", place + "<br>%{z}<extra></extra>"));
            if (columnLabels is null || rowLabels is null || large) return trace;
            return trace.With(
                ("hovertext", Texts(cell => has(cell)
                    ? $"{Name(xTitle, "column")} {Label.Escape(columnLabels[cell % columns])}, {Name(yTitle, "row")} "
                    + $"{Label.Escape(rowLabels[cell / columns])}"
                    : "")),
                ("hovertemplate", "%{hovertext}<br>%{z}<extra></extra>"));
        }
    }

    private static LinearAxis MapAxis(string title, double[] range, string[]? labels)
    {
        LinearAxis axis = new Axis(title, false, null, null).For([]).With(("showgrid", false), ("showline", false), ("constrain", "domain"),
            ("range", range));
        return labels is null ? axis : axis.With(("tickvals", Enumerable.Range(0, labels.Length).ToArray()),
            ("ticktext", labels.Select(Label.Escape).ToArray()));
    }

    private string[][] Texts(Func<int, string> text) => [.. Enumerable.Range(0, values.Length).Select(text).Chunk(columns)];

    private static string Name(string title, string otherwise) => title.Length > 0 ? Label.Escape(title) : otherwise;

    /// <summary>Rounded to the decimals that give the largest value four significant digits.</summary>
    private double?[][] Matrix(double reach, Func<int, bool> has)
    {
        int decimals = reach > 0 ? Math.Clamp(3 - (int)Math.Floor(Math.Log10(reach)), 0, 15) : 0;
        return [.. values.Select((value, cell) => has(cell) && double.IsFinite(value) ? Numbers.Finite(Math.Round(value, decimals)) : null)
            .Chunk(columns)];
    }

    /// <summary>The values as a PNG in 255 colors of the scale; the last place of its palette is transparent, for holes.</summary>
    private byte[] Picture(IReadOnlyList<(byte R, byte G, byte B)> scale, double first, double last)
    {
        byte[] palette = new byte[4 * (Hole + 1)];
        for (int place = 0; place < Hole; place++)
        {
            (palette[4 * place], palette[(4 * place) + 1], palette[(4 * place) + 2]) = Palette.At(scale, place / (Hole - 1.0));
            palette[(4 * place) + 3] = 255;
        }
        double extent = last > first ? last - first : 1;
        byte[] places =
            [.. values.Select(value => double.IsFinite(value) ? (byte)Math.Round((Hole - 1) * Math.Clamp((value - first) / extent, 0, 1))
                : (byte)Hole)];
        return Png.EncodeIndexed(places, rows, columns, palette);
    }
}
