using AttractorNotebooks.Data;
using AttractorNotebooks.Model;
using AttractorNotebooks.Tokens;

namespace AttractorNotebooks.Learning;

/// <summary>
/// How well hidden tokens are predicted: 1 - MSE on the masked pixels, as <see cref="MaskedSimilarity"/> measures the published
/// dynamics.
/// </summary>
public sealed class PredictedSimilarity
{
    private readonly ImageTokenizer _tokenizer;
    private readonly float[] _tokens;
    private readonly float[] _level;
    private readonly bool[] _masked;
    private readonly bool[] _maskedPixels;

    /// <summary>Chooses the masks once, so that predictors are compared on the same ones.</summary>
    /// <param name="tokenizer">How images become tokens.</param>
    /// <param name="images">All of them are measured on.</param>
    /// <param name="seed">Seed of the masks.</param>
    /// <param name="share">Share of tokens that is hidden.</param>
    public PredictedSimilarity(ImageTokenizer tokenizer, ImageSet images, int seed, double share = 0.3)
    {
        ArgumentNullException.ThrowIfNull(tokenizer);
        ArgumentNullException.ThrowIfNull(images);
        _tokenizer = tokenizer;
        _tokens = tokenizer.Encode(images);
        _level = images.Levels();
        _masked = Corruption.RandomTokens(images.Count, tokenizer.Tokens, share, seed);
        _maskedPixels = tokenizer.Grid.PixelMasks(_masked);
    }

    /// <summary>Measures a predictor.</summary>
    /// <param name="predictor">Of tokens of this tokenizer.</param>
    /// <param name="iterations">Iterations of the prediction.</param>
    /// <param name="cancellation">Stops the work.</param>
    /// <returns>1 - MSE on the masked pixels, the mean over the images.</returns>
    public double Measure(TokenPredictor predictor, int iterations = 1, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(predictor);
        float[] restored = _tokenizer.Decode<float>(predictor.Predict(_tokens, _masked, iterations, cancellation));
        // As many pixels are masked in every image, so the mean over pixels is the mean over images.
        double squares = 0;
        int masked = 0;
        for (int k = 0; k < _level.Length; k++)
        {
            if (!_maskedPixels[k]) continue;
            double error = restored[k] - _level[k];
            squares += error * error;
            masked++;
        }
        return 1 - squares / masked;
    }
}
