using AttractorNotebooks.Plotly.Drawing;
using Plotly.NET.LayoutObjects;

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
        if (from is { } low && !double.IsFinite(low))
            throw new ArgumentOutOfRangeException(nameof(from), low, "An axis starts at a finite value.");
        if (to is { } high && !double.IsFinite(high))
            throw new ArgumentOutOfRangeException(nameof(to), high, "An axis ends at a finite value.");
        if (from is null != to is null)
            throw new ArgumentException("Give both ends of an axis, or neither: from and to belong together.", nameof(to));
        if (from >= to)
            throw new ArgumentException(FormattableString.Invariant($"An axis from {from} to {to} has no extent: from must be below to."),
                nameof(to));
        if (log && from <= 0) throw new ArgumentOutOfRangeException(nameof(from), from, "A logarithmic axis starts above 0.");
        return new(title, log, from, to);
    }

    /// <summary>The axis for Plotly.</summary>
    /// <param name="values">What is drawn against the axis.</param>
    /// <param name="width">Margins for its labels where they stand beside each other, in pixels.</param>
    public LinearAxis For(IEnumerable<double> values, double width = double.PositiveInfinity)
    {
        LinearAxis axis = new();
        if (Title.Length > 0) axis.With(("title", Objects.Text(Label.Escape(Title))));
        (double low, double high) = Ends(values);
        if (Log) AddLogTicks(axis, low, high, width);
        if ((From ?? To) is not null || (Log && double.IsNaN(low)))
            axis.With(("range", new[] { Numbers.Finite(Place(From ?? 1)), Numbers.Finite(Place(To ?? 10)) }));
        return axis;
    }

    /// <summary>
    /// What the axis spans: its ends where they were given, else the lowest and highest value that it can show; NaN where there is none.
    /// </summary>
    public (double Low, double High) Ends(IEnumerable<double> values)
    {
        if (From is { } from && To is { } to) return (from, to);
        double[] shown = [.. values.Where(value => double.IsFinite(value) && (!Log || value > 0))];
        return shown.Length == 0 ? (double.NaN, double.NaN) : (shown.Min(), shown.Max());
    }

    /// <summary>Where a value lies for a range or an annotation, which Plotly takes as exponents of 10 on a logarithmic axis.</summary>
    public double Place(double value) => Log ? Math.Log10(value) : value;

    /// <summary>Plotly would write a lone small "2" or "5" between the decades; whole numbers are legible.</summary>
    private static void AddLogTicks(LinearAxis axis, double low, double high, double width)
    {
        axis.With(("type", "log"), ("tickformat", "~g"));
        double decades = Math.Log10(high / low);
        if (!(decades >= 1)) return;
        bool few = decades <= 4;
        axis.With(
            ("dtick", few && HasRoomFor(low, high, width / (decades * Padded)) ? "D2" : Math.Ceiling(decades / 8)),
            ("minor", Objects.New<Minor>(("dtick", few ? "D1" : 1), ("ticks", "outside"), ("ticklen", 2), ("tickcolor", Theme.AxisLine))));
    }

    /// <summary>Whether labels at 1, 2 and 5 stand clear of each other, as long as the longest of them are.</summary>
    private static bool HasRoomFor(double low, double high, double decade)
    {
        int whole = (int)Math.Max(0, Math.Floor(Math.Log10(high))) + 1, fraction = (int)Math.Max(0, Math.Ceiling(-Math.Log10(low)));
        int characters = Math.Max(whole, fraction == 0 ? 0 : fraction + 2);
        return decade * Math.Log10(2) >= characters * CharacterWidth + LabelGap;
    }
}
