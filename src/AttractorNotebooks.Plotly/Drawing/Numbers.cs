using System.Globalization;
using System.Numerics;

namespace AttractorNotebooks.Plotly.Drawing;

/// <summary>Numbers as a figure carries them: finite, rounded, short.</summary>
internal static class Numbers
{
    /// <summary>Enough for any axis, and for a reader who checks a value by hovering.</summary>
    public const int Digits = 6;

    public static double[] ToArray<T>(IEnumerable<T> values, string name)
        where T : INumberBase<T>
    {
        ArgumentNullException.ThrowIfNull(values, name);
        return values is double[] doubles ? [.. doubles] : [.. values.Select(double.CreateTruncating)];
    }

    /// <summary>NaN and the infinities, which JSON does not have, become null: Plotly leaves a gap there.</summary>
    public static double? Finite(double value, int digits = Digits) => double.IsFinite(value) ? Round(value, digits) : null;

    public static double?[] Array(IEnumerable<double> values, int digits = Digits) => [.. values.Select(value => Finite(value, digits))];

    /// <summary>Rounds to significant digits; whole numbers stay whole.</summary>
    public static double Round(double value, int digits)
    {
        if (value == 0) return 0;
        if (double.IsInteger(value) && Math.Abs(value) < 1e15) return value;
        return double.Parse(value.ToString("G" + digits.ToString(CultureInfo.InvariantCulture), CultureInfo.InvariantCulture),
            CultureInfo.InvariantCulture);
    }

    /// <summary>The value as a person reads it, in the invariant culture.</summary>
    public static string Text(double value, int digits = 3) =>
        value.ToString("G" + digits.ToString(CultureInfo.InvariantCulture), CultureInfo.InvariantCulture);

    public static void RequireSameLength(string name, int length, string otherName, int otherLength, string parameter)
    {
        if (length != otherLength)
            throw new ArgumentException(string.Create(CultureInfo.InvariantCulture,
                $"{name} has {length} values, but {otherName} has {otherLength}: give both the same length."), parameter);
    }
}
