using System.Globalization;
using System.Numerics;
using AttractorNotebooks.Pictures;
using AttractorNotebooks.Plotly.Drawing;
using Plotly.NET.LayoutObjects;

namespace AttractorNotebooks.Plotly;

/// <summary>Small gray or color images in rows and columns, masked pixels in a color of their own.</summary>
/// <remarks>A pixel that is NaN counts as masked. Values are drawn, and told on hovering, in 256 steps of the range.</remarks>
public sealed record ImageFigure : Figure
{
    private readonly int height, width, channels;
    private IReadOnlyList<ImagePanel> panels = [];
    private IReadOnlyList<string> columnTitles = [], rowTitles = [];
    private bool byRow;
    private (double Black, double White) range = (0, 1);

    internal ImageFigure(string title, int height, int width, int channels)
        : base(title)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(height, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(width, 1);
        if (channels is not (1 or 3))
            throw new ArgumentOutOfRangeException(nameof(channels), channels, "An image has 1 channel (gray) or 3 (red, green, blue).");
        (this.height, this.width, this.channels) = (height, width, channels);
    }

    /// <summary>Returns the figure with one more column.</summary>
    /// <param name="title">The text above it, for example "t = 5".</param>
    /// <param name="pixels">Images [rows, height, width, channels], one below the other; the same number in every column.</param>
    /// <param name="masked">Which pixels [rows, height, width] are unknown; null for none.</param>
    /// <exception cref="ArgumentException">The number of values is not a whole number of images, or not that of the other
    /// columns.</exception>
    public ImageFigure Column<T>(string title, IEnumerable<T> pixels, IEnumerable<bool>? masked = null)
        where T : INumberBase<T> => AddStrip(title, Numbers.ToArray(pixels, nameof(pixels)), masked, alongRow: false);

    /// <summary>Returns the figure with one more row.</summary>
    /// <param name="title">The text at its left.</param>
    /// <param name="pixels">Images [columns, height, width, channels], from left to right; the same number in every row.</param>
    /// <param name="masked">Which pixels [columns, height, width] are unknown; null for none.</param>
    /// <exception cref="ArgumentException">The number of values is not a whole number of images, or not that of the other rows.</exception>
    public ImageFigure Row<T>(string title, IEnumerable<T> pixels, IEnumerable<bool>? masked = null)
        where T : INumberBase<T> => AddStrip(title, Numbers.ToArray(pixels, nameof(pixels)), masked, alongRow: true);

    /// <summary>Returns the figure with titles at the left of its rows.</summary>
    /// <param name="titles">One a row, from top to bottom.</param>
    public ImageFigure RowTitles(params string[] titles) => this with { rowTitles = [.. titles] };

    /// <summary>Returns the figure with titles above its columns.</summary>
    /// <param name="titles">One a column, from left to right.</param>
    public ImageFigure ColumnTitles(params string[] titles) => this with { columnTitles = [.. titles] };

    /// <summary>Returns the figure with other values for black and white than 0 and 1.</summary>
    /// <param name="black">The value drawn black; smaller ones are black too.</param>
    /// <param name="white">The value drawn white; larger ones are white too.</param>
    public ImageFigure Range(double black, double white)
    {
        if (!double.IsFinite(black) || !double.IsFinite(white) || black == white)
            throw new ArgumentException(
                FormattableString.Invariant($"Gray from {black} to {white} has no extent: give two different finite values."),
                nameof(white));
        return this with { range = (black, white) };
    }

    internal override bool UnifiedHover => false;

    private int Rows => panels.Count == 0 ? 1 : panels.Max(panel => panel.Row) + 1;

    private int Columns => panels.Count == 0 ? 1 : panels.Max(panel => panel.Column) + 1;

    /// <summary>Pixels of the drawing between two images, in pixels of an image.</summary>
    private double Gap => Math.Max(1, width / 14.0);

    private double DrawingWidth => (Columns * (width + Gap)) - Gap;

    private double DrawingHeight => (Rows * (height + Gap)) - Gap;

    internal override Margins MarginsAround(double width, bool narrow)
    {
        double left = rowTitles.Count == 0 ? 4 : 12 + RowLines(narrow)
            .Max(lines => lines.Max(line => Theme.TextWidth(line, Theme.SmallFontSize)));
        double inner = width - left - 4;
        return new(left, 4, ColumnTitlesTurned(inner) ? 8 + columnTitles.Max(title => Theme.TextWidth(title, Theme.SmallFontSize))
            : 6 + (15 * ColumnLines(inner)), 4);
    }

