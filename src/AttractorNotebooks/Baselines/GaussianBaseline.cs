using System.Numerics.Tensors;
using AttractorNotebooks.Data;

namespace AttractorNotebooks.Baselines;

/// <summary>
/// The Gaussian conditional mean: what the best linear restoration of masked pixels knows from the covariance of training images.
/// </summary>
/// <remarks>
/// With mean m and precision P = (C + ridge I)^-1 of the levels, the masked pixels M given the known ones K are expected at
/// m_M - P_MM^-1 P_MK (u_K - m_K); the result is clamped to [0, 1]. The block P_MM is smaller than the known block of the
/// covariance, which the textbook form would solve.
/// </remarks>
public sealed class GaussianBaseline
{
    // Images go to threads whole.
    private static readonly ParallelOptions OneThread = new() { MaxDegreeOfParallelism = 1 };

    private readonly float[] _mean;
    private readonly double[] _precision;

    private GaussianBaseline(float[] mean, double[] precision) => (_mean, _precision) = (mean, precision);

    /// <summary>Values an image.</summary>
    public int Pixels => _mean.Length;

    /// <summary>The mean training image, as <see cref="SimpleBaselines.MeanImage"/> takes it.</summary>
    internal ReadOnlySpan<float> Mean => _mean;

    /// <summary>Learns mean and covariance (divisor n) of a set.</summary>
    /// <param name="train">At least two images.</param>
    /// <param name="ridge">Added to every variance, above 0: keeps pixels that never vary from making the covariance singular.</param>
    /// <param name="cancellation">Stops the work.</param>
    /// <exception cref="ArgumentException">There are too few images, or the ridge is not positive.</exception>
    public static GaussianBaseline Fit(ImageSet train, double ridge = 0.01, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(train);
        if (!(ridge > 0 && double.IsFinite(ridge)))
            throw new ArgumentOutOfRangeException(nameof(ridge), ridge, "The ridge is a positive finite number.");
        (float[] mean, double[] covariance) = LevelMoments.Of(train, cancellation);
        for (int i = 0; i < mean.Length; i++) covariance[i * mean.Length + i] += ridge;
        ParallelOptions options = new() { CancellationToken = cancellation };
        return new GaussianBaseline(mean, PositiveMatrix.Inverse(covariance, mean.Length, options));
    }

    /// <summary>Fills the masked pixels of every image with their conditional mean.</summary>
    /// <param name="levels">Levels in [0, 1], shape [count, pixels]; what they hold under the mask is not read.</param>
    /// <param name="mask">True where masked, shape [count, pixels].</param>
    /// <param name="cancellation">Stops the work.</param>
    /// <exception cref="ArgumentException">Lengths do not fit, or the mask hides all pixels of an image or none.</exception>
    public float[] Restore(ReadOnlySpan<float> levels, ReadOnlySpan<bool> mask, CancellationToken cancellation = default)
    {
        if (levels.Length != mask.Length || levels.Length % Pixels != 0)
            throw new ArgumentException(
                $"{levels.Length} levels and {mask.Length} mask values are no equal whole number of images of {Pixels} pixels.",
                nameof(mask));
        Corruption.RequireMask(mask, Pixels);
        float[] restored = levels.ToArray();
        bool[] hidden = mask.ToArray();
        Parallel.For(
            0, levels.Length / Pixels, new ParallelOptions { CancellationToken = cancellation }, () => new Scratch([], [], []),
            (k, _, scratch) => Restore(restored.AsSpan(k * Pixels, Pixels), hidden.AsSpan(k * Pixels, Pixels), scratch), _ => { });
        return restored;
    }

    private Scratch Restore(Span<float> image, ReadOnlySpan<bool> mask, Scratch scratch)
    {
        int pixels = Pixels, count = mask.Count(true);
        scratch = scratch.For(pixels, count);
        (int[] masked, double[] known, double[] block) = scratch;
        double[] deviation = new double[count];
        for (int i = 0, a = 0; i < pixels; i++)
        {
            known[i] = mask[i] ? 0 : image[i] - _mean[i];
            if (mask[i]) masked[a++] = i;
        }
        for (int a = 0; a < count; a++)
        {
            ReadOnlySpan<double> row = _precision.AsSpan(masked[a] * pixels, pixels);
            for (int b = 0; b < count; b++) block[a * count + b] = row[masked[b]];
            // Masked entries of the deviation are zero, so whole rows of P act as P_MK.
            deviation[a] = TensorPrimitives.Dot<double>(row, known);
        }
        PositiveMatrix.Factor(block, count, OneThread);
        PositiveMatrix.Solve(block, deviation);
        for (int a = 0; a < count; a++) image[masked[a]] = (float)Math.Clamp(_mean[masked[a]] - deviation[a], 0, 1);
        return scratch;
    }

    /// <summary>
    /// What one thread needs for one image, kept for the next: a matrix each would leave hundreds of megabytes to collect.
    /// </summary>
    private sealed record Scratch(int[] Masked, double[] Known, double[] Block)
    {
        public Scratch For(int pixels, int masked) =>
            Masked.Length == masked && Known.Length == pixels
                ? this : new Scratch(new int[masked], new double[pixels], new double[masked * masked]);
    }
}
