using System.Runtime.CompilerServices;

namespace AttractorNotebooks.Simd;

/// <summary>
/// 2^x for x up to 126; 0 for x below <see cref="Exp2Coefficients.Lowest"/>, so that no subnormal number ever slows a loop down.
/// </summary>
internal static class Exp2<TLanes, TVector>
    where TLanes : ILanes<TVector>
    where TVector : unmanaged
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static TVector One(TVector x)
    {
        TVector lowest = TLanes.Broadcast(Exp2Coefficients.Lowest);
        TVector bounded = TLanes.Max(x, lowest);
        TVector whole = TLanes.Round(bounded);
        TVector rest = TLanes.Subtract(bounded, whole);
        TVector series = TLanes.Broadcast(Exp2Coefficients.C6);
        series = TLanes.MultiplyAdd(series, rest, TLanes.Broadcast(Exp2Coefficients.C5));
        series = TLanes.MultiplyAdd(series, rest, TLanes.Broadcast(Exp2Coefficients.C4));
        series = TLanes.MultiplyAdd(series, rest, TLanes.Broadcast(Exp2Coefficients.C3));
        series = TLanes.MultiplyAdd(series, rest, TLanes.Broadcast(Exp2Coefficients.C2));
        series = TLanes.MultiplyAdd(series, rest, TLanes.Broadcast(Exp2Coefficients.C1));
        series = TLanes.MultiplyAdd(series, rest, TLanes.Broadcast(1));
        return TLanes.SelectGreater(lowest, x, TLanes.Broadcast(0), TLanes.AddToExponent(series, whole));
    }

    /// <summary>Four registers at once, the same numbers as one by one.</summary>
    /// <remarks>
    /// A power is a chain of a dozen operations that wait for one another. Written one chain after the other they fill the processor's
    /// queues with operations that can't start yet; written side by side, hardly one has to wait.
    /// </remarks>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Four(ref TVector a, ref TVector b, ref TVector c, ref TVector d)
    {
        TVector lowest = TLanes.Broadcast(Exp2Coefficients.Lowest), zero = TLanes.Broadcast(0), coefficient;
        TVector restA = TLanes.Max(a, lowest), restB = TLanes.Max(b, lowest), restC = TLanes.Max(c, lowest), restD = TLanes.Max(d, lowest);
        TVector wholeA = TLanes.Round(restA), wholeB = TLanes.Round(restB), wholeC = TLanes.Round(restC), wholeD = TLanes.Round(restD);
        restA = TLanes.Subtract(restA, wholeA);
        restB = TLanes.Subtract(restB, wholeB);
        restC = TLanes.Subtract(restC, wholeC);
        restD = TLanes.Subtract(restD, wholeD);
        TVector seriesA, seriesB, seriesC, seriesD;
        seriesA = seriesB = seriesC = seriesD = TLanes.Broadcast(Exp2Coefficients.C6);
        coefficient = TLanes.Broadcast(Exp2Coefficients.C5);
        seriesA = TLanes.MultiplyAdd(seriesA, restA, coefficient);
        seriesB = TLanes.MultiplyAdd(seriesB, restB, coefficient);
        seriesC = TLanes.MultiplyAdd(seriesC, restC, coefficient);
        seriesD = TLanes.MultiplyAdd(seriesD, restD, coefficient);
        coefficient = TLanes.Broadcast(Exp2Coefficients.C4);
        seriesA = TLanes.MultiplyAdd(seriesA, restA, coefficient);
        seriesB = TLanes.MultiplyAdd(seriesB, restB, coefficient);
        seriesC = TLanes.MultiplyAdd(seriesC, restC, coefficient);
        seriesD = TLanes.MultiplyAdd(seriesD, restD, coefficient);
        coefficient = TLanes.Broadcast(Exp2Coefficients.C3);
        seriesA = TLanes.MultiplyAdd(seriesA, restA, coefficient);
        seriesB = TLanes.MultiplyAdd(seriesB, restB, coefficient);
        seriesC = TLanes.MultiplyAdd(seriesC, restC, coefficient);
        seriesD = TLanes.MultiplyAdd(seriesD, restD, coefficient);
        coefficient = TLanes.Broadcast(Exp2Coefficients.C2);
        seriesA = TLanes.MultiplyAdd(seriesA, restA, coefficient);
        seriesB = TLanes.MultiplyAdd(seriesB, restB, coefficient);
        seriesC = TLanes.MultiplyAdd(seriesC, restC, coefficient);
        seriesD = TLanes.MultiplyAdd(seriesD, restD, coefficient);
        coefficient = TLanes.Broadcast(Exp2Coefficients.C1);
        seriesA = TLanes.MultiplyAdd(seriesA, restA, coefficient);
        seriesB = TLanes.MultiplyAdd(seriesB, restB, coefficient);
        seriesC = TLanes.MultiplyAdd(seriesC, restC, coefficient);
        seriesD = TLanes.MultiplyAdd(seriesD, restD, coefficient);
        coefficient = TLanes.Broadcast(1);
        seriesA = TLanes.MultiplyAdd(seriesA, restA, coefficient);
        seriesB = TLanes.MultiplyAdd(seriesB, restB, coefficient);
        seriesC = TLanes.MultiplyAdd(seriesC, restC, coefficient);
        seriesD = TLanes.MultiplyAdd(seriesD, restD, coefficient);
        a = TLanes.SelectGreater(lowest, a, zero, TLanes.AddToExponent(seriesA, wholeA));
        b = TLanes.SelectGreater(lowest, b, zero, TLanes.AddToExponent(seriesB, wholeB));
        c = TLanes.SelectGreater(lowest, c, zero, TLanes.AddToExponent(seriesC, wholeC));
        d = TLanes.SelectGreater(lowest, d, zero, TLanes.AddToExponent(seriesD, wholeD));
    }
}