    internal override double InnerHeight(double innerWidth, bool narrow)
    {
        // A few images must not fill the screen: 200 pixels are enough for one.
        double scale = Math.Min(innerWidth / DrawingWidth, 200.0 / Math.Max(height, width));
        return Math.Max(scale * DrawingHeight, 20);
    }

    internal override void Draw(Canvas canvas, Area plot)
    {
        if (panels.Count == 0)
            throw new InvalidOperationException($"The image figure \"{Title}\" has no images: add some with Column or Row.");
        RequireTitles("row", rowTitles, Rows);
        RequireTitles("column", columnTitles, Columns);

        // Beside a taller panel the images stay under their titles.
        plot = plot with { Height = Math.Min(plot.Height, InnerHeight(plot.Width, canvas.IsNarrow)) };
        // Where the page is narrower than the drawing was made for, the images shrink: they stay under their titles then, too.
        LinearAxis y = ImageAxis([DrawingHeight, 0]).With(("constraintoward", "top"));
        (string xName, string yName) = canvas.AddAxes(plot, ImageAxis([0, DrawingWidth]), y);
        y.With(("scaleanchor", xName));

        foreach (ImagePanel panel in panels)
        {
            string name =
                string.Join(", ", new[] { TitleAt(rowTitles, panel.Row), TitleAt(columnTitles, panel.Column) }.Where(
                    title => title.Length > 0));
            string value = channels == 1 && panel.Masked is null ? "%{z[0]}" : "%{z[0]}, %{z[1]}, %{z[2]}";
            canvas.Traces.Add(Objects.Trace(
                "image",
                ("name", Label.Escape(name)),
                ("source", "data:image/png;base64," + Convert.ToBase64String(Encode(panel))),
                // An image trace places the centre of its first pixel.
                ("x0", Numbers.Finite((panel.Column * (width + Gap)) + 0.5)),
                ("y0", Numbers.Finite((panel.Row * (height + Gap)) + 0.5)),
                ("xaxis", xName),
                ("yaxis", yName),
                ("hovertemplate", value + " of 255<extra>%{fullData.name}</extra>")));
        }
        DrawColumnTitles(canvas, plot, xName, yName);
        DrawRowTitles(canvas, xName, yName);
    }

    private static LinearAxis ImageAxis(double[] range) =>
        Objects.New<LinearAxis>(("visible", false), ("range", range), ("constrain", "domain"));

    private ImageFigure AddStrip(string title, double[] pixels, IEnumerable<bool>? masked, bool alongRow)
    {
        ArgumentNullException.ThrowIfNull(title);
        if (panels.Count > 0 && byRow != alongRow)
            throw new InvalidOperationException($"\"{title}\": an image figure is built by columns or by rows, not by both.");

        int size = height * width * channels;
        if (pixels.Length == 0 || pixels.Length % size != 0)
            throw new ArgumentException(
                FormattableString.Invariant(
                    $"pixels of \"{title}\" has {pixels.Length} values, which is not a whole number of ")
                + FormattableString.Invariant($"{height} x {width} x {channels} images of {size} values."), nameof(pixels));
        int count = pixels.Length / size, expected = byRow ? Columns : Rows;
        if (panels.Count > 0 && count != expected)
            throw new ArgumentException(
                FormattableString.Invariant(
                    $"\"{title}\" has {count} images, but \"{(byRow ? rowTitles : columnTitles)[0]}\" has {expected}: ")
                + $"give every {(byRow ? "row" : "column")} the same number.", nameof(pixels));
        bool[]? unknown = masked is null ? null : [.. masked];
        if (unknown is not null)
            Numbers.RequireSameLength($"masked of \"{title}\"", unknown.Length,
                FormattableString.Invariant($"its {count} images of {height} x {width} pixels together"), count * height * width,
                nameof(masked));

        int strip = panels.Count == 0 ? 0 : alongRow ? Rows : Columns;
        IEnumerable<ImagePanel> added = Enumerable.Range(0, count).Select(index =>
        {
            double[] image = pixels[(index * size)..((index + 1) * size)];
            bool[] known = new bool[height * width];
            for (int pixel = 0; pixel < known.Length; pixel++)
            {
                known[pixel] = unknown is not null && unknown[(index * known.Length) + pixel];
                for (int channel = 0; channel < channels; channel++) known[pixel] |= double.IsNaN(image[(pixel * channels) + channel]);
            }
            return new ImagePanel(alongRow ? strip : index, alongRow ? index : strip, image,
                Array.IndexOf(known, true) >= 0 ? known : null);
        });
        return this with
        {
            panels = [.. panels, .. added],
            byRow = alongRow,
            rowTitles = alongRow ? [.. rowTitles, title] : rowTitles,
            columnTitles = alongRow ? columnTitles : [.. columnTitles, title],
        };
    }

