using System.Numerics.Tensors;
using AttractorNotebooks.Data;
using MathNet.Numerics.LinearAlgebra;

namespace AttractorNotebooks.Baselines;

/// <summary>Mean and covariance of the levels of images.</summary>
internal static class LevelMoments
{
    // Images whose levels fit the second-level cache together.
    private const int Batch = 256;

    /// <summary>Computes both over a set of at least two images; the covariance is [pixels, pixels] with divisor n.</summary>
    /// <exception cref="ArgumentException">There are too few images.</exception>
    public static (double[] Mean, Matrix<double> Covariance) Of(ImageSet train, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(train);
        if (train.Count < 2) throw new ArgumentException($"{train.Name} holds {train.Count} images; a covariance needs at least 2.",
            nameof(train));
        double[] mean = Array.ConvertAll(SimpleBaselines.MeanImage(train), level => (double)level);
        return (mean, Matrix<double>.Build.Dense(mean.Length, mean.Length, Covariance(train, mean, cancellation)));
    }

    /// <summary>Covariance, symmetric [pixels, pixels].</summary>
    private static double[] Covariance(ImageSet train, double[] mean, CancellationToken cancellation)
    {
        int pixels = mean.Length;
        double[] covariance = new double[pixels * pixels];
        float[] deviations = new float[pixels * Batch], level = new float[pixels];
        ParallelOptions options = new() { CancellationToken = cancellation };
        for (int start = 0; start < train.Count; start += Batch)
        {
            int count = Math.Min(Batch, train.Count - start), first = start;
            // One row a pixel, so that a covariance is a dot product of two rows.
            for (int k = 0; k < count; k++)
            {
                PixelLevel.Of(train.Image(first + k), level);
                for (int i = 0; i < pixels; i++) deviations[i * Batch + k] = (float)(level[i] - mean[i]);
            }
            Parallel.For(0, pixels, options, i =>
            {
                ReadOnlySpan<float> row = deviations.AsSpan(i * Batch, count);
                for (int j = 0; j <= i; j++)
                    covariance[i * pixels + j] += TensorPrimitives.Dot(row, deviations.AsSpan(j * Batch, count));
            });
        }
        for (int i = 0; i < pixels; i++)
            for (int j = 0; j <= i; j++)
                covariance[j * pixels + i] = covariance[i * pixels + j] /= train.Count;
        return covariance;
    }
}
