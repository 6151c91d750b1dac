using System.Globalization;
using System.Text.RegularExpressions;

namespace AttractorNotebooks.NotebookEngine.Tests.Chapters;

/// <summary>Where the value of a row should lie, ends included.</summary>
/// <param name="Row">The name of the row.</param>
/// <param name="Low">The least.</param>
/// <param name="High">The most.</param>
/// <param name="Word">What the cell should say, for a row that holds a word instead of a number.</param>
/// <param name="Which">Which number of the cell is meant, from 0, for a row that holds a sentence; null if the cell holds nothing but the
/// number.</param>
internal sealed partial record StatedRange(string Row, double Low, double High, string? Word = null, int? Which = null)
{
    public bool Holds(string here)
    {
        if (Word is not null) return here == Word;
        string? number = Which is int index ? Numbers().Matches(here).ElementAtOrDefault(index)?.Value : here;
        return double.TryParse(number, NumberStyles.Float, CultureInfo.InvariantCulture, out double value) && value >= Low && value <= High;
    }

    public override string ToString() => (Word ?? FormattableString.Invariant($"{Low} to {High}"))
        + (Which is int index ? $" for number {index + 1}" : "");

    [GeneratedRegex(@"-?(\d+(\.\d+)?(E[+-]?\d+)?|NaN|∞)")]
    private static partial Regex Numbers();
}
