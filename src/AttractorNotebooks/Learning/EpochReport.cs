using System.Globalization;

namespace AttractorNotebooks.Learning;

/// <summary>What an epoch of training came to.</summary>
/// <param name="Epoch">Its number, 1, 2, ...</param>
/// <param name="Loss">Mean over the batches of the loss before each update.</param>
/// <param name="MaskedSimilarity">
/// 1 - MSE on the masked pixels of test images, measured as published (<see cref="MaskedSimilarity"/>); with the normalized rule
/// of held-out training images, predicted once (<see cref="PredictedSimilarity"/>).
/// </param>
/// <param name="Seconds">Wall-clock time of the epoch, measurement included.</param>
public sealed record EpochReport(int Epoch, double Loss, double MaskedSimilarity, double Seconds)
{
    /// <summary>A line to print: <c>session.Run(Console.WriteLine)</c>.</summary>
    public override string ToString() => string.Create(
        CultureInfo.InvariantCulture,
            $"epoch {Epoch,2}: loss {Loss:0.000}, similarity of masked pixels {MaskedSimilarity:0.000}, {Seconds:0.0} s");
}
