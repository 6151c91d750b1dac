using System.Numerics.Tensors;
using AttractorNotebooks.Data;
using AttractorNotebooks.Simd;

namespace AttractorNotebooks.Baselines;

/// <summary>Mean and covariance of the levels of images.</summary>
internal static unsafe class LevelMoments
{
    // Sums over so many images are taken in float32, those of all in float64.
    private const int Batch = 256;

    // Images whose deviations are kept at once; rows of the covariance that one thread computes at once.
    private const int Kept = 8 * Batch, Rows = 64;

    private static readonly SimdRoutines Kernels = SimdRoutines.For(VectorWidths.Widest);

    /// <summary>Computes both over a set of at least two images; the covariance is [pixels, pixels] with divisor n.</summary>
    /// <exception cref="ArgumentException">There are too few images.</exception>
    public static (double[] Mean, double[] Covariance) Of(ImageSet train, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(train);
        if (train.Count < 2) throw new ArgumentException($"{train.Name} holds {train.Count} images; a covariance needs at least 2.",
            nameof(train));
        double[] mean = Array.ConvertAll(SimpleBaselines.MeanImage(train), level => (double)level);
        return (mean, Covariance(train, mean, new ParallelOptions { CancellationToken = cancellation }));
    }

    /// <summary>Covariance, symmetric [pixels, pixels].</summary>
    private static double[] Covariance(ImageSet train, double[] mean, ParallelOptions options)
    {
        // Rows of a length that is no power of two, so that a column of them spreads over the cache.
        int pixels = mean.Length, stride = (pixels + 15) / 16 * 16 + 16;
        double[] covariance = new double[pixels * pixels];
        float[] deviations = new float[stride * Math.Min(Kept, train.Count)];
        for (int start = 0; start < train.Count; start += Kept)
        {
            int first = start, count = Math.Min(Kept, train.Count - start);
            Parallel.For(0, count, options, k =>
            {
                Span<float> row = deviations.AsSpan(k * stride, pixels);
                PixelLevel.Of(train.Image(first + k), row);
                for (int i = 0; i < pixels; i++) row[i] = (float)(row[i] - mean[i]);
            });
            Parallel.For(0, (pixels + Rows - 1) / Rows, options, () => (new float[Rows * pixels], new double[pixels]),
                (block, _, scratch) =>
                {
                    (float[] sums, double[] wide) = scratch;
                    int row = block * Rows, last = Math.Min(pixels, row + Rows);
                    for (int k = 0; k < count; k += Batch)
                    {
                        Multiply(deviations.AsSpan(k * stride), stride, Math.Min(Batch, count - k), row, last, sums);
                        for (int i = row; i < last; i++)
                        {
                            Span<double> target = covariance.AsSpan(i * pixels, i + 1), exact = wide.AsSpan(0, i + 1);
                            TensorPrimitives.ConvertTruncating<float, double>(sums.AsSpan((i - row) * last, i + 1), exact);
                            TensorPrimitives.Add(target, exact, target);
                        }
                    }
                    return scratch;
                }, _ => { });
        }
        TensorPrimitives.Divide(covariance, train.Count, covariance);
        PositiveMatrix.Mirror(covariance, pixels, options);
        return covariance;
    }

    // sums[i - row, j] of products of the deviations i and j over some images, j below last.
    private static void Multiply(ReadOnlySpan<float> deviations, int stride, int images, int row, int last, float[] sums)
    {
        fixed (float* from = deviations, to = sums)
            Kernels.Gemm(new GemmJob
            {
                Rows = last - row,
                Inner = images,
                Columns = last,
                A = from + row,
                ARow = 1,
                AColumn = stride,
                B = from,
                BRow = stride,
                C = to,
                CRow = last,
            });
    }
}
