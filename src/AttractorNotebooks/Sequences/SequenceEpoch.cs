using System.Globalization;

namespace AttractorNotebooks.Sequences;

/// <summary>What an epoch of learning a sequence came to.</summary>
/// <param name="Epoch">Its number, 1, 2, ...</param>
/// <param name="BitsPerCharacter">Mean of -log2 p over the last tenth of the text, which nothing is learnt from.</param>
/// <param name="Seconds">Wall-clock time of the epoch, measurement included.</param>
public sealed record SequenceEpoch(int Epoch, double BitsPerCharacter, double Seconds)
{
    /// <summary>A line to print.</summary>
    public override string ToString() => string.Create(
        CultureInfo.InvariantCulture, $"epoch {Epoch,2}: {BitsPerCharacter:0.000} bits per character, {Seconds:0.0} s");
}
