using System.Runtime.CompilerServices;

namespace AttractorNotebooks.Simd;

/// <summary>From tokens back to pixels, and how far these are from the originals, without leaving the lanes.</summary>
internal static unsafe class PixelDecoding<TLanes, TVector>
    where TLanes : ILanes<TVector>
    where TVector : unmanaged
{
    // Rows of a block follow one another.
    private static int Stride => LaneBlock.Size(TLanes.Width);

    /// <summary>u = first / (first + second) of clamp(F^T x, 0, 1), 0 where both are 0.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Decode(in DecodeJob job)
    {
        TVector zero = TLanes.Broadcast(0);
        for (int lane = 0; lane < Stride; lane += TLanes.Width)
            for (int i = 0; i < job.Tokens; i++)
            {
                float* token = job.State + i * job.Dim * Stride + lane;
                for (int pixel = 0; pixel < job.PatchPixels; pixel++)
                {
                    TVector first = Component(job, token, 2 * pixel), second = Component(job, token, 2 * pixel + 1);
                    TVector sum = TLanes.Add(first, second);
                    TVector level = TLanes.SelectGreater(sum, zero, TLanes.Divide(first, sum), zero);
                    TLanes.Store(job.Level + (i * job.PatchPixels + pixel) * Stride + lane, level);
                }
            }
    }

    /// <summary>Compares the decoded pixels with the originals.</summary>
    /// <param name="job">With decoded pixels.</param>
    /// <param name="target">The original u, rows [N, a / 2].</param>
    /// <param name="sources">1 where a token is known, 0 where masked, rows [N]; null where all are known.</param>
    /// <param name="sums">
    /// Receives five rows: the squared errors summed over known and over masked pixels, sum u, sum u^2, sum u target.
    /// </param>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Measure(in DecodeJob job, float* target, float* sources, float* sums)
    {
        TVector one = TLanes.Broadcast(1);
        for (int lane = 0; lane < Stride; lane += TLanes.Width)
        {
            TVector known, masked, levels, squares, products;
            known = masked = levels = squares = products = TLanes.Broadcast(0);
            for (int i = 0; i < job.Tokens; i++)
            {
                TVector error = TLanes.Broadcast(0);
                for (int pixel = 0; pixel < job.PatchPixels; pixel++)
                {
                    int at = (i * job.PatchPixels + pixel) * Stride + lane;
                    TVector u = TLanes.Load(job.Level + at), original = TLanes.Load(target + at);
                    TVector difference = TLanes.Subtract(u, original);
                    error = TLanes.MultiplyAdd(difference, difference, error);
                    levels = TLanes.Add(levels, u);
                    squares = TLanes.MultiplyAdd(u, u, squares);
                    products = TLanes.MultiplyAdd(u, original, products);
                }
                TVector source = sources is null ? one : TLanes.Load(sources + i * Stride + lane);
                known = TLanes.MultiplyAdd(source, error, known);
                masked = TLanes.MultiplyAdd(TLanes.Subtract(one, source), error, masked);
            }
            TLanes.Store(sums + lane, known);
            TLanes.Store(sums + Stride + lane, masked);
            TLanes.Store(sums + 2 * Stride + lane, levels);
            TLanes.Store(sums + 3 * Stride + lane, squares);
            TLanes.Store(sums + 4 * Stride + lane, products);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static TVector Component(in DecodeJob job, float* token, int k)
    {
        TVector sum = TLanes.Broadcast(0);
        float* column = job.Embedding + k * job.Dim;
        for (int c = 0; c < job.Dim; c++) sum = TLanes.MultiplyAdd(TLanes.Broadcast(column[c]), TLanes.Load(token + c * Stride), sum);
        return TLanes.Min(TLanes.Max(sum, TLanes.Broadcast(0)), TLanes.Broadcast(1));
    }
}

/// <summary>What turning tokens back into pixels reads and writes, for one block of lanes.</summary>
internal unsafe struct DecodeJob
{
    /// <summary>N.</summary>
    public int Tokens;

    /// <summary>d.</summary>
    public int Dim;

    /// <summary>Pixels of a patch: a / 2.</summary>
    public int PatchPixels;

    /// <summary>F transposed, [a, d].</summary>
    public float* Embedding;

    /// <summary>x, rows [N d].</summary>
    public float* State;

    /// <summary>u in the order of patches, rows [N, a / 2].</summary>
    public float* Level;
}
