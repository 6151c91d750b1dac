using AttractorNotebooks.Data;
using AttractorNotebooks.Dynamics;
using AttractorNotebooks.Model;
using AttractorNotebooks.Tokens;

namespace AttractorNotebooks.Learning;

/// <summary>
/// The published measure of training: 30 % of the tokens masked, 5 steps with lambda = 1 and g = 0.5, 1 - MSE on the masked
/// pixels.
/// </summary>
public sealed class MaskedSimilarity
{
    private const double MaskedFraction = 0.3;
    private const int Steps = 5;
    private const int Images = 512;

    private readonly AttractorDynamics _dynamics;
    private readonly float[] _tokens;
    private readonly bool[] _masked;
    private readonly PixelMeter _meter;

    /// <summary>Chooses the images and masks once, so that epochs are compared on the same ones.</summary>
    /// <param name="couplings">J; read anew at every measurement.</param>
    /// <param name="tokenizer">How images become tokens.</param>
    /// <param name="images">Images to measure on: the first 512, or all if there are fewer.</param>
    /// <param name="seed">Seed of the masks.</param>
    /// <param name="workers">Threads.</param>
    public MaskedSimilarity(Couplings couplings, ImageTokenizer tokenizer, ImageSet images, int seed, WorkerPool? workers = null)
    {
        ImageSet chosen = images.Take(Math.Min(Images, images.Count));
        _tokens = tokenizer.Encode(chosen);
        _masked = Corruption.RandomTokens(chosen.Count, tokenizer.Tokens, MaskedFraction, seed);
        _dynamics = new AttractorDynamics(couplings, new DynamicsSettings(), chosen.Count, workers);
        _meter = new PixelMeter(_dynamics, new ImageTarget(tokenizer, chosen.Levels(), _masked));
    }

    /// <summary>Measures the couplings as they are now.</summary>
    /// <returns>1 - MSE on the masked pixels, the mean over the images.</returns>
    public double Measure()
    {
        _dynamics.Start(_tokens, _masked);
        _dynamics.Run(Steps);
        return 1 - _meter.Measure().Masked!.Average();
    }
}
