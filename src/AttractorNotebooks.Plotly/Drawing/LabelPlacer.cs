namespace AttractorNotebooks.Plotly.Drawing;

/// <summary>A label's place on its line.</summary>
/// <param name="X">From 0, the panel's left end, to 1.</param>
/// <param name="Anchor">The part of the label that stands there: left, center or right.</param>
/// <param name="IsAbove">Whether it stands on the line or hangs from it.</param>
internal readonly record struct LabelPlace(double X, string Anchor, bool IsAbove);

/// <summary>
/// Finds places for the labels of horizontal lines where they cover as little as possible of what is drawn, and not each other.
/// </summary>
internal sealed class LabelPlacer(PlotFrame frame, IReadOnlyList<Stroke> drawn)
{
    private const double LineHeight = 18, Clearance = 2, OnLabel = 1000, OutOfPanel = 500;

    // In the order of preference: from right to left, above before below.
    private static readonly LabelPlace[] Places =
        [.. from above in new[] { true, false } from place in new[] { (1.0, "right"), (0.0, "left"), (0.5, "center"), (0.75, "center"),
            (0.25, "center") } select new LabelPlace(place.Item1, place.Item2, above)];

    private readonly List<(double Left, double Top, double Right, double Bottom)> _taken = [];

    /// <summary>The best place for a text on the line at a value; it is taken from then on.</summary>
    public LabelPlace Place(string text, double value)
    {
        LabelPlace best = Places.MinBy(place => Cost(Box(text, value, place)));
        _taken.Add(Box(text, value, best));
        return best;
    }

    private (double Left, double Top, double Right, double Bottom) Box(string text, double value, LabelPlace place)
    {
        double width = Theme.TextWidth(text, Theme.SmallFontSize), line = frame.Height(value);
        double left = (place.X * frame.Area.Width) - (place.Anchor switch { "left" => 0, "right" => width, _ => width / 2 });
        return place.IsAbove ? (left, line - LineHeight, left + width, line - Clearance)
            : (left, line + Clearance, left + width, line + LineHeight);
    }

    /// <summary>Pixels of what is drawn that the box would cover; much more where it covers a label or leaves the panel.</summary>
    private double Cost((double Left, double Top, double Right, double Bottom) box)
    {
        double cost = _taken.Count(other => box.Left < other.Right && other.Left < box.Right && box.Top < other.Bottom
            && other.Top < box.Bottom) * OnLabel;
        if (box.Top < 0 || box.Bottom > frame.Area.Height) cost += OutOfPanel;
        return cost + drawn.Sum(stroke => Covered(stroke, box));
    }

    /// <summary>The length of a stroke inside a box, by cutting it at the box's sides (Liang and Barsky, 1984).</summary>
    private static double Covered(Stroke stroke, (double Left, double Top, double Right, double Bottom) box)
    {
        double dx = stroke.X2 - stroke.X1, dy = stroke.Y2 - stroke.Y1, from = 0, to = 1;
        foreach ((double speed, double room) in new[] { (-dx, stroke.X1 - box.Left), (dx, box.Right - stroke.X1),
            (-dy, stroke.Y1 - box.Top), (dy, box.Bottom - stroke.Y1) })
        {
            if (speed == 0 && room < 0) return 0;
            if (speed < 0) from = Math.Max(from, room / speed);
            if (speed > 0) to = Math.Min(to, room / speed);
        }
        // A point, or a stroke that only touches, counts as a marker does.
        return from > to ? 0 : Math.Max(7, (to - from) * Math.Sqrt((dx * dx) + (dy * dy)));
    }
}
