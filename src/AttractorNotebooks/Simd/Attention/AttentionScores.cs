using System.Runtime.CompilerServices;

namespace AttractorNotebooks.Simd;

/// <summary>Scores and attention of one token, for one block of lanes.</summary>
internal static unsafe class AttentionScores<TLanes, TVector>
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
            FieldAndScore<TLanes, TVector, TDim>.Score(
                job.Couplings + j * dim * dim, job.Seen + j * dim * Stride, self, job.Fields, dim, out TVector score0, out TVector score1);
            TLanes.Store(scores + j * Stride, score0);
            TLanes.Store(scores + j * Stride + TLanes.Width, score1);
        }
    }

    /// <summary>Turns scores into exp(lambda (s_ij - max_k s_ik)) in place, for one block of lanes, and writes the normalizer.</summary>
    /// <remarks>
    /// <see cref="Normalize"/> makes attention of it. Where attention is only a factor, the other factor can be divided instead:
    /// d rows and not N.
    /// </remarks>
    /// <param name="job">lambda, clamp, masked sources, normalizer.</param>
    /// <param name="scores">Scores before the clamp, rows [N]; become weights, 0 at j = i and at masked sources.</param>
    /// <param name="gate">Whether a weight becomes 0 where the clamp is active, as the gradient needs it.</param>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void ExpWeights(in AttentionJob job, float* scores, bool gate)
    {
        int width = TLanes.Width, stride = LaneBlock.Size(width), j = 0;
        TVector lambdaLog2E = TLanes.Broadcast(job.LambdaLog2E), bound = TLanes.Broadcast(job.Bound);
        // Where the clamp is active nothing changes with the score.
        TVector gateAbove = gate ? bound : TLanes.Broadcast(float.PositiveInfinity);
        Largest(job, scores, bound, out TVector largest0, out TVector largest1);
        TVector sum0 = TLanes.Broadcast(0), sum1 = sum0;
        for (; j + 2 <= job.Tokens; j += 2)
        {
            float* row = scores + j * stride, next = row + stride;
            TVector a = Exponent(row, bound, largest0, lambdaLog2E), b = Exponent(row + width, bound, largest1, lambdaLog2E);
            TVector c = Exponent(next, bound, largest0, lambdaLog2E), d = Exponent(next + width, bound, largest1, lambdaLog2E);
            Hide(job, j, ref a, ref b);
            Hide(job, j + 1, ref c, ref d);
            Exp2<TLanes, TVector>.Four(ref a, ref b, ref c, ref d);
            Keep(row, a, gateAbove, ref sum0);
            Keep(row + width, b, gateAbove, ref sum1);
            Keep(next, c, gateAbove, ref sum0);
            Keep(next + width, d, gateAbove, ref sum1);
        }
        if (j < job.Tokens)
        {
            float* row = scores + j * stride;
            TVector a = Exponent(row, bound, largest0, lambdaLog2E), b = Exponent(row + width, bound, largest1, lambdaLog2E);
            Hide(job, j, ref a, ref b);
            Keep(row, Exp2<TLanes, TVector>.One(a), gateAbove, ref sum0);
            Keep(row + width, Exp2<TLanes, TVector>.One(b), gateAbove, ref sum1);
        }
        TLanes.Store(job.Normalizer, TLanes.Multiply(lambdaLog2E, largest0));
        TLanes.Store(job.Normalizer + width, TLanes.Multiply(lambdaLog2E, largest1));
        TLanes.Store(job.Normalizer + stride, sum0);
        TLanes.Store(job.Normalizer + stride + width, sum1);
    }

    /// <summary>Divides by the sum of the weights; gives 0 where there was no source.</summary>
    /// <param name="normalizer">What <see cref="ExpWeights(in AttentionJob, float*, bool)"/> wrote.</param>
    /// <param name="source">What to divide, rows [rows].</param>
    /// <param name="target">Receives the quotients, rows [rows]; may be the source.</param>
    /// <param name="rows">How many rows.</param>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Normalize(float* normalizer, float* source, float* target, int rows)
    {
        TVector zero = TLanes.Broadcast(0);
        for (int lane = 0; lane < Stride; lane += TLanes.Width)
        {
            TVector sum = TLanes.Load(normalizer + Stride + lane);
            TVector inverse = TLanes.SelectGreater(sum, zero, TLanes.Divide(TLanes.Broadcast(1), sum), zero);
            for (int row = 0; row < rows; row++)
                TLanes.Store(target + row * Stride + lane, TLanes.Multiply(TLanes.Load(source + row * Stride + lane), inverse));
        }
    }

    // The largest clamped score of a source that counts.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Largest(in AttentionJob job, float* scores, TVector bound, out TVector largest0, out TVector largest1)
    {
        int width = TLanes.Width, stride = LaneBlock.Size(width);
        largest0 = largest1 = TLanes.Broadcast(float.MinValue);
        for (int j = 0; j < job.Tokens; j++, scores += stride)
        {
            TVector score0 = TLanes.Min(TLanes.Load(scores), bound), score1 = TLanes.Min(TLanes.Load(scores + width), bound);
            Hide(job, j, ref score0, ref score1);
            largest0 = TLanes.Max(largest0, score0);
            largest1 = TLanes.Max(largest1, score1);
        }
    }

    // What does not count is minus infinity: never the largest, and a weight of 0.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Hide(in AttentionJob job, int j, ref TVector a, ref TVector b)
    {
        if (j == job.Token) a = b = TLanes.Broadcast(float.NegativeInfinity);
        else if (job.Sources is not null) OnlineSoftmax<TLanes, TVector>.Mask(job.Sources + j * LaneBlock.Size(TLanes.Width), ref a, ref b);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static TVector Exponent(float* score, TVector bound, TVector largest, TVector lambdaLog2E) =>
        TLanes.Multiply(lambdaLog2E, TLanes.Subtract(TLanes.Min(TLanes.Load(score), bound), largest));

    // Adds a weight up, and writes it over its score.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Keep(float* score, TVector weight, TVector gateAbove, ref TVector sum)
    {
        sum = TLanes.Add(sum, weight);
        TLanes.Store(score, TLanes.SelectGreater(TLanes.Load(score), gateAbove, TLanes.Broadcast(0), weight));
    }
}
