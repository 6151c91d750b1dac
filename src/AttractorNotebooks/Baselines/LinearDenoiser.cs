using System.Numerics.Tensors;
using AttractorNotebooks.Data;
using MathNet.Numerics.Distributions;

namespace AttractorNotebooks.Baselines;

/// <summary>The Wiener filter: the linear restoration of noisy images that the covariance of training images allows.</summary>
/// <remarks>
/// Noise as in <see cref="Corruption.Noise"/>, y = clamp(u + s n, 0, 1). Black and white pixels, which most are, keep a mean of
/// a + b u and a variance v of their own; then with mean m and covariance C of the levels the estimate is
/// m + b C S^-1 (y - a - b m) with S = b^2 C + v I, clamped to [0, 1]. As b^2 C = S - v I, that is (y - a - v S^-1 (y - a - b m)) / b.
/// </remarks>
public sealed class LinearDenoiser
{
    /// <summary>The weakest noise that can be filtered.</summary>
    public const double WeakestNoise = 0.01;

    private readonly float[] _mean;
    private readonly double[] _inverse;
    private readonly double _offset;
    private readonly double _slope;
    private readonly double _variance;

    private LinearDenoiser(float[] mean, double[] covariance, double strength, ParallelOptions options)
    {
        (_offset, _slope, _variance) = Clamped(strength);
        _mean = mean;
        TensorPrimitives.Multiply(covariance, _slope * _slope, covariance);
        for (int i = 0; i < mean.Length; i++) covariance[i * mean.Length + i] += _variance;
        _inverse = PositiveMatrix.Inverse(covariance, mean.Length, options);
    }

    /// <summary>Learns mean and covariance of a set and prepares the filter for one strength of noise.</summary>
    /// <param name="train">At least two images.</param>
    /// <param name="strength">The noise's strength s, from 0.01 to 100.</param>
    /// <param name="cancellation">Stops the work.</param>
    /// <exception cref="ArgumentException">There are too few images, or the strength is out of range.</exception>
    public static LinearDenoiser Fit(ImageSet train, double strength, CancellationToken cancellation = default)
    {
        // Weaker noise leaves nothing to do and the equations near singular; stronger noise leaves no image.
        if (!(strength >= WeakestNoise && strength <= 100))
            throw new ArgumentOutOfRangeException(nameof(strength), strength, "The strength of noise to filter lies between 0.01 and 100.");
        (float[] mean, double[] covariance) = LevelMoments.Of(train, cancellation);
        return new LinearDenoiser(mean, covariance, strength, new ParallelOptions { CancellationToken = cancellation });
    }

    /// <summary>Restores noisy images.</summary>
    /// <param name="noisy">Levels in [0, 1], shape [count, pixels].</param>
    /// <param name="cancellation">Stops the work.</param>
    /// <returns>Levels in [0, 1], the same shape.</returns>
    /// <exception cref="ArgumentException">The length is no whole number of images.</exception>
    public float[] Restore(ReadOnlySpan<float> noisy, CancellationToken cancellation = default)
    {
        int pixels = _mean.Length;
        if (noisy.Length % pixels != 0)
            throw new ArgumentException($"{noisy.Length} levels are no whole number of images of {pixels} pixels.", nameof(noisy));
        double[] deviations = new double[noisy.Length];
        for (int k = 0; k < noisy.Length; k++) deviations[k] = noisy[k] - _offset - _slope * _mean[k % pixels];
        double[] noise = PositiveMatrix.Multiply(deviations, _inverse, pixels, new ParallelOptions { CancellationToken = cancellation });
        float[] images = new float[noisy.Length];
        for (int k = 0; k < images.Length; k++)
            images[k] = (float)Math.Clamp((noisy[k] - _offset - _variance * noise[k]) / _slope, 0, 1);
        return images;
    }

    /// <summary>Mean a of a noisy black pixel, slope b = 1 - 2 a from black to white, and the variance of either.</summary>
    internal static (double Offset, double Slope, double Variance) Clamped(double strength)
    {
        // Moments of clamp(s n, 0, 1): the part of the normal density between 0 and 1, and all beyond at 1.
        double edge = 1 / strength, beyond = 1 - Normal.CDF(0, 1, edge);
        double mean = strength * (Normal.PDF(0, 1, 0) - Normal.PDF(0, 1, edge)) + beyond;
        double square = strength * strength * (0.5 - beyond - edge * Normal.PDF(0, 1, edge)) + beyond;
        return (mean, 1 - 2 * mean, square - mean * mean);
    }
}
