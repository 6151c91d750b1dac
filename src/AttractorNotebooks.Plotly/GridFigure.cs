using AttractorNotebooks.Plotly.Drawing;

namespace AttractorNotebooks.Plotly;

/// <summary>Figures as panels of one.</summary>
public sealed record GridFigure : Figure
{
    private const double HorizontalGap = 12, VerticalGap = 18;

    private readonly Figure[] _panels;
    private readonly int _columns;

    internal GridFigure(string title, int columns, Figure[] panels)
        : base(title)
    {
        ArgumentNullException.ThrowIfNull(panels);
        ArgumentOutOfRangeException.ThrowIfLessThan(columns, 1);
        if (panels.Length == 0) throw new ArgumentException("A grid needs at least one figure.", nameof(panels));
        if (panels.OfType<AnimatedFigure>().FirstOrDefault() is { } animated)
            throw new ArgumentException($"The animation \"{animated.Title}\" can't be a panel: animate the grid instead, "
                + $"Figure.Animate(..., t => Figure.Grid(...)).", nameof(panels));
        (_columns, _panels) = (Math.Min(columns, panels.Length), [.. panels]);
    }

    /// <summary>Returns the grid with a heading above all panels.</summary>
    /// <param name="title">The heading.</param>
    public GridFigure Titled(string title) => new(title, _columns, _panels) { PixelHeight = PixelHeight };

    internal override bool UnifiedHover => _panels.All(panel => panel.UnifiedHover);

    internal override Margins MarginsAround(double width, bool narrow) => new(8, 4, 0, 4);

    internal override double InnerHeight(double innerWidth, bool narrow) =>
        RowHeights(innerWidth, narrow).Sum(height => height + VerticalGap) - VerticalGap;

    internal override void Draw(Canvas canvas, Area plot)
    {
        double[] heights = RowHeights(plot.Width, canvas.IsNarrow);
        // Where the height was given rather than asked for, rows share it in the same proportions.
        double gaps = VerticalGap * (heights.Length - 1), scale = (plot.Height - gaps) / heights.Sum();
        int across = Across(canvas.IsNarrow);
        double width = CellWidth(plot.Width, canvas.IsNarrow), top = plot.Top;
        for (int row = 0; row < heights.Length; row++)
        {
            double height = heights[row] * scale;
            for (int column = 0; column < across && (row * across) + column < _panels.Length; column++)
            {
                Figure panel = _panels[(row * across) + column];
                Area cell = new(plot.Left + (column * (width + HorizontalGap)), top, width, height);
                Area inner = cell.Shrink(panel.MarginsAround(width, canvas.IsNarrow));
                double titleHeight = panel.TitleHeight(inner.Width);
                panel.Draw(canvas, inner.Shrink(new Margins(0, 0, titleHeight, 0)));
                if (panel.Title.Length > 0) canvas.AddPanelTitle(inner with { Top = top + titleHeight - 6 }, panel.Title);
            }
            top += height + VerticalGap;
        }
    }

    /// <summary>The titles of the upper panels stand below Plotly's row of buttons, which a narrow figure doesn't have.</summary>
    private protected override double UntitledTop(bool narrow) =>
        narrow || _panels.Take(_columns).All(panel => panel.Title.Length == 0) ? 12 : 30;

    private int Across(bool narrow) => narrow ? 1 : _columns;

    private double CellWidth(double width, bool narrow) => (width - (HorizontalGap * (Across(narrow) - 1))) / Across(narrow);

    private double[] RowHeights(double width, bool narrow)
    {
        double cell = CellWidth(width, narrow);
        return [.. _panels.Chunk(Across(narrow)).Select(row => row.Max(panel => CellHeight(panel, cell, narrow)))];
    }

    private static double CellHeight(Figure panel, double width, bool narrow)
    {
        if (panel.PixelHeight is { } pixels) return pixels;
        Margins margins = panel.MarginsAround(width, narrow);
        double inner = width - margins.Left - margins.Right;
        return panel.TitleHeight(inner) + margins.Top + margins.Bottom + panel.InnerHeight(inner, narrow);
    }
}
