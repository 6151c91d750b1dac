using System.Runtime.CompilerServices;

namespace AttractorNotebooks.Kernels;

/// <summary>The same as <see cref="AttentionKernel{TLanes, TVector, TDim}"/> for d = 8, where all of a field stays in registers.</summary>
internal static unsafe class AttentionKernelOfEight<TLanes, TVector>
    where TLanes : ILanes<TVector>
    where TVector : unmanaged
{
    private const int Dim = 8;

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Run(in AttentionJob job)
    {
        int stride = LaneBlock.Size(TLanes.Width), tokens = job.Tokens, token = job.Token;
        float* self = job.Seen + (nint)token * Dim * stride;
        float* output = job.Output, block = job.Couplings, source = job.Seen, known = job.Sources;
        TVector sharpness = TLanes.Broadcast(job.Sharpness), bound = TLanes.Broadcast(job.Bound * job.Sharpness);
        RunningSoftmax<TLanes, TVector> softmax = default;
        softmax.Start();
        new Span<float>(output, Dim * stride).Clear();
        for (int j = 0; j < tokens; j++, block += Dim * Dim, source += Dim * stride)
        {
            if (j == token) continue;
            FieldKernel<TLanes, TVector, DimEight>.EightFields(
                block, source, Dim,
                out TVector a0, out TVector a1, out TVector a2, out TVector a3, out TVector a4, out TVector a5, out TVector a6, out TVector a7,
                out TVector b0, out TVector b1, out TVector b2, out TVector b3, out TVector b4, out TVector b5, out TVector b6, out TVector b7);
            FieldKernel<TLanes, TVector, DimEight>.EightScores(
                self, a0, a1, a2, a3, a4, a5, a6, a7, b0, b1, b2, b3, b4, b5, b6, b7, out TVector score0, out TVector score1);
            TVector weight0 = TLanes.Min(TLanes.Multiply(score0, sharpness), bound);
            TVector weight1 = TLanes.Min(TLanes.Multiply(score1, sharpness), bound);
            softmax.Weigh(ref weight0, ref weight1, known == null ? null : known + j * stride, output, Dim);
            Add(output, weight0, a0, weight1, b0);
            Add(output + stride, weight0, a1, weight1, b1);
            Add(output + 2 * stride, weight0, a2, weight1, b2);
            Add(output + 3 * stride, weight0, a3, weight1, b3);
            Add(output + 4 * stride, weight0, a4, weight1, b4);
            Add(output + 5 * stride, weight0, a5, weight1, b5);
            Add(output + 6 * stride, weight0, a6, weight1, b6);
            Add(output + 7 * stride, weight0, a7, weight1, b7);
        }
        softmax.Finish(output, Dim, job.Normaliser);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Add(float* output, TVector weight0, TVector field0, TVector weight1, TVector field1)
    {
        TLanes.Store(output, TLanes.MultiplyAdd(weight0, field0, TLanes.Load(output)));
        TLanes.Store(output + TLanes.Width, TLanes.MultiplyAdd(weight1, field1, TLanes.Load(output + TLanes.Width)));
    }
}
