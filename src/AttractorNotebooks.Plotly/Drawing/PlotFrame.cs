namespace AttractorNotebooks.Plotly.Drawing;

/// <summary>A straight piece of what is drawn, in pixels from the panel's top left corner.</summary>
internal readonly record struct Stroke(double X1, double Y1, double X2, double Y2);

/// <summary>Where values lie in a panel, as nearly as it can be told before Plotly has chosen the ends of the axes.</summary>
/// <param name="Area">The panel.</param>
/// <param name="X">The horizontal axis and</param>
/// <param name="XEnds">what it spans.</param>
/// <param name="Y">The vertical axis and</param>
/// <param name="YEnds">what it spans.</param>
internal sealed record PlotFrame(Area Area, Axis X, (double Low, double High) XEnds, Axis Y, (double Low, double High) YEnds)
{
    // Of the span, that Plotly leaves free at each end of an axis whose ends were not given.
    private const double Margin = 0.055;

    /// <summary>The value at the lower end of the vertical axis.</summary>
    public double Floor => YEnds.Low;

    /// <summary>The pieces of a line through points; where a value is missing there is a gap.</summary>
    public IEnumerable<Stroke> Line(IReadOnlyList<double> x, IReadOnlyList<double> y)
    {
        (double X, double Y)[] points = [.. x.Zip(y, (across, up) => (Along(X, XEnds, across) * Area.Width, Height(up)))];
        IEnumerable<Stroke> pieces = points.Length == 1
            ? [new(points[0].X, points[0].Y, points[0].X, points[0].Y)]
            : points.Zip(points.Skip(1), (from, to) => new Stroke(from.X, from.Y, to.X, to.Y));
        return pieces.Where(piece => double.IsFinite(piece.X1 + piece.Y1 + piece.X2 + piece.Y2));
    }

    /// <summary>A line across the panel.</summary>
    public Stroke Across(double value) => new(0, Height(value), Area.Width, Height(value));

    /// <summary>Pixels from the panel's top to a value.</summary>
    public double Height(double value) => (1 - Along(Y, YEnds, value)) * Area.Height;

    private static double Along(Axis axis, (double Low, double High) ends, double value)
    {
        double low = axis.Place(ends.Low), high = axis.Place(ends.High), margin = axis.From is null ? (high - low) * Margin : 0;
        return high > low ? (axis.Place(value) - low + margin) / (high - low + (2 * margin)) : 0.5;
    }
}
