using System.Runtime.CompilerServices;

namespace AttractorNotebooks.Kernels;

/// <summary>
/// One token of one block of lanes: f = sum_j a_ij J_ij x_j in a single pass over the sources, with the softmax running
/// along. A field h_ij never leaves the registers and the first-level cache.
/// </summary>
/// <remarks>
/// For every source: h = J_ij x_j, s = min(x_i . h, bound), w = 2^(sharpness s - m), f += w h, z += w. The reference m
/// need not be the exact maximum: as long as no exponent passes <see cref="Headroom"/>, the weights neither overflow
/// nor lose anything against the sum. Where one does, that lane's f and z are rescaled to it, which is rare.
/// </remarks>
internal static unsafe class AttentionKernel<TLanes, TVector>
    where TLanes : ILanes<TVector>
    where TVector : unmanaged
{
    // 2^20 a weight, over at most a few thousand sources and fields up to 1e6, stays far from float32's 2^127.
    private const float Headroom = 20;

    // Below every real exponent; finite, because infinity minus infinity is no number.
    private const float NoneYet = -1e30f;

    public static void Run(in AttentionJob job)
    {
        int width = TLanes.Width, dim = job.Dim;
        nint stride = job.Stride, local = job.LocalStride;
        float* self = job.Seen + job.Token * dim * stride;
        TVector sharpness = TLanes.Broadcast(job.Sharpness), bound = TLanes.Broadcast(job.Bound * job.Sharpness), headroom = TLanes.Broadcast(Headroom);
        TVector reference0 = TLanes.Broadcast(NoneYet), reference1 = reference0;
        TVector sum0 = TLanes.Broadcast(0), sum1 = sum0;
        Clear(job.Output, dim, local);
        for (int j = 0; j < job.Tokens; j++)
        {
            if (j == job.Token) continue;
            Score(job.Couplings + j * dim * dim, job.Seen + j * dim * stride, self, job.Fields, dim, stride, local, out TVector score0, out TVector score1);
            TVector exponent0 = TLanes.Min(TLanes.Multiply(score0, sharpness), bound);
            TVector exponent1 = TLanes.Min(TLanes.Multiply(score1, sharpness), bound);
            TVector source0 = default, source1 = default;
            if (job.Sources != null)
            {
                // A masked token must not raise the reference: its exponent becomes the reference itself.
                source0 = TLanes.Load(job.Sources + j * stride);
                source1 = TLanes.Load(job.Sources + j * stride + width);
                TVector half = TLanes.Broadcast(0.5f);
                exponent0 = TLanes.SelectGreater(source0, half, exponent0, reference0);
                exponent1 = TLanes.SelectGreater(source1, half, exponent1, reference1);
            }
            TVector excess0 = TLanes.Subtract(exponent0, reference0), excess1 = TLanes.Subtract(exponent1, reference1);
            if (TLanes.AnyGreater(TLanes.Max(excess0, excess1), headroom))
            {
                Rescale(job.Output, dim, local, exponent0, headroom, ref reference0, ref sum0);
                Rescale(job.Output + width, dim, local, exponent1, headroom, ref reference1, ref sum1);
                excess0 = TLanes.Subtract(exponent0, reference0);
                excess1 = TLanes.Subtract(exponent1, reference1);
            }
            TVector weight0 = TLanes.PowerOfTwo(excess0), weight1 = TLanes.PowerOfTwo(excess1);
            if (job.Sources != null)
            {
                weight0 = TLanes.Multiply(weight0, source0);
                weight1 = TLanes.Multiply(weight1, source1);
            }
            sum0 = TLanes.Add(sum0, weight0);
            sum1 = TLanes.Add(sum1, weight1);
            Accumulate(job.Output, job.Fields, dim, local, weight0, weight1);
        }
        Finish(job, sum0, sum1, reference0, reference1);
    }

    /// <summary>h = J_ij x_j into <paramref name="fields"/> and s = x_i . h, for two registers of lanes.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Score(float* block, float* source, float* self, float* fields, int dim, nint stride, nint local, out TVector score0, out TVector score1)
    {
        score0 = score1 = TLanes.Broadcast(0);
        int row = 0;
        for (; row + 8 <= dim; row += 8) EightRows(block, source, self, fields, dim, stride, local, row, ref score0, ref score1);
        for (; row < dim; row++) OneRow(block, source, self, fields, dim, stride, local, row, ref score0, ref score1);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void EightRows(float* block, float* source, float* self, float* fields, int dim, nint stride, nint local, int row, ref TVector score0, ref TVector score1)
    {
        int width = TLanes.Width;
        TVector a0, a1, a2, a3, a4, a5, a6, a7, b0, b1, b2, b3, b4, b5, b6, b7;
        a0 = a1 = a2 = a3 = a4 = a5 = a6 = a7 = b0 = b1 = b2 = b3 = b4 = b5 = b6 = b7 = TLanes.Broadcast(0);
        float* coupling = block + row * dim;
        for (int c = 0; c < dim; c++, coupling++, source += stride)
        {
            TVector x0 = TLanes.Load(source), x1 = TLanes.Load(source + width), j;
            j = TLanes.Broadcast(coupling[0]);
            a0 = TLanes.MultiplyAdd(j, x0, a0);
            b0 = TLanes.MultiplyAdd(j, x1, b0);
            j = TLanes.Broadcast(coupling[dim]);
            a1 = TLanes.MultiplyAdd(j, x0, a1);
            b1 = TLanes.MultiplyAdd(j, x1, b1);
            j = TLanes.Broadcast(coupling[2 * dim]);
            a2 = TLanes.MultiplyAdd(j, x0, a2);
            b2 = TLanes.MultiplyAdd(j, x1, b2);
            j = TLanes.Broadcast(coupling[3 * dim]);
            a3 = TLanes.MultiplyAdd(j, x0, a3);
            b3 = TLanes.MultiplyAdd(j, x1, b3);
            j = TLanes.Broadcast(coupling[4 * dim]);
            a4 = TLanes.MultiplyAdd(j, x0, a4);
            b4 = TLanes.MultiplyAdd(j, x1, b4);
            j = TLanes.Broadcast(coupling[5 * dim]);
            a5 = TLanes.MultiplyAdd(j, x0, a5);
            b5 = TLanes.MultiplyAdd(j, x1, b5);
            j = TLanes.Broadcast(coupling[6 * dim]);
            a6 = TLanes.MultiplyAdd(j, x0, a6);
            b6 = TLanes.MultiplyAdd(j, x1, b6);
            j = TLanes.Broadcast(coupling[7 * dim]);
            a7 = TLanes.MultiplyAdd(j, x0, a7);
            b7 = TLanes.MultiplyAdd(j, x1, b7);
        }
        float* listener = self + row * stride;
        float* field = fields + row * local;
        Row(listener, field, a0, b0, ref score0, ref score1);
        Row(listener + stride, field + local, a1, b1, ref score0, ref score1);
        Row(listener + 2 * stride, field + 2 * local, a2, b2, ref score0, ref score1);
        Row(listener + 3 * stride, field + 3 * local, a3, b3, ref score0, ref score1);
        Row(listener + 4 * stride, field + 4 * local, a4, b4, ref score0, ref score1);
        Row(listener + 5 * stride, field + 5 * local, a5, b5, ref score0, ref score1);
        Row(listener + 6 * stride, field + 6 * local, a6, b6, ref score0, ref score1);
        Row(listener + 7 * stride, field + 7 * local, a7, b7, ref score0, ref score1);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void OneRow(float* block, float* source, float* self, float* fields, int dim, nint stride, nint local, int row, ref TVector score0, ref TVector score1)
    {
        TVector a = TLanes.Broadcast(0), b = a;
        float* coupling = block + row * dim;
        for (int c = 0; c < dim; c++, source += stride)
        {
            TVector j = TLanes.Broadcast(coupling[c]);
            a = TLanes.MultiplyAdd(j, TLanes.Load(source), a);
            b = TLanes.MultiplyAdd(j, TLanes.Load(source + TLanes.Width), b);
        }
        Row(self + row * stride, fields + row * local, a, b, ref score0, ref score1);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Row(float* self, float* field, TVector a, TVector b, ref TVector score0, ref TVector score1)
    {
        score0 = TLanes.MultiplyAdd(TLanes.Load(self), a, score0);
        score1 = TLanes.MultiplyAdd(TLanes.Load(self + TLanes.Width), b, score1);
        TLanes.Store(field, a);
        TLanes.Store(field + TLanes.Width, b);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Accumulate(float* output, float* fields, int dim, nint stride, TVector weight0, TVector weight1)
    {
        int width = TLanes.Width;
        for (int c = 0; c < dim; c++, output += stride, fields += stride)
        {
            TLanes.Store(output, TLanes.MultiplyAdd(weight0, TLanes.Load(fields), TLanes.Load(output)));
            TLanes.Store(output + width, TLanes.MultiplyAdd(weight1, TLanes.Load(fields + width), TLanes.Load(output + width)));
        }
    }

    /// <summary>Raises the reference, and scales f and z down, in the lanes whose exponent passes the headroom.</summary>
    [MethodImpl(MethodImplOptions.NoInlining)]
    private static void Rescale(float* output, int dim, nint stride, TVector exponent, TVector headroom, ref TVector reference, ref TVector sum)
    {
        TVector raised = TLanes.SelectGreater(TLanes.Subtract(exponent, reference), headroom, exponent, reference);
        // Exactly 1 in the other lanes, so that a sample's result does not depend on its neighbours.
        TVector factor = TLanes.PowerOfTwo(TLanes.Subtract(reference, raised));
        reference = raised;
        sum = TLanes.Multiply(sum, factor);
        for (int c = 0; c < dim; c++, output += stride) TLanes.Store(output, TLanes.Multiply(TLanes.Load(output), factor));
    }

    private static void Finish(in AttentionJob job, TVector sum0, TVector sum1, TVector reference0, TVector reference1)
    {
        int width = TLanes.Width;
        TVector zero = TLanes.Broadcast(0), one = TLanes.Broadcast(1);
        // No source at all: the sum is 0 and so must be the output.
        TVector inverse0 = TLanes.SelectGreater(sum0, zero, TLanes.Divide(one, sum0), zero);
        TVector inverse1 = TLanes.SelectGreater(sum1, zero, TLanes.Divide(one, sum1), zero);
        float* output = job.Output;
        for (int c = 0; c < job.Dim; c++, output += job.LocalStride)
        {
            TLanes.Store(output, TLanes.Multiply(TLanes.Load(output), inverse0));
            TLanes.Store(output + width, TLanes.Multiply(TLanes.Load(output + width), inverse1));
        }
        if (job.Normaliser == null) return;
        TLanes.Store(job.Normaliser, reference0);
        TLanes.Store(job.Normaliser + width, reference1);
        TLanes.Store(job.Normaliser + job.Stride, sum0);
        TLanes.Store(job.Normaliser + job.Stride + width, sum1);
    }

    private static void Clear(float* output, int dim, nint stride)
    {
        for (int c = 0; c < dim; c++) new Span<float>(output + c * stride, LaneBlock.Size(TLanes.Width)).Clear();
    }
}
