using System.Numerics;
using AttractorNotebooks.Plotly.Display;
using AttractorNotebooks.Plotly.Drawing;
using AttractorNotebooks.Plotly.Html;
using Plotly.NET;
using Plotly.NET.LayoutObjects;

namespace AttractorNotebooks.Plotly;

/// <summary>
/// A figure made of Plotly.NET's objects. As the last expression of a notebook cell it shows itself, live where plotly.js runs.
/// </summary>
/// <remarks>
/// Figures are immutable: every method returns a changed copy. Numbers are rounded to six significant digits in the JSON; NaN and
/// infinite values become gaps. Text appears as it is given: markup in it is shown, not interpreted; a newline breaks the line.
/// </remarks>
[TypeFormatterSource(typeof(FigureFormatterSource))]
public abstract record Figure
{
    private protected Figure(string title)
    {
        ArgumentNullException.ThrowIfNull(title);
        Title = title;
    }

    /// <summary>The heading; may be empty.</summary>
    public string Title { get; }

    /// <summary>The height in pixels that was asked for, or null where the figure chooses.</summary>
    public int? PixelHeight { get; internal init; }

    /// <summary>Curves over one pair of axes.</summary>
    /// <param name="title">The heading; may be empty.</param>
    public static LineChart Lines(string title) => new(title);

    /// <summary>Groups of bars over named categories.</summary>
    /// <param name="title">The heading; may be empty.</param>
    /// <param name="categories">One name per bar of a series, from left to right.</param>
    public static BarChart Bars(string title, IEnumerable<string> categories) => new(title, categories);

    /// <summary>A matrix as colors, row 0 on top.</summary>
    /// <param name="title">The heading; may be empty.</param>
    /// <param name="values">Values [rows, columns]; NaN leaves a hole.</param>
    public static HeatmapFigure Heatmap<T>(string title, T[,] values)
        where T : INumberBase<T>
    {
        ArgumentNullException.ThrowIfNull(values);
        return Heatmap(title, values.Cast<T>(), values.GetLength(0), values.GetLength(1));
    }

    /// <summary>A matrix as colors, row 0 on top.</summary>
    /// <param name="title">The heading; may be empty.</param>
    /// <param name="values">rows * columns values, row by row; NaN leaves a hole.</param>
    /// <param name="rows">Number of rows, at least 1.</param>
    /// <param name="columns">Number of columns, at least 1.</param>
    /// <exception cref="ArgumentException">The number of values is not rows * columns.</exception>
    public static HeatmapFigure Heatmap<T>(string title, IEnumerable<T> values, int rows, int columns)
        where T : INumberBase<T> => new(title, Numbers.ToArray(values, nameof(values)), rows, columns);

    /// <summary>The rows of any table as a map: one cell for every pair of an x and a y, in the order in which they first appear.</summary>
    /// <param name="title">The heading; may be empty.</param>
    /// <param name="rows">The table's rows, one for each cell; a pair without a row leaves a hole.</param>
    /// <param name="x">What decides a row's column.</param>
    /// <param name="y">What decides a row's line of the map, the first on top.</param>
    /// <param name="value">What the color shows.</param>
    /// <param name="cell">The text in a row's cell, for example its interval; null for none.</param>
    /// <exception cref="ArgumentException">There are no rows, or two for one cell.</exception>
    public static HeatmapFigure Heatmap<TRow>(string title, IEnumerable<TRow> rows, Func<TRow, object?> x, Func<TRow, object?> y,
        Func<TRow, double> value, Func<TRow, string>? cell = null) =>
        TableFigures.Heatmap(title, rows, x, y, value, cell);

    /// <summary>
    /// The rows of any table as small multiples: a panel for every value of one column, in it a curve with its band for every value of
    /// another, all with the same axes.
    /// </summary>
    /// <param name="title">The heading; may be empty.</param>
    /// <param name="rows">The table's rows, one for each point of a curve.</param>
    /// <param name="panel">The title of a row's panel.</param>
    /// <param name="curve">The name of a row's curve.</param>
    /// <param name="x">The horizontal position.</param>
    /// <param name="y">The value and the ends of its interval.</param>
    /// <param name="xTitle">What is on the horizontal axis.</param>
    /// <param name="yTitle">What is on the vertical axis.</param>
    /// <param name="log">Whether the horizontal axis is logarithmic.</param>
    /// <param name="columns">Panels beside each other.</param>
    /// <exception cref="ArgumentException">There are no rows.</exception>
    public static GridFigure SmallMultiples<TRow>(
        string title, IEnumerable<TRow> rows, Func<TRow, string> panel, Func<TRow, string> curve, Func<TRow, double> x,
        Func<TRow, (double Mean, double Low, double High)> y,
        string xTitle = "", string yTitle = "", bool log = false, int columns = 2) =>
        TableFigures.SmallMultiples(title, rows, panel, curve, x, y, xTitle, yTitle, log, columns);

