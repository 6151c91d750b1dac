using System.Runtime.CompilerServices;

namespace AttractorNotebooks.Kernels;

/// <summary>Scores and attention of one token, for one block of lanes.</summary>
internal static unsafe class ScoreKernel<TLanes, TVector>
    where TLanes : ILanes<TVector>
    where TVector : unmanaged
{
    // Rows of a block follow one another.
    private static int Stride => LaneBlock.Size(TLanes.Width);

    /// <summary>s_ij = x_i . J_ij x_j for all sources and one block of lanes; no clamp yet.</summary>
    /// <param name="job">Tokens, couplings, room for fields.</param>
    /// <param name="scores">Receives the scores, rows [N].</param>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Scores<TDim>(in AttentionJob job, float* scores)
        where TDim : IDim
    {
        int dim = TDim.Of(job.Dim);
        float* self = job.Seen + job.Token * dim * Stride;
        for (int j = 0; j < job.Tokens; j++)
        {
            FieldKernel<TLanes, TVector, TDim>.Score(
                job.Couplings + j * dim * dim, job.Seen + j * dim * Stride, self, job.Fields, dim, out TVector score0, out TVector score1);
            TLanes.Store(scores + j * Stride, score0);
            TLanes.Store(scores + j * Stride + TLanes.Width, score1);
        }
    }

    /// <summary>Turns scores into exp(lambda (s_ij - max_k s_ik)) in place, for one block of lanes, and writes the normaliser.</summary>
    /// <remarks><see cref="Normalise"/> makes attention of it. Where attention is only a factor, the other factor can be divided instead: d rows and not N.</remarks>
    /// <param name="job">lambda, clamp, masked sources, normaliser.</param>
    /// <param name="scores">Scores before the clamp, rows [N]; become weights, 0 at j = i and at masked sources.</param>
    /// <param name="gate">Whether a weight becomes 0 where the clamp is active, as the gradient needs it.</param>
    public static void Weigh(in AttentionJob job, float* scores, bool gate)
    {
        for (int lane = 0; lane < Stride; lane += TLanes.Width)
            Weigh(job, scores + lane, job.Sources == null ? null : job.Sources + lane, job.Normaliser + lane, gate);
    }

    /// <summary>Divides by the sum of the weights; gives 0 where there was no source.</summary>
    /// <param name="normaliser">What <see cref="Weigh(in AttentionJob, float*, bool)"/> wrote.</param>
    /// <param name="source">What to divide, rows [rows].</param>
    /// <param name="target">Receives the quotients, rows [rows]; may be the source.</param>
    /// <param name="rows">How many rows.</param>
    public static void Normalise(float* normaliser, float* source, float* target, int rows)
    {
        TVector zero = TLanes.Broadcast(0);
        for (int lane = 0; lane < Stride; lane += TLanes.Width)
        {
            TVector sum = TLanes.Load(normaliser + Stride + lane);
            TVector inverse = TLanes.SelectGreater(sum, zero, TLanes.Divide(TLanes.Broadcast(1), sum), zero);
            for (int row = 0; row < rows; row++)
                TLanes.Store(target + row * Stride + lane, TLanes.Multiply(TLanes.Load(source + row * Stride + lane), inverse));
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Weigh(in AttentionJob job, float* scores, float* sources, float* normaliser, bool gate)
    {
        int stride = Stride;
        TVector sharpness = TLanes.Broadcast(job.Sharpness), bound = TLanes.Broadcast(job.Bound), half = TLanes.Broadcast(0.5f);
        TVector lowest = TLanes.Broadcast(float.MinValue), largest = lowest, zero = TLanes.Broadcast(0);
        for (int j = 0; j < job.Tokens; j++)
        {
            if (j == job.Token) continue;
            TVector score = TLanes.Min(TLanes.Load(scores + j * stride), bound);
            if (sources != null) score = TLanes.SelectGreater(TLanes.Load(sources + j * stride), half, score, lowest);
            largest = TLanes.Max(largest, score);
        }
        TVector sum = zero;
        for (int j = 0; j < job.Tokens; j++)
        {
            TVector raw = TLanes.Load(scores + j * stride);
            TVector weight = TLanes.PowerOfTwo(TLanes.Multiply(sharpness, TLanes.Subtract(TLanes.Min(raw, bound), largest)));
            if (j == job.Token) weight = zero;
            else if (sources != null) weight = TLanes.SelectGreater(TLanes.Load(sources + j * stride), half, weight, zero);
            sum = TLanes.Add(sum, weight);
            TLanes.Store(scores + j * stride, gate ? TLanes.SelectGreater(raw, bound, zero, weight) : weight);
        }
        TLanes.Store(normaliser, TLanes.Multiply(sharpness, largest));
        TLanes.Store(normaliser + stride, sum);
    }
}
