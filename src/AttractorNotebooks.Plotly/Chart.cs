using AttractorNotebooks.Plotly.Drawing;
using Plotly.NET;
using Plotly.NET.LayoutObjects;

namespace AttractorNotebooks.Plotly;

/// <summary>A figure over one horizontal and one vertical axis.</summary>
/// <typeparam name="TSelf">The kind of chart, which every method returns.</typeparam>
public abstract record Chart<TSelf> : Figure
    where TSelf : Chart<TSelf>
{
    private protected Chart(string title)
        : base(title)
    {
    }

    internal Axis X { get; private protected init; } = Axis.Plain;

    internal Axis Y { get; private protected init; } = Axis.Plain;

    internal IReadOnlyList<Baseline> Baselines { get; private protected init; } = [];

    /// <summary>Returns the chart with a title and a scale for its vertical axis.</summary>
    /// <param name="title">What is shown, with its unit.</param>
    /// <param name="log">Whether the scale is logarithmic; values of 0 and below are then gaps.</param>
    /// <param name="from">The lower end; by default what the data need. Give both ends or neither.</param>
    /// <param name="to">The upper end.</param>
    public TSelf YAxis(string title, bool log = false, double? from = null, double? to = null) =>
        (TSelf)(this with { Y = Axis.Create(title, log, from, to) });

    /// <summary>Returns the chart with a labelled horizontal line for comparison.</summary>
    /// <param name="label">What it stands for; the value is written behind it.</param>
    /// <param name="value">A finite value on the vertical axis, above 0 where that is logarithmic.</param>
    public TSelf Baseline(string label, double value)
    {
        ArgumentNullException.ThrowIfNull(label);
        if (!double.IsFinite(value))
            throw new ArgumentOutOfRangeException(nameof(value), value, $"The baseline \"{label}\" must be a finite number.");
        return (TSelf)(this with { Baselines = [.. Baselines, new Baseline(label, value)] });
    }

    internal override bool UnifiedHover => true;

    internal override Margins MarginsAround(double width, bool narrow) => new(
        Left: Y.Title.Length > 0 ? 68 : 48,
        Right: 14,
        Top: 6,
        Bottom: X.Title.Length > 0 ? 50 : 32);

    internal override double InnerHeight(double innerWidth, bool narrow) => narrow ? 280 : Math.Clamp(innerWidth * 0.5, 260, 340);

    /// <summary>Draws the baselines, their labels where they lie on nothing else.</summary>
    private protected void DrawBaselines(Canvas canvas, PlotFrame frame, IEnumerable<Stroke> drawn, string x, string y)
    {
        LabelPlacer labels = new(frame, [.. drawn, .. Baselines.Select(line => frame.Across(line.Value))]);
        foreach (Baseline line in Baselines.OrderBy(line => line.Value))
        {
            if (Y.Log && line.Value <= 0)
                throw new ArgumentException(
                    FormattableString.Invariant(
                        $"The baseline \"{line.Label}\" at {line.Value} can't be on a logarithmic axis: ")
                    + "use a linear axis or leave it out.");
            canvas.Shapes.Add(Objects.New<Shape>(
                ("type", "line"),
                ("xref", x + " domain"),
                ("x0", 0),
                ("x1", 1),
                ("yref", y),
                ("y0", Numbers.Finite(line.Value)),
                ("y1", Numbers.Finite(line.Value)),
                ("line", Objects.New<Line>(("color", Theme.Ink), ("width", 1.5), ("dash", "4px,4px")))));
            string text = $"{line.Label} {Numbers.Text(line.Value)}";
            LabelPlace place = labels.Place(text, line.Value);
            canvas.Annotations.Add(Objects.New<Annotation>(
                ("text", Label.Escape(text)),
                ("xref", x + " domain"),
                ("x", place.X),
                ("xanchor", place.Anchor),
                ("yref", y),
                ("y", Numbers.Finite(Y.Place(line.Value))),
                ("yanchor", place.IsAbove ? "bottom" : "top"),
                ("borderpad", 1)));
        }
    }

    /// <summary>An axis that can show none of its values says so, in the middle of the panel.</summary>
    private protected void SayWhatIsMissing(Canvas canvas, IReadOnlyCollection<double> across, IReadOnlyCollection<double> up,
        string x, string y)
    {
        string[] empty = [.. new[] { (X, across, "x"), (Y, up, "y") }
            .Where(part => part.Item1.Log && part.Item2.Count > 0 && double.IsNaN(part.Item1.Ends(part.Item2).Low))
                .Select(part => part.Item3)];
        if (empty.Length == 0) return;
        canvas.Annotations.Add(Objects.New<Annotation>(
            ("text", $"No {string.Join(" and no ", empty)} above 0:<br>nothing to show on a logarithmic axis"),
            ("xref", x + " domain"),
            ("yref", y + " domain"),
            ("x", 0.5),
            ("y", 0.5)));
    }
}
