using System.Text.Json.Nodes;
using AttractorNotebooks.Plotly.Drawing;

namespace AttractorNotebooks.Plotly;

/// <summary>What a chart says about one of its axes.</summary>
internal sealed record Axis(string Title, bool Log, double? From, double? To)
{
    // Of one character of a label, and between two labels, in pixels.
    private const double CharacterWidth = 8.5;
    private const double LabelGap = 6;

    // Plotly leaves some room beside the data.
    private const double Padded = 1.15;

    public static readonly Axis Plain = new("", false, null, null);

    public static Axis Create(string title, bool log, double? from, double? to)
    {
        ArgumentNullException.ThrowIfNull(title);
        if (from is { } low && !double.IsFinite(low)) throw new ArgumentOutOfRangeException(nameof(from), low, "An axis starts at a finite value.");
        if (to is { } high && !double.IsFinite(high)) throw new ArgumentOutOfRangeException(nameof(to), high, "An axis ends at a finite value.");
        if (from is null != to is null) throw new ArgumentException("Give both ends of an axis, or neither: from and to belong together.", nameof(to));
        if (from >= to) throw new ArgumentException(FormattableString.Invariant($"An axis from {from} to {to} has no extent: from must be below to."), nameof(to));
        if (log && from <= 0) throw new ArgumentOutOfRangeException(nameof(from), from, "A logarithmic axis starts above 0.");
        return new(title, log, from, to);
    }

    /// <param name="values">What is drawn against the axis.</param>
    /// <param name="width">Room for its labels where they stand beside each other, in pixels.</param>
    public JsonObject ToJson(IEnumerable<double> values, double width = double.PositiveInfinity)
    {
        JsonObject axis = new()
        {
            ["gridcolor"] = Theme.GridLine,
            ["linecolor"] = Theme.AxisLine,
            ["tickcolor"] = Theme.AxisLine,
            ["showline"] = true,
            ["zeroline"] = false,
            ["ticks"] = "outside",
            ["ticklen"] = 4,
        };
        if (Title.Length > 0)
        {
            JsonObject title = Theme.Text(Label.Escape(Title));
            title["standoff"] = 6;
            axis["title"] = title;
        }
        if (Log) AddLogTicks(axis, values, width);
        if (From is { } from && To is { } to) axis["range"] = new JsonArray(Numbers.Node(Place(from)), Numbers.Node(Place(to)));
        return axis;
    }

    /// <summary>Plotly would write a lone small "2" or "5" between the decades; whole numbers are legible.</summary>
    private void AddLogTicks(JsonObject axis, IEnumerable<double> values, double width)
    {
        axis["type"] = "log";
        axis["tickformat"] = "~g";
        double[] ends = From is { } from && To is { } to ? [from, to] : [.. values.Where(value => value > 0 && double.IsFinite(value))];
        double decades = ends.Length == 0 ? 1 : Math.Log10(ends.Max() / ends.Min());
        if (decades < 1) return;
        axis["dtick"] = decades <= 4 && HasRoomFor(ends, width / (decades * Padded)) ? "D2" : Math.Ceiling(decades / 8);
        axis["minor"] = new JsonObject { ["dtick"] = decades <= 4 ? "D1" : 1, ["ticks"] = "outside", ["ticklen"] = 2, ["tickcolor"] = Theme.AxisLine };
    }

    /// <summary>Whether labels at 1, 2 and 5 stand clear of each other, as long as the longest of them are.</summary>
    private static bool HasRoomFor(double[] ends, double decade)
    {
        int whole = (int)Math.Max(0, Math.Floor(Math.Log10(ends.Max()))) + 1, fraction = (int)Math.Max(0, Math.Ceiling(-Math.Log10(ends.Min())));
        int characters = Math.Max(whole, fraction == 0 ? 0 : fraction + 2);
        return decade * Math.Log10(2) >= characters * CharacterWidth + LabelGap;
    }

    /// <summary>Where a value lies for a range or an annotation, which Plotly takes as exponents of 10 on a logarithmic axis.</summary>
    public double Place(double value) => Log ? Math.Log10(value) : value;
}