    /// <summary>
    /// Small images in rows and columns; add them with <see cref="ImageFigure.Column{T}"/> or <see cref="ImageFigure.Row{T}"/>.
    /// </summary>
    /// <param name="title">The heading; may be empty.</param>
    /// <param name="height">Pixels from top to bottom of one image.</param>
    /// <param name="width">Pixels from left to right of one image.</param>
    /// <param name="channels">1 for gray, 3 for red, green and blue (interleaved per pixel).</param>
    public static ImageFigure Images(string title, int height, int width, int channels = 1) => new(title, height, width, channels);

    /// <summary>Figures as panels of one, filled row by row; in a narrow window they stand below each other.</summary>
    /// <param name="columns">Panels beside each other, at least 1.</param>
    /// <param name="panels">The figures; a curve of one name looks the same in all of them and is in the legend once.</param>
    public static GridFigure Grid(int columns, params Figure[] panels) => new("", columns, panels);

    /// <summary>A figure that changes over time, with play, pause and a slider.</summary>
    /// <param name="title">The heading; may be empty.</param>
    /// <param name="times">One value a frame, for example t = 0, 1, 2, ...</param>
    /// <param name="draw">Draws the frame of one value; the frames differ in their data only, not in panels, axes or color ranges.</param>
    /// <param name="label">What the slider calls the value.</param>
    public static AnimatedFigure Animate<T>(string title, IEnumerable<T> times, Func<T, Figure> draw, string label = "t")
    {
        ArgumentNullException.ThrowIfNull(times);
        ArgumentNullException.ThrowIfNull(draw);
        return new(title, label, [.. times.Select(time => (FormattableString.Invariant($"{time}"), draw(time)))]);
    }

    /// <summary>
    /// The figure as a chart of Plotly.NET, to go on with by that library's own means. It is made anew each time: changing it changes no
    /// figure.
    /// </summary>
    public GenericChart Chart
    {
        get
        {
            Canvas wide = LayOut(Canvas.Wide), narrow = LayOut(Canvas.Narrow);
            Dictionary<string, string> texts = ChartJson.Properties(wide.Layout)
                .ToDictionary(property => property.Name, property => ChartJson.Write(property.Value));
            DynamicObj.DynamicObj changes = Objects.New([.. ChartJson.Properties(narrow.Layout)
                .Where(property => texts.GetValueOrDefault(property.Name) != ChartJson.Write(property.Value))]);
            Layout layout = wide.Layout.With(("meta", Objects.New(("narrow", changes))), ("template", Theme.Template()));
            DisplayOptions options = new();
            if (Frames() is { Count: > 0 } frames) options.With((ChartJson.Frames, frames));
            return Objects.Chart(wide.Traces, layout, wide.Config, options);
        }
    }

    /// <summary>The figure as Plotly JSON: an object with data, layout, config and, where animated, frames.</summary>
    public string ToJson() => ChartJson.Write(Chart);

    /// <summary>The figure as HTML that stands by itself: see <see cref="FigureHtml"/>.</summary>
    public string ToHtml() => FigureHtml.Render(ToJson(), staticPng: null, PlotlySource.Cdn);

    /// <summary>
    /// Writes the figure for a paper: black on white, one column of a journal wide (86 mm) or two (178 mm), text of 8
    /// to 9 points. Panels stand below each other in one column; an animation's first frame is taken.
    /// </summary>
    /// <param name="path">A file that ends in .svg, .pdf or .png (600 dots an inch); it is replaced.</param>
    /// <param name="twoColumns">Whether it is as wide as two columns.</param>
    /// <exception cref="ArgumentException">The path has another ending.</exception>
    /// <exception cref="IOException">The file can't be written, or no browser is there to draw the figure.</exception>
    public void Save(string path, bool twoColumns = false) => PrintedFigure.Save(Still, path, twoColumns);

