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
    // So many sources are unpacked, and at once scored, while they are in the first-level cache.
    private const int Together = 8;

    public static void Run(in SampleJob job)
    {
        bool whole = job.Dim % TLanes.Width == 0;
        for (int j = 0; j < job.Tokens; j += Together)
        {
            int count = Math.Min(Together, job.Tokens - j);
            job.Packed.Unpack(job.Couplings, j, count, job.Dim * job.Dim);
            int k = j;
            if (whole) for (; k + 4 <= j + count; k += 4) FourScores(job, k);
            for (; k < j + count; k++) job.Weights[k] = Score(job, k);
        }
        ExpWeights(job);
        int row = 0;
        if (whole) for (; row + 8 <= job.Dim; row += 8) EightRows(job, row);
        for (; row + 4 <= job.Dim; row += 4) FourRows(job, row);
        for (; row < job.Dim; row++) OneRow(job, row);
    }

    // Where registers cover a row of J_ij: (x_i^T J_ij) x_j of four sources, whose lanes are summed up together.
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void FourScores(in SampleJob job, int j)
    {
        int dim = job.Dim, size = dim * dim;
        float* self = job.Seen + job.Token * dim, source = job.Seen + j * dim;
        TVector a, b, c, d;
        a = b = c = d = TLanes.Broadcast(0);
        for (int first = 0; first < dim; first += TLanes.Width)
        {
            float* block = job.Couplings + (nint)j * size + first;
            TVector heardA, heardB, heardC, heardD;
            heardA = heardB = heardC = heardD = TLanes.Broadcast(0);
            for (int k = 0; k < dim; k++, block += dim)
            {
                TVector own = TLanes.Broadcast(self[k]);
                heardA = TLanes.MultiplyAdd(own, TLanes.Load(block), heardA);
                heardB = TLanes.MultiplyAdd(own, TLanes.Load(block + size), heardB);
                heardC = TLanes.MultiplyAdd(own, TLanes.Load(block + 2 * size), heardC);
                heardD = TLanes.MultiplyAdd(own, TLanes.Load(block + 3 * size), heardD);
            }
            a = TLanes.MultiplyAdd(heardA, TLanes.Load(source + first), a);
            b = TLanes.MultiplyAdd(heardB, TLanes.Load(source + dim + first), b);
            c = TLanes.MultiplyAdd(heardC, TLanes.Load(source + 2 * dim + first), c);
            d = TLanes.MultiplyAdd(heardD, TLanes.Load(source + 3 * dim + first), d);
        }
        TLanes.SumFour(a, b, c, d, 1, job.Weights + j);
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
        int whole = job.Tokens - job.Tokens % TLanes.Width;
        float largest = Math.Max(Exponents(job, 0, whole), SampleAttention<LanesScalar, float>.Exponents(job, whole, job.Tokens));
        float sum = 0;
        // Without any source there is no largest: all weights are zero.
        if (largest > float.MinValue)
            sum = Powers(job, 0, whole, largest) + SampleAttention<LanesScalar, float>.Powers(job, whole, job.Tokens, largest);
        else new Span<float>(job.Weights, job.Tokens).Clear();
        job.Normalizer[0] = largest;
        job.Normalizer[1] = sum;
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static float Exponents(in SampleJob job, int first, int end)
    {
        TVector bound = TLanes.Broadcast(job.Bound), scale = TLanes.Broadcast(job.LambdaLog2E);
        TVector zero = TLanes.Broadcast(0), none = TLanes.Broadcast(float.MinValue), largest = none;
        for (int j = first; j < end; j += TLanes.Width)
        {
            TVector exponent = TLanes.Multiply(TLanes.Min(TLanes.Load(job.Weights + j), bound), scale);
            if (job.Sources is not null) exponent = TLanes.SelectGreater(TLanes.Load(job.Sources + j), zero, exponent, none);
            TLanes.Store(job.Weights + j, exponent);
            if (job.Token >= j && job.Token < j + TLanes.Width)
            {
                job.Weights[job.Token] = float.MinValue;
                exponent = TLanes.Load(job.Weights + j);
            }
            largest = TLanes.Max(largest, exponent);
        }
        float* lanes = stackalloc float[16];
        TLanes.Store(lanes, largest);
        float most = float.MinValue;
        for (int lane = 0; lane < TLanes.Width; lane++) most = MathF.Max(most, lanes[lane]);
        return most;
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static float Powers(in SampleJob job, int first, int end, float largest)
    {
        TVector reference = TLanes.Broadcast(largest), sum = TLanes.Broadcast(0);
        for (int j = first; j < end; j += TLanes.Width)
        {
            TVector weight = Exp2<TLanes, TVector>.One(TLanes.Subtract(TLanes.Load(job.Weights + j), reference));
            TLanes.Store(job.Weights + j, weight);
            sum = TLanes.Add(sum, weight);
        }
        return TLanes.Sum(sum);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void EightRows(in SampleJob job, int row)
    {
        int dim = job.Dim;
        TVector a0, a1, a2, a3, a4, a5, a6, a7;
        a0 = a1 = a2 = a3 = a4 = a5 = a6 = a7 = TLanes.Broadcast(0);
        float* rows = job.Couplings + row * dim, source = job.Seen;
        for (int j = 0; j < job.Tokens; j++, rows += dim * dim, source += dim)
        {
            TVector weight = TLanes.Broadcast(job.Weights[j]);
            for (int c = 0; c < dim; c += TLanes.Width)
            {
                float* block = rows + c;
                TVector heard = TLanes.Multiply(weight, TLanes.Load(source + c));
                a0 = TLanes.MultiplyAdd(TLanes.Load(block), heard, a0);
                a1 = TLanes.MultiplyAdd(TLanes.Load(block + dim), heard, a1);
                a2 = TLanes.MultiplyAdd(TLanes.Load(block + 2 * dim), heard, a2);
                a3 = TLanes.MultiplyAdd(TLanes.Load(block + 3 * dim), heard, a3);
                block += 4 * dim;
                a4 = TLanes.MultiplyAdd(TLanes.Load(block), heard, a4);
                a5 = TLanes.MultiplyAdd(TLanes.Load(block + dim), heard, a5);
                a6 = TLanes.MultiplyAdd(TLanes.Load(block + 2 * dim), heard, a6);
                a7 = TLanes.MultiplyAdd(TLanes.Load(block + 3 * dim), heard, a7);
            }
        }
        Save(job, row, a0, 0);
        Save(job, row + 1, a1, 0);
        Save(job, row + 2, a2, 0);
        Save(job, row + 3, a3, 0);
        Save(job, row + 4, a4, 0);
        Save(job, row + 5, a5, 0);
        Save(job, row + 6, a6, 0);
        Save(job, row + 7, a7, 0);
    }

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

    /// <summary>The row J_i, [N, d, d]; room for it where it is packed.</summary>
    public float* Couplings;

    /// <summary>The same row in a smaller storage; default where there is none.</summary>
    public PackedRow Packed;

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
