using AttractorNotebooks.Analysis;
using AttractorNotebooks.Baselines;
using AttractorNotebooks.Data;
using AttractorNotebooks.Tokens;

namespace AttractorNotebooks.Experiments;

/// <summary>What any recall has to be held against: methods that need no network.</summary>
public static class RecallBaselines
{
    /// <summary>
    /// Those that need no training images either. Masked tokens: background in their place. Noise: the noisy image itself, and
    /// the median of 3 x 3 pixels.
    /// </summary>
    /// <param name="result">The experiment: its images, masks and noise are used again.</param>
    public static IReadOnlyList<BaselineResult> Measure(RecallResult result)
    {
        ArgumentNullException.ThrowIfNull(result);
        if (result.Plan.Task == RecallTask.Mask)
        {
            bool[] mask = result.MaskedPixels();
            return [Compare("background", SimpleBaselines.Background(result.Level.Span, mask), result, mask)];
        }
        ReadOnlySpan<float> noisy = result.Corrupted.Span;
        PatchGrid grid = result.Grid;
        return [Compare("noisy image", noisy, result, []),
            Compare("median of 3 x 3 pixels", MedianFilter.Restore(noisy, grid.Height, grid.Width, grid.Channels), result, [])];
    }

    /// <summary>
    /// Masked tokens: background, mean training image and Gaussian conditional mean in the place of the masked pixels.
    /// Noise: the noisy image itself, the mean training image, the median of 3 x 3 pixels, and,
    /// from strength 0.01 on and under the clamped law, which it is made for, the Wiener filter.
    /// </summary>
    /// <param name="result">The experiment: its images, masks and noise are used again.</param>
    /// <param name="train">Training images for mean and covariance.</param>
    /// <param name="cancellation">Stops the work.</param>
    public static IReadOnlyList<BaselineResult> Measure(RecallResult result, ImageSet train, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(result);
        ArgumentNullException.ThrowIfNull(train);
        train = train.With(result.Gray);
        ReadOnlySpan<float> level = result.Level.Span;
        if (result.Plan.Task == RecallTask.Noise)
        {
            ReadOnlySpan<float> noisy = result.Corrupted.Span;
            float[] mean = SimpleBaselines.MeanImage(train);
            List<BaselineResult> filters =
            [
                Compare("noisy image", noisy, result, []),
                Compare("mean training image", SimpleBaselines.Repeat(mean, level.Length / mean.Length), result, []),
                Compare("median of 3 x 3 pixels", MedianFilter.Restore(noisy, train.Height, train.Width, train.Channels), result, []),
            ];
            if (result.Plan.NoiseSigma >= LinearDenoiser.WeakestNoise && result.Plan.Law.Noise == NoiseLaw.Clamped)
                filters.Add(Compare("Wiener filter",
                    LinearDenoiser.Fit(train, result.Plan.NoiseSigma, cancellation).Restore(noisy, cancellation), result, []));
            return filters;
        }
        bool[] mask = result.MaskedPixels();
        GaussianBaseline gaussian = GaussianBaseline.Fit(train, cancellation: cancellation);
        return
        [
            Compare("background", SimpleBaselines.Background(level, mask), result, mask),
            Compare("mean training image", SimpleBaselines.Fill(level, mask, gaussian.Mean), result, mask),
            Compare("Gaussian conditional mean", gaussian.Restore(level, mask, cancellation), result, mask),
        ];
    }

    private static BaselineResult Compare(string name, ReadOnlySpan<float> restored, RecallResult result, ReadOnlySpan<bool> mask)
    {
        ImageErrors errors = ImageErrors.Measure(restored, result.Level.Span, result.PixelsPerImage, mask);
        return new BaselineResult(name, Summary.Of(errors.All, result.Plan.Seed),
            errors.Masked is null ? null : Summary.Of(errors.Masked, result.Plan.Seed));
    }
}
