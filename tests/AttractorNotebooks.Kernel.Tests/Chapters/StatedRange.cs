using System.Globalization;

namespace AttractorNotebooks.Kernel.Tests.Chapters;

/// <summary>Where the value of a row should lie, ends included.</summary>
/// <param name="Row">The name of the row.</param>
/// <param name="Low">The least.</param>
/// <param name="High">The most.</param>
/// <param name="Word">What the cell should say, for a row that holds a word instead of a number.</param>
internal sealed record StatedRange(string Row, double Low, double High, string? Word = null)
{
    public bool Holds(string here) => Word != null
        ? here == Word
        : double.TryParse(here, NumberStyles.Float, CultureInfo.InvariantCulture, out double value) && value >= Low && value <= High;

    public override string ToString() => Word ?? FormattableString.Invariant($"{Low} to {High}");
}
