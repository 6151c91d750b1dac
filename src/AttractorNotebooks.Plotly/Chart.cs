using System.Text.Json.Nodes;
using AttractorNotebooks.Plotly.Drawing;

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
        if (!double.IsFinite(value)) throw new ArgumentOutOfRangeException(nameof(value), value, $"The baseline \"{label}\" must be a finite number.");
        return (TSelf)(this with { Baselines = [.. Baselines, new Baseline(label, value)] });
    }

    internal override bool UnifiedHover => true;

    internal override Room RoomAround(double width, bool narrow) => new(
        Left: Y.Title.Length > 0 ? 68 : 48,
        Right: 14,
        Top: 6,
        Bottom: X.Title.Length > 0 ? 50 : 32);

    internal override double InnerHeight(double innerWidth, bool narrow) => narrow ? 280 : Math.Clamp(innerWidth * 0.5, 260, 340);

    private protected void DrawBaselines(Canvas canvas, string x, string y)
    {
        // Neighbours in height take turns from right to left, so that their labels don't lie on each other.
        double[] places = [1, 0, 0.5];
        string[] anchors = ["right", "left", "center"];
        int rank = 0;
        foreach (Baseline line in Baselines.OrderBy(line => line.Value))
        {
            if (Y.Log && line.Value <= 0)
                throw new ArgumentException(FormattableString.Invariant($"The baseline \"{line.Label}\" at {line.Value} can't be on a logarithmic axis: use a linear axis or leave it out."));
            int turn = rank++ % places.Length;
            canvas.Shapes.Add(new JsonObject
            {
                ["type"] = "line",
                ["xref"] = x + " domain",
                ["x0"] = 0,
                ["x1"] = 1,
                ["yref"] = y,
                ["y0"] = Numbers.Node(line.Value),
                ["y1"] = Numbers.Node(line.Value),
                ["line"] = new JsonObject { ["color"] = Theme.Ink, ["width"] = 1.5, ["dash"] = "4px,4px" },
            });
            canvas.Annotations.Add(new JsonObject
            {
                ["text"] = Label.Escape($"{line.Label} {Numbers.Text(line.Value)}"),
                ["font"] = new JsonObject { ["size"] = 12 },
                ["showarrow"] = false,
                ["xref"] = x + " domain",
                ["x"] = places[turn],
                ["xanchor"] = anchors[turn],
                ["yref"] = y,
                ["y"] = Numbers.Node(Y.Place(line.Value)),
                ["yanchor"] = "bottom",
                ["borderpad"] = 1,
            });
        }
    }
}
