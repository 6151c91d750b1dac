using System.Runtime.CompilerServices;

namespace AttractorNotebooks.Simd;

/// <summary>
/// A softmax that runs along with the sum it weighs, for two registers of lanes. The reference exponent need not be the exact
/// maximum: as long as no exponent passes it by more than <see cref="Headroom"/>, weights neither overflow nor lose anything against
/// their sum. Where one does, that lane's sums are scaled down to it, which is rare.
/// </summary>
internal unsafe struct OnlineSoftmax<TLanes, TVector>
    where TLanes : ILanes<TVector>
    where TVector : unmanaged
{
    // 2^20 a weight, over at most a few thousand sources and fields up to 1e6, stays far from float32's 2^127.
    private const float Headroom = 20;

    // Below every exponent that counts; finite, because infinity minus infinity is no number.
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

    /// <summary>Takes masked sources out: their exponents become minus infinity, which raises no reference and weighs nothing.</summary>
    /// <param name="sources">1 where the source counts, 0 where not, one row.</param>
    /// <param name="exponent0">Exponents of the first register.</param>
    /// <param name="exponent1">Exponents of the second.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Mask(float* sources, ref TVector exponent0, ref TVector exponent1)
    {
        TVector half = TLanes.Broadcast(0.5f), none = TLanes.Broadcast(float.NegativeInfinity);
        exponent0 = TLanes.SelectGreater(TLanes.Load(sources), half, exponent0, none);
        exponent1 = TLanes.SelectGreater(TLanes.Load(sources + TLanes.Width), half, exponent1, none);
    }

    /// <summary>
    /// Turns the exponents of a source (lambda s log2 e, clamped) into weights relative to the reference, and adds them up.
    /// </summary>
    /// <param name="exponent0">Exponents of the first register; become weights.</param>
    /// <param name="exponent1">Exponents of the second; become weights.</param>
    /// <param name="output">Sums weighted so far, rows [d], to be scaled where the reference rises.</param>
    /// <param name="dim">d.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void ExpWeights(ref TVector exponent0, ref TVector exponent1, float* output, int dim)
    {
        TVector excess0 = TLanes.Subtract(exponent0, _reference0), excess1 = TLanes.Subtract(exponent1, _reference1);
        if (TLanes.AnyGreater(TLanes.Max(excess0, excess1), TLanes.Broadcast(Headroom)))
        {
            Rescale(output, dim, exponent0, ref _reference0, ref _sum0);
            Rescale(output + TLanes.Width, dim, exponent1, ref _reference1, ref _sum1);
            excess0 = TLanes.Subtract(exponent0, _reference0);
            excess1 = TLanes.Subtract(exponent1, _reference1);
        }
        exponent0 = Exp2<TLanes, TVector>.One(excess0);
        exponent1 = Exp2<TLanes, TVector>.One(excess1);
        _sum0 = TLanes.Add(_sum0, exponent0);
        _sum1 = TLanes.Add(_sum1, exponent1);
    }

    /// <summary>
    /// The same for four sources at once, whose exponentials do not wait for one another: from exponents, two registers a source, to
    /// weights, a in the first register of lanes, b in the second.
    /// </summary>
    // Written out, with every weight a variable of its own: only these the compiler keeps in registers.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void ExpWeights(
        TVector* exponents, float* output, int dim,
        out TVector a0, out TVector a1, out TVector a2, out TVector a3, out TVector b0, out TVector b1, out TVector b2, out TVector b3)
    {
        TVector largest0 = TLanes.Max(TLanes.Max(exponents[0], exponents[2]), TLanes.Max(exponents[4], exponents[6]));
        TVector largest1 = TLanes.Max(TLanes.Max(exponents[1], exponents[3]), TLanes.Max(exponents[5], exponents[7]));
        TVector excess = TLanes.Max(TLanes.Subtract(largest0, _reference0), TLanes.Subtract(largest1, _reference1));
        if (TLanes.AnyGreater(excess, TLanes.Broadcast(Headroom)))
        {
            Rescale(output, dim, largest0, ref _reference0, ref _sum0);
            Rescale(output + TLanes.Width, dim, largest1, ref _reference1, ref _sum1);
        }
        a0 = TLanes.Subtract(exponents[0], _reference0);
        b0 = TLanes.Subtract(exponents[1], _reference1);
        a1 = TLanes.Subtract(exponents[2], _reference0);
        b1 = TLanes.Subtract(exponents[3], _reference1);
        a2 = TLanes.Subtract(exponents[4], _reference0);
        b2 = TLanes.Subtract(exponents[5], _reference1);
        a3 = TLanes.Subtract(exponents[6], _reference0);
        b3 = TLanes.Subtract(exponents[7], _reference1);
        Exp2<TLanes, TVector>.Four(ref a0, ref b0, ref a1, ref b1);
        Exp2<TLanes, TVector>.Four(ref a2, ref b2, ref a3, ref b3);
        _sum0 = TLanes.Add(_sum0, TLanes.Add(TLanes.Add(a0, a1), TLanes.Add(a2, a3)));
        _sum1 = TLanes.Add(_sum1, TLanes.Add(TLanes.Add(b0, b1), TLanes.Add(b2, b3)));
    }

    /// <summary>Divides the weighted sums by the sum of the weights; 0 where there was no source at all.</summary>
    /// <param name="output">Rows [d]; changed in place.</param>
    /// <param name="dim">d.</param>
    /// <param name="normalizer">Receives reference and sum, two rows; null if nobody asks.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Finish(float* output, int dim, float* normalizer)
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
        if (normalizer is null) return;
        TLanes.Store(normalizer, _reference0);
        TLanes.Store(normalizer + width, _reference1);
        TLanes.Store(normalizer + stride, _sum0);
        TLanes.Store(normalizer + stride + width, _sum1);
    }

    /// <summary>Raises the reference, and scales the sums down, in the lanes whose exponent passes the headroom.</summary>
    // Rare, yet inlined: a call would make the compiler keep every register of the caller's loop in memory.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Rescale(float* output, int dim, TVector exponent, ref TVector reference, ref TVector sum)
    {
        TVector raised = TLanes.SelectGreater(TLanes.Subtract(exponent, reference), TLanes.Broadcast(Headroom), exponent, reference);
        // Exactly 1 in the other lanes, so that a sample's result does not depend on its neighbours.
        TVector factor = Exp2<TLanes, TVector>.One(TLanes.Subtract(reference, raised));
        reference = raised;
        sum = TLanes.Multiply(sum, factor);
        for (int c = 0; c < dim; c++, output += LaneBlock.Size(TLanes.Width))
            TLanes.Store(output, TLanes.Multiply(TLanes.Load(output), factor));
    }
}