    /// <summary>The figure's kind and title.</summary>
    public sealed override string ToString() => $"{GetType().Name} \"{Title}\"";

    internal abstract bool UnifiedHover { get; }

    /// <summary>The figure as it stands on paper.</summary>
    internal virtual Figure Still => this;

    /// <summary>Pixels needed around the plotting area.</summary>
    internal abstract Margins MarginsAround(double width, bool narrow);

    /// <summary>The height in pixels that suits a plotting area of that width.</summary>
    internal abstract double InnerHeight(double innerWidth, bool narrow);

    internal abstract void Draw(Canvas canvas, Area plot);

    /// <summary>Pixels above a panel for its title.</summary>
    internal double TitleHeight(double width) => Title.Length == 0 ? 0 : 10 + (20 * TitleLines(width, Theme.FontSize + 1));

    /// <summary>Pixels below the figure for what <see cref="AddControls"/> adds there.</summary>
    private protected virtual double ControlHeight => 0;

    /// <summary>Adds what the reader operates, below the legend.</summary>
    private protected virtual void AddControls(Layout layout, double legendRoom)
    {
    }

    /// <summary>What an animation shows one after another.</summary>
    private protected virtual IReadOnlyList<Frame> Frames() => [];

    private protected Canvas LayOut(double width)
    {
        bool narrow = width < Canvas.Wide;
        Margins margins = MarginsAround(width, narrow);
        int titleLines = Title.Length == 0 ? 0 : TitleLines(width, Theme.FontSize + 4);
        double top = margins.Top + (titleLines == 0 ? UntitledTop(narrow) : 16 + (22 * titleLines));

        double innerWidth = width - margins.Left - margins.Right;
        double innerHeight = InnerHeight(innerWidth, narrow);
        double below = margins.Bottom + ControlHeight;
        if (PixelHeight is { } pixels) innerHeight = Math.Max(pixels - top - below - 34, 40);

        Canvas canvas = new(innerWidth, innerHeight, narrow, UnifiedHover);
        Draw(canvas, new Area(0, 0, innerWidth, innerHeight));
        double legendRoom = canvas.HasLegend ? canvas.LegendRoom() : 0;
        below += legendRoom;
        AddControls(canvas.Layout, legendRoom);

        if (canvas.HoverTitle() is { } x)
            canvas.Config.With(
                ("locales",
                    Objects.New(("en-US", Objects.New(("format", Objects.New(("currency", new[] { Label.Escape(x) + " = ", "" }))))))));

        Layout layout = canvas.Layout;
        if (titleLines > 0)
        {
            // Anchored at its top, a title of several lines would be cut; so its first baseline is set, from the plot upwards.
            layout.With(("title", Objects.Text(Label.Wrap(Title, LettersAcross(width, Theme.FontSize + 4))).With(
                ("xref", "container"), ("y", 1), ("yref", "paper"), ("yanchor", "bottom"),
                ("pad", Objects.New<Padding>(("b", Math.Round(top - 28)))))));
        }
        layout.With(
            ("margin", Objects.New<Margin>(("l", Math.Round(margins.Left)), ("r", Math.Round(margins.Right)), ("t", Math.Round(top)),
                ("b", Math.Round(below)))),
            ("height", Math.Round(PixelHeight ?? top + innerHeight + below)),
            ("hovermode", UnifiedHover ? "x unified" : "closest"),
            ("showlegend", canvas.HasLegend));
        if (canvas.HasLegend) layout.With(("legend", Objects.New<Legend>(("y", Math.Round(-(margins.Bottom + 2) / innerHeight, 4)))));
        if (canvas.Annotations.Count > 0) layout.With(("annotations", canvas.Annotations));
        if (canvas.Shapes.Count > 0) layout.With(("shapes", canvas.Shapes));
        return canvas;
    }

    /// <summary>Pixels above a figure without a title.</summary>
    private protected virtual double UntitledTop(bool narrow) => 12;

    private static int LettersAcross(double width, int fontSize) => (int)((width - 20) / (fontSize * Theme.LetterWidth));

    private int TitleLines(double width, int fontSize) => Label.Lines(Title, LettersAcross(width, fontSize)).Count;
}
