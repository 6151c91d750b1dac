using System.Runtime.CompilerServices;

namespace AttractorNotebooks.Simd;

/// <summary>
/// One token of one block of lanes: f = sum_j a_ij J_ij x_j in a single pass over the sources, with the softmax running
/// along. A field h_ij never leaves the registers and the first-level cache.
/// </summary>
/// <remarks>
/// For every source: h = J_ij x_j, s = min(x_i . h, bound), w = 2^(lambdaLog2E s - m), f += w h, z += w; at the end f /= z.
/// Sources come a few at a time, first all their h and s, then all their w, then f: an exponential is a long chain of dependent
/// operations, and chains side by side hide what a single one would make the processor wait for.
/// <code>
///   fields   h of source j       rows [d]      f = f + w_j h_j + w_j+1 h_j+1 + ...
///            h of source j + 1   rows [d]      read and written once for all of them
///            ...
/// </code>
/// </remarks>
internal static unsafe class FusedAttention<TLanes, TVector, TDim>
    where TLanes : ILanes<TVector>
    where TVector : unmanaged
    where TDim : IDim
{
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Run(in AttentionJob job)
    {
        int dim = TDim.Of(job.Dim), stride = LaneBlock.Size(TLanes.Width), tokens = job.Tokens, token = job.Token;
        float* self = job.Seen + (nint)token * dim * stride;
        float* fields = job.Fields, output = job.Output, block = job.Couplings, source = job.Seen, known = job.Sources;
        TVector lambdaLog2E = TLanes.Broadcast(job.LambdaLog2E), bound = TLanes.Broadcast(job.Bound * job.LambdaLog2E);
        TVector* exponents = stackalloc TVector[2 * AttentionJob.SourcesAtOnce];
        OnlineSoftmax<TLanes, TVector> softmax = default;
        softmax.Start();
        new Span<float>(output, dim * stride).Clear();
        for (int j = 0; j < tokens;)
        {
            int count = 0;
            for (; j < tokens && count < AttentionJob.SourcesAtOnce; j++, block += dim * dim, source += dim * stride)
            {
                if (j == token) continue;
                FieldAndScore<TLanes, TVector, TDim>.Score(
                    block, source, self, fields + count * dim * stride, dim, out TVector exponent0, out TVector exponent1);
                exponent0 = TLanes.Min(TLanes.Multiply(exponent0, lambdaLog2E), bound);
                exponent1 = TLanes.Min(TLanes.Multiply(exponent1, lambdaLog2E), bound);
                if (known is not null) OnlineSoftmax<TLanes, TVector>.Mask(known + j * stride, ref exponent0, ref exponent1);
                exponents[2 * count] = exponent0;
                exponents[2 * count + 1] = exponent1;
                count++;
            }
            if (count == AttentionJob.SourcesAtOnce) AddAll(ref softmax, exponents, fields, output, dim);
            else
                for (int k = 0; k < count; k++)
                    AddOne(ref softmax, exponents[2 * k], exponents[2 * k + 1], fields + k * dim * stride, output, dim);
        }
        softmax.Finish(output, dim, job.Normalizer);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void AddAll(ref OnlineSoftmax<TLanes, TVector> softmax, TVector* exponents, float* fields, float* output, int dim)
    {
        softmax.ExpWeights(
            exponents, output, dim,
            out TVector a0, out TVector a1, out TVector a2, out TVector a3, out TVector b0, out TVector b1, out TVector b2, out TVector b3);
        int width = TLanes.Width, length = dim * LaneBlock.Size(width);
        for (float* end = output + length; output < end; output += 2 * width, fields += 2 * width)
        {
            TVector a = TLanes.MultiplyAdd(a0, TLanes.Load(fields), TLanes.Load(output));
            TVector b = TLanes.MultiplyAdd(b0, TLanes.Load(fields + width), TLanes.Load(output + width));
            a = TLanes.MultiplyAdd(a1, TLanes.Load(fields + length), a);
            b = TLanes.MultiplyAdd(b1, TLanes.Load(fields + length + width), b);
            a = TLanes.MultiplyAdd(a2, TLanes.Load(fields + 2 * length), a);
            b = TLanes.MultiplyAdd(b2, TLanes.Load(fields + 2 * length + width), b);
            a = TLanes.MultiplyAdd(a3, TLanes.Load(fields + 3 * length), a);
            b = TLanes.MultiplyAdd(b3, TLanes.Load(fields + 3 * length + width), b);
            TLanes.Store(output, a);
            TLanes.Store(output + width, b);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void AddOne(
        ref OnlineSoftmax<TLanes, TVector> softmax, TVector weight0, TVector weight1, float* fields, float* output, int dim)
    {
        softmax.ExpWeights(ref weight0, ref weight1, output, dim);
        FieldAndScore<TLanes, TVector, TDim>.Add(weight0, weight1, fields, output, dim);
    }
}

/// <summary>What one call of an attention kernel reads and writes: one token that listens, one block of lanes.</summary>
internal unsafe struct AttentionJob
{
    /// <summary>Sources that the attention kernel treats together; it needs room for the fields of all of them.</summary>
    public const int SourcesAtOnce = 4;

    /// <summary>N.</summary>
    public int Tokens;

    /// <summary>d.</summary>
    public int Dim;

    /// <summary>The row J_i, [N, d, d].</summary>
    public float* Couplings;

    /// <summary>The token that listens.</summary>
    public int Token;

    /// <summary>Tokens as attention sees them, rows [N d].</summary>
    public float* Seen;

    /// <summary>1 where a token is a source, 0 where not, rows [N]; null where all are.</summary>
    public float* Sources;

    /// <summary>lambda log2(e).</summary>
    public float LambdaLog2E;

    /// <summary>The clamp, or infinity.</summary>
    public float Bound;

    /// <summary>Room for fields, rows [d]; for those of all <see cref="SourcesAtOnce"/> in the attention kernel.</summary>
    public float* Fields;

    /// <summary>Receives sum_j a_ij h_ij, rows [d]; may not overlap <see cref="Seen"/>.</summary>
    public float* Output;

    /// <summary>Receives log2 of sum_j exp(lambda s_ij) in two rows: the reference exponent, and the sum relative to it.</summary>
    public float* Normalizer;
}
