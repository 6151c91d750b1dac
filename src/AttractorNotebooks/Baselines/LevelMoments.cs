using System.Numerics.Tensors;
using AttractorNotebooks.Data;
using AttractorNotebooks.Simd;

namespace AttractorNotebooks.Baselines;

/// <summary>Mean and covariance of the levels of images.</summary>
internal static unsafe class LevelMoments
{
    // Sums over so many images are taken in float32, those of all in float64; a slice of them stays in the cache.
    private const int Batch = 256, Slice = 128;

    // Images whose deviations are kept at once, and pixels that lie together in memory.
    private const int Kept = 8 * Batch, Side = 64;

    private static readonly SimdRoutines Kernels = SimdRoutines.For(VectorWidths.Widest);

    /// <summary>Computes both over a set of at least two images; the covariance is [pixels, pixels] with divisor n.</summary>
    /// <exception cref="ArgumentException">There are too few images.</exception>
    public static (float[] Mean, double[] Covariance) Of(ImageSet train, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(train);
        if (train.Count < 2) throw new ArgumentException($"{train.Name} holds {train.Count} images; a covariance needs at least 2.",
            nameof(train));
        float[] mean = SimpleBaselines.MeanImage(train);
        return (mean, Covariance(train, mean, new ParallelOptions { CancellationToken = cancellation }));
    }

    /// <summary>Covariance, symmetric [pixels, pixels].</summary>
    private static double[] Covariance(ImageSet train, float[] mean, ParallelOptions options)
    {
        int pixels = mean.Length, panels = (pixels + Side - 1) / Side, kept = Math.Min(Kept, train.Count);
        double[] covariance = new double[pixels * pixels];
        // [panels, images, Side]; zero beyond the last pixel.
        float[] deviations = new float[panels * kept * Side];
        for (int start = 0; start < train.Count; start += Kept)
        {
            int first = start, count = Math.Min(kept, train.Count - start);
            Parallel.For(0, count, options, () => new float[pixels], (k, _, level) =>
            {
                PixelLevel.Of(train.Image(first + k), level);
                for (int i = 0; i < pixels; i += Side)
                    TensorPrimitives.Subtract(level.AsSpan(i, Math.Min(Side, pixels - i)), mean.AsSpan(i, Math.Min(Side, pixels - i)),
                        deviations.AsSpan(i * kept + k * Side));
                return level;
            }, _ => { });
            Parallel.For(0, panels * panels, options, () => (new float[Side * Side], new double[Side]), (tile, _, scratch) =>
            {
                (int row, int column) = (tile / panels * Side, tile % panels * Side);
                if (column <= row) AddTile(row, column, count, scratch.Item1, scratch.Item2);
                return scratch;
            }, _ => { });
        }
        TensorPrimitives.Divide(covariance, train.Count, covariance);
        PositiveMatrix.Mirror(covariance, pixels, options);
        return covariance;

        // Side x Side entries, summed over the images that are kept.
        void AddTile(int row, int column, int count, float[] sums, double[] wide)
        {
            int columns = Math.Min(Side, pixels - column);
            for (int k = 0; k < count; k += Batch)
            {
                for (int image = k; image < Math.Min(count, k + Batch); image += Slice)
                    Multiply(deviations.AsSpan(row * kept + image * Side), deviations.AsSpan(column * kept + image * Side),
                        Math.Min(Slice, count - image), sums, image > k);
                for (int i = row; i < Math.Min(pixels, row + Side); i++)
                {
                    TensorPrimitives.ConvertTruncating<float, double>(sums.AsSpan((i - row) * Side, columns), wide);
                    Span<double> target = covariance.AsSpan(i * pixels + column, columns);
                    TensorPrimitives.Add(target, wide.AsSpan(0, columns), target);
                }
            }
        }
    }

    // Products of two panels' deviations, summed over some images.
    private static void Multiply(ReadOnlySpan<float> a, ReadOnlySpan<float> b, int images, float[] sums, bool add)
    {
        fixed (float* fromA = a, fromB = b, to = sums)
            Kernels.Gemm(new GemmJob
            {
                Rows = Side,
                Inner = images,
                Columns = Side,
                A = fromA,
                ARow = 1,
                AColumn = Side,
                B = fromB,
                BRow = Side,
                C = to,
                CRow = Side,
                Add = add,
            });
    }
}
