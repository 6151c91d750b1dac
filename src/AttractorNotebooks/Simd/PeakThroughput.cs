using System.Runtime.CompilerServices;

namespace AttractorNotebooks.Simd;

/// <summary>Multiply-adds in registers and nothing else: the most that this machine can do at a register width.</summary>
internal static class PeakThroughput<TLanes, TVector>
    where TLanes : ILanes<TVector>
    where TVector : unmanaged
{
    /// <summary>Independent chains: more than a multiply-add takes cycles, times the units that work side by side.</summary>
    private const int Chains = 12;

    /// <summary>Runs chains of multiply-adds.</summary>
    /// <param name="rounds">Multiply-adds of each chain.</param>
    /// <returns>The floating-point operations done, and a number that keeps them from being left out.</returns>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static (double Operations, float Result) Run(int rounds)
    {
        TVector a = TLanes.Broadcast(1e-9f), b = TLanes.Broadcast(1 - 1e-7f);
        TVector s0, s1, s2, s3, s4, s5, s6, s7, s8, s9, s10, s11;
        s0 = s1 = s2 = s3 = s4 = s5 = s6 = s7 = s8 = s9 = s10 = s11 = TLanes.Broadcast(1);
        for (int k = 0; k < rounds; k++)
        {
            s0 = TLanes.MultiplyAdd(s0, b, a);
            s1 = TLanes.MultiplyAdd(s1, b, a);
            s2 = TLanes.MultiplyAdd(s2, b, a);
            s3 = TLanes.MultiplyAdd(s3, b, a);
            s4 = TLanes.MultiplyAdd(s4, b, a);
            s5 = TLanes.MultiplyAdd(s5, b, a);
            s6 = TLanes.MultiplyAdd(s6, b, a);
            s7 = TLanes.MultiplyAdd(s7, b, a);
            s8 = TLanes.MultiplyAdd(s8, b, a);
            s9 = TLanes.MultiplyAdd(s9, b, a);
            s10 = TLanes.MultiplyAdd(s10, b, a);
            s11 = TLanes.MultiplyAdd(s11, b, a);
        }
        TVector sum = TLanes.Add(
            TLanes.Add(TLanes.Add(s0, s1), TLanes.Add(s2, s3)),
            TLanes.Add(TLanes.Add(TLanes.Add(s4, s5), TLanes.Add(s6, s7)), TLanes.Add(TLanes.Add(s8, s9), TLanes.Add(s10, s11))));
        return (2.0 * Chains * rounds * TLanes.Width, TLanes.Sum(sum));
    }
}
