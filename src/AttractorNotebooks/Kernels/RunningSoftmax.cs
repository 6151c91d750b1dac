using System.Runtime.CompilerServices;

namespace AttractorNotebooks.Kernels;

/// <summary>
/// A softmax that runs along with the sum it weighs, for two registers of lanes. The reference exponent need not be the exact
/// maximum: as long as no exponent passes it by more than <see cref="Headroom"/>, weights neither overflow nor lose anything against
/// their sum. Where one does, that lane's sums are scaled down to it, which is rare.
/// </summary>
internal unsafe struct RunningSoftmax<TLanes, TVector>
    where TLanes : ILanes<TVector>
    where TVector : unmanaged
{
    // 2^20 a weight, over at most a few thousand sources and fields up to 1e6, stays far from float32's 2^127.
    private const float Headroom = 20;

    // Below every real exponent; finite, because infinity minus infinity is no number.
    private const float NoneYet = float.MinValue;

    private TVector _reference0;
    private TVector _reference1;
    private TVector _sum0;
    private TVector _sum1;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Start()
    {
        _reference0 = _reference1 = TLanes.Broadcast(NoneYet);
        _sum0 = _sum1 = TLanes.Broadcast(0);
    }

    /// <summary>Turns two registers of exponents (lambda s log2 e, clamped) into weights relative to the reference, and adds them up.</summary>
    /// <param name="exponent0">Exponents; become weights.</param>
    /// <param name="exponent1">Exponents; become weights.</param>
    /// <param name="sources">1 where the source counts, 0 where not, one row; null where it counts in all lanes.</param>
    /// <param name="output">Sums weighted so far, rows [d], to be scaled where the reference rises.</param>
    /// <param name="dim">d.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Weigh(ref TVector exponent0, ref TVector exponent1, float* sources, float* output, int dim)
    {
        if (sources != null)
        {
            // A masked token must not raise the reference: its exponent becomes the reference itself.
            TVector half = TLanes.Broadcast(0.5f);
            exponent0 = TLanes.SelectGreater(TLanes.Load(sources), half, exponent0, _reference0);
            exponent1 = TLanes.SelectGreater(TLanes.Load(sources + TLanes.Width), half, exponent1, _reference1);
        }
        TVector excess0 = TLanes.Subtract(exponent0, _reference0), excess1 = TLanes.Subtract(exponent1, _reference1);
        if (TLanes.AnyGreater(TLanes.Max(excess0, excess1), TLanes.Broadcast(Headroom)))
        {
            Rescale(output, dim, exponent0, ref _reference0, ref _sum0);
            Rescale(output + TLanes.Width, dim, exponent1, ref _reference1, ref _sum1);
            excess0 = TLanes.Subtract(exponent0, _reference0);
            excess1 = TLanes.Subtract(exponent1, _reference1);
        }
        exponent0 = TLanes.PowerOfTwo(excess0);
        exponent1 = TLanes.PowerOfTwo(excess1);
        if (sources != null)
        {
            exponent0 = TLanes.Multiply(exponent0, TLanes.Load(sources));
            exponent1 = TLanes.Multiply(exponent1, TLanes.Load(sources + TLanes.Width));
        }
        _sum0 = TLanes.Add(_sum0, exponent0);
        _sum1 = TLanes.Add(_sum1, exponent1);
    }

    /// <summary>Divides the weighted sums by the sum of the weights; 0 where there was no source at all.</summary>
    /// <param name="output">Rows [d]; changed in place.</param>
    /// <param name="dim">d.</param>
    /// <param name="normaliser">Receives reference and sum, two rows; null if nobody asks.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Finish(float* output, int dim, float* normaliser)
    {
        int width = TLanes.Width, stride = LaneBlock.Size(width);
        TVector zero = TLanes.Broadcast(0), one = TLanes.Broadcast(1);
        TVector inverse0 = TLanes.SelectGreater(_sum0, zero, TLanes.Divide(one, _sum0), zero);
        TVector inverse1 = TLanes.SelectGreater(_sum1, zero, TLanes.Divide(one, _sum1), zero);
        for (int c = 0; c < dim; c++, output += stride)
        {
            TLanes.Store(output, TLanes.Multiply(TLanes.Load(output), inverse0));
            TLanes.Store(output + width, TLanes.Multiply(TLanes.Load(output + width), inverse1));
        }
        if (normaliser == null) return;
        TLanes.Store(normaliser, _reference0);
        TLanes.Store(normaliser + width, _reference1);
        TLanes.Store(normaliser + stride, _sum0);
        TLanes.Store(normaliser + stride + width, _sum1);
    }

    /// <summary>Raises the reference, and scales the sums down, in the lanes whose exponent passes the headroom.</summary>
    // Rare, yet inlined: a call would make the compiler keep every register of the caller's loop in memory.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Rescale(float* output, int dim, TVector exponent, ref TVector reference, ref TVector sum)
    {
        TVector raised = TLanes.SelectGreater(TLanes.Subtract(exponent, reference), TLanes.Broadcast(Headroom), exponent, reference);
        // Exactly 1 in the other lanes, so that a sample's result does not depend on its neighbours.
        TVector factor = TLanes.PowerOfTwo(TLanes.Subtract(reference, raised));
        reference = raised;
        sum = TLanes.Multiply(sum, factor);
        for (int c = 0; c < dim; c++, output += LaneBlock.Size(TLanes.Width)) TLanes.Store(output, TLanes.Multiply(TLanes.Load(output), factor));
    }
}
