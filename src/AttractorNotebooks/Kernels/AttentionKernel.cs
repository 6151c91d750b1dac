using System.Runtime.CompilerServices;

namespace AttractorNotebooks.Kernels;

/// <summary>
/// One token of one block of lanes: f = sum_j a_ij J_ij x_j in a single pass over the sources, with the softmax running
/// along. A field h_ij never leaves the registers and the first-level cache.
/// </summary>
/// <remarks>For every source: h = J_ij x_j, s = min(x_i . h, bound), w = 2^(sharpness s - m), f += w h, z += w; at the end f /= z.</remarks>
internal static unsafe class AttentionKernel<TLanes, TVector, TDim>
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
        TVector sharpness = TLanes.Broadcast(job.Sharpness), bound = TLanes.Broadcast(job.Bound * job.Sharpness);
        RunningSoftmax<TLanes, TVector> softmax = default;
        softmax.Start();
        new Span<float>(output, dim * stride).Clear();
        for (int j = 0; j < tokens; j++, block += dim * dim, source += dim * stride)
        {
            if (j == token) continue;
            FieldKernel<TLanes, TVector, TDim>.Score(block, source, self, fields, dim, out TVector weight0, out TVector weight1);
            weight0 = TLanes.Min(TLanes.Multiply(weight0, sharpness), bound);
            weight1 = TLanes.Min(TLanes.Multiply(weight1, sharpness), bound);
            softmax.Weigh(ref weight0, ref weight1, known == null ? null : known + j * stride, output, dim);
            for (int at = 0; at < dim * stride; at += stride)
            {
                TLanes.Store(output + at, TLanes.MultiplyAdd(weight0, TLanes.Load(fields + at), TLanes.Load(output + at)));
                TLanes.Store(output + at + TLanes.Width, TLanes.MultiplyAdd(weight1, TLanes.Load(fields + at + TLanes.Width), TLanes.Load(output + at + TLanes.Width)));
            }
        }
        softmax.Finish(output, dim, job.Normaliser);
    }
}
