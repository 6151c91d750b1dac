using System.Runtime.CompilerServices;

namespace AttractorNotebooks.Simd;

/// <summary>
/// Attention for one token of one sample, lanes across a row of J_ij. For a handful of samples, where lanes across the batch
/// would mostly be padding: J is read from memory once, and that is what takes the time.
/// </summary>
/// <remarks>
/// Scores first: s_j = (x_i^T J_ij) x_j needs no field. Then f = sum_j J_ij (w_j x_j), the columns of which are summed up only at
/// the very end.
/// </remarks>
internal static unsafe class SampleAttention<TLanes, TVector>
    where TLanes : ILanes<TVector>
    where TVector : unmanaged
{
    public static void Run(in SampleJob job)
    {
        for (int j = 0; j < job.Tokens; j++) job.Weights[j] = j == job.Token ? 0 : Score(job, j);
        ExpWeights(job);
        int row = 0;
        for (; row + 4 <= job.Dim; row += 4) FourRows(job, row);
        for (; row < job.Dim; row++) OneRow(job, row);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static float Score(in SampleJob job, int j)
    {
        int dim = job.Dim, whole = dim - dim % TLanes.Width;
        float* self = job.Seen + job.Token * dim, source = job.Seen + j * dim, block = job.Couplings + j * dim * dim;
        TVector sum = TLanes.Broadcast(0);
        for (int c = 0; c < whole; c += TLanes.Width)
        {
            TVector even = TLanes.Broadcast(0), odd = even;
            float* column = block + c;
            int k = 0;
            for (; k + 2 <= dim; k += 2, column += 2 * dim)
            {
                even = TLanes.MultiplyAdd(TLanes.Broadcast(self[k]), TLanes.Load(column), even);
                odd = TLanes.MultiplyAdd(TLanes.Broadcast(self[k + 1]), TLanes.Load(column + dim), odd);
            }
            if (k < dim) even = TLanes.MultiplyAdd(TLanes.Broadcast(self[k]), TLanes.Load(column), even);
            sum = TLanes.MultiplyAdd(TLanes.Add(even, odd), TLanes.Load(source + c), sum);
        }
        float score = TLanes.Sum(sum);
        for (int c = whole; c < dim; c++)
        {
            float heard = 0;
            for (int k = 0; k < dim; k++) heard += self[k] * block[k * dim + c];
            score += heard * source[c];
        }
        return score;
    }

    // Scores become weights relative to the largest; their sum is divided out at the end.
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void ExpWeights(in SampleJob job)
    {
        float largest = float.MinValue, sum = 0;
        for (int j = 0; j < job.Tokens; j++)
        {
            job.Weights[j] = MathF.Min(job.Weights[j], job.Bound) * job.LambdaLog2E;
            if (IsSource(job, j)) largest = MathF.Max(largest, job.Weights[j]);
        }
        for (int j = 0; j < job.Tokens; j++)
        {
            job.Weights[j] = IsSource(job, j) ? Exp2<LanesScalar, float>.One(job.Weights[j] - largest) : 0;
            sum += job.Weights[j];
        }
        job.Normalizer[0] = largest;
        job.Normalizer[1] = sum;
    }

    private static bool IsSource(in SampleJob job, int j) => j != job.Token && (job.Sources is null || job.Sources[j] != 0);

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void FourRows(in SampleJob job, int row)
    {
        int dim = job.Dim, whole = dim - dim % TLanes.Width;
        TVector a0, a1, a2, a3;
        a0 = a1 = a2 = a3 = TLanes.Broadcast(0);
        float t0 = 0, t1 = 0, t2 = 0, t3 = 0;
        float* block = job.Couplings + row * dim, source = job.Seen;
        for (int j = 0; j < job.Tokens; j++, block += dim * dim, source += dim)
        {
            TVector weight = TLanes.Broadcast(job.Weights[j]);
            for (int c = 0; c < whole; c += TLanes.Width)
            {
                TVector heard = TLanes.Multiply(weight, TLanes.Load(source + c));
                a0 = TLanes.MultiplyAdd(TLanes.Load(block + c), heard, a0);
                a1 = TLanes.MultiplyAdd(TLanes.Load(block + dim + c), heard, a1);
                a2 = TLanes.MultiplyAdd(TLanes.Load(block + 2 * dim + c), heard, a2);
                a3 = TLanes.MultiplyAdd(TLanes.Load(block + 3 * dim + c), heard, a3);
            }
            for (int c = whole; c < dim; c++)
            {
                float heard = job.Weights[j] * source[c];
                t0 += block[c] * heard;
                t1 += block[dim + c] * heard;
                t2 += block[2 * dim + c] * heard;
                t3 += block[3 * dim + c] * heard;
            }
        }
        Save(job, row, a0, t0);
        Save(job, row + 1, a1, t1);
        Save(job, row + 2, a2, t2);
        Save(job, row + 3, a3, t3);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void OneRow(in SampleJob job, int row)
    {
        int dim = job.Dim, whole = dim - dim % TLanes.Width;
        TVector a = TLanes.Broadcast(0);
        float tail = 0;
        float* block = job.Couplings + row * dim, source = job.Seen;
        for (int j = 0; j < job.Tokens; j++, block += dim * dim, source += dim)
        {
            TVector weight = TLanes.Broadcast(job.Weights[j]);
            for (int c = 0; c < whole; c += TLanes.Width)
                a = TLanes.MultiplyAdd(TLanes.Load(block + c), TLanes.Multiply(weight, TLanes.Load(source + c)), a);
            for (int c = whole; c < dim; c++) tail += block[c] * job.Weights[j] * source[c];
        }
        Save(job, row, a, tail);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Save(in SampleJob job, int row, TVector lanes, float tail) =>
        job.Output[row] = job.Normalizer[1] > 0 ? (TLanes.Sum(lanes) + tail) / job.Normalizer[1] : 0;
}

/// <summary>What attention for one token of one sample reads and writes, where samples are too few to fill the lanes.</summary>
internal unsafe struct SampleJob
{
    /// <summary>N.</summary>
    public int Tokens;

    /// <summary>d.</summary>
    public int Dim;

    /// <summary>The row J_i, [N, d, d].</summary>
    public float* Couplings;

    /// <summary>The token that listens.</summary>
    public int Token;

    /// <summary>Tokens as attention sees them, [N, d].</summary>
    public float* Seen;

    /// <summary>[N]; 1 where a token is a source, 0 where not; null where all are.</summary>
    public float* Sources;

    /// <summary>lambda log2(e).</summary>
    public float LambdaLog2E;

    /// <summary>The clamp, or infinity.</summary>
    public float Bound;

    /// <summary>Room for [N] weights.</summary>
    public float* Weights;

    /// <summary>Receives sum_j a_ij h_ij, [d].</summary>
    public float* Output;

    /// <summary>Receives the reference exponent and the sum relative to it; two numbers.</summary>
    public float* Normalizer;
}