    private byte[] Encode(ImagePanel panel)
    {
        bool gray = channels == 1 && panel.Masked is null;
        int drawn = gray ? 1 : 3;
        byte[] bytes = new byte[height * width * drawn];
        for (int pixel = 0; pixel < height * width; pixel++)
        {
            for (int channel = 0; channel < drawn; channel++)
            {
                double value = (panel.Pixels[(pixel * channels) + Math.Min(channel, channels - 1)] - range.Black)
                    / (range.White - range.Black);
                bytes[(pixel * drawn) + channel] = (byte)Math.Round(255 * Math.Clamp(double.IsNaN(value) ? 0 : value, 0, 1));
            }
            if (panel.Masked is { } masked && masked[pixel])
                (bytes[pixel * 3], bytes[(pixel * 3) + 1], bytes[(pixel * 3) + 2]) = Palette.Masked;
        }
        return Png.Encode(bytes, height, width, drawn);
    }

    private void DrawColumnTitles(Canvas canvas, Area plot, string x, string y)
    {
        bool turned = ColumnTitlesTurned(plot.Width);
        for (int column = 0; column < columnTitles.Count; column++)
        {
            if (columnTitles[column].Length == 0) continue;
            canvas.Annotations.Add(Objects.New<Annotation>(
                ("text", turned ? Label.Escape(columnTitles[column]) : Label.Wrap(columnTitles[column], LettersPerColumn(plot.Width))),
                ("xref", x),
                ("yref", y),
                ("x", Numbers.Finite((column * (width + Gap)) + (width / 2.0))),
                ("y", 0),
                ("xanchor", "center"),
                ("yanchor", "bottom"),
                ("yshift", turned ? 3 : null),
                ("textangle", turned ? -90 : null)));
        }
    }

    private void DrawRowTitles(Canvas canvas, string x, string y)
    {
        IReadOnlyList<string>[] lines = [.. RowLines(canvas.IsNarrow)];
        for (int row = 0; row < rowTitles.Count; row++)
        {
            canvas.Annotations.Add(Objects.New<Annotation>(
                ("text", string.Join("<br>", lines[row].Select(Label.Escape))),
                ("align", "right"),
                ("xref", x),
                ("yref", y),
                ("x", 0),
                ("xshift", -4),
                ("y", Numbers.Finite((row * (height + Gap)) + (height / 2.0))),
                ("xanchor", "right"),
                ("yanchor", "middle")));
        }
    }

    private IEnumerable<IReadOnlyList<string>> RowLines(bool narrow) => rowTitles.Select(title => Label.Lines(title, narrow ? 9 : 18));

    private int LettersPerColumn(double innerWidth) => Math.Max(1, (int)(innerWidth / Columns / (Theme.SmallFontSize * Theme.LetterWidth)));

    private int ColumnLines(double innerWidth) => columnTitles.Count == 0
        ? 0 : columnTitles.Max(title => Label.Lines(title, LettersPerColumn(innerWidth)).Count);

    /// <summary>Titles with a word too long for their column stand upright.</summary>
    private bool ColumnTitlesTurned(double innerWidth) =>
        columnTitles.Any(title => Label.Lines(title, LettersPerColumn(innerWidth)).Any(line => line.Length > LettersPerColumn(innerWidth)));

    private static string TitleAt(IReadOnlyList<string> titles, int index) => index < titles.Count ? titles[index] : "";

    private void RequireTitles(string kind, IReadOnlyList<string> titles, int count)
    {
        if (titles.Count != 0 && titles.Count != count)
            throw new InvalidOperationException(string.Create(CultureInfo.InvariantCulture,
                $"The image figure \"{Title}\" has {titles.Count} {kind} titles for {count} {kind}s: give one each, or none."));
    }
}
