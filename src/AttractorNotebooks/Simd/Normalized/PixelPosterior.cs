using System.Runtime.CompilerServices;

namespace AttractorNotebooks.Simd;

/// <summary>q(u) ~ evidence(u) sum_k exp(sharpness lambda s(u) . h_k) over a few levels u: its mean spin and mean level.</summary>
internal static unsafe class PixelPosterior<TLanes, TVector>
    where TLanes : ILanes<TVector>
    where TVector : unmanaged
{
    /// <summary>Treats all lanes.</summary>
    public static void Run(in LevelJob job)
    {
        TVector* room = stackalloc TVector[job.Heads * job.Levels];
        for (int lane = 0; lane < job.Lanes; lane += TLanes.Width) Register(job, lane, room);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Register(in LevelJob job, int lane, TVector* exponents)
    {
        TVector largest = TLanes.Broadcast(float.MinValue), zero = TLanes.Broadcast(0);
        for (int k = 0, at = 0; k < job.Heads; k++)
        {
            TVector first = TLanes.Load(job.Fields + k * job.Head + lane), second = TLanes.Load(job.Fields + k * job.Head + job.Row + lane);
            for (int m = 0; m < job.Levels; m++, at++)
            {
                TVector exponent = TLanes.MultiplyAdd(first, TLanes.Broadcast(job.SharpSpins[2 * m]),
                    TLanes.Load(job.Evidence + m * job.EvidenceRow + lane));
                exponents[at] = TLanes.MultiplyAdd(second, TLanes.Broadcast(job.SharpSpins[2 * m + 1]), exponent);
                largest = TLanes.Max(largest, exponents[at]);
            }
        }
        TVector sum = zero, level = zero, spin0 = zero, spin1 = zero;
        for (int m = 0; m < job.Levels; m++)
        {
            TVector weight = zero;
            for (int k = 0; k < job.Heads; k++)
                weight = TLanes.Add(weight, Exp2<TLanes, TVector>.One(TLanes.Subtract(exponents[k * job.Levels + m], largest)));
            sum = TLanes.Add(sum, weight);
            level = TLanes.MultiplyAdd(weight, TLanes.Broadcast(job.LevelValues[m]), level);
            spin0 = TLanes.MultiplyAdd(weight, TLanes.Broadcast(job.Spins[2 * m]), spin0);
            spin1 = TLanes.MultiplyAdd(weight, TLanes.Broadcast(job.Spins[2 * m + 1]), spin1);
        }
        TVector fraction = TLanes.Divide(TLanes.Broadcast(1), sum), step = TLanes.Broadcast(job.Step);
        TLanes.Store(job.Level + lane, TLanes.Multiply(level, fraction));
        Move(job.Mean + lane, TLanes.Multiply(spin0, fraction), step);
        Move(job.Mean + job.MeanRow + lane, TLanes.Multiply(spin1, fraction), step);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Move(float* mean, TVector target, TVector step)
    {
        TVector old = TLanes.Load(mean);
        TLanes.Store(mean, TLanes.MultiplyAdd(step, TLanes.Subtract(target, old), old));
    }
}

/// <summary>
/// The posterior of one pixel over a few levels, in many lanes: what K heads say about its spin, and what was seen of it.
/// </summary>
internal unsafe struct LevelJob
{
    /// <summary>K.</summary>
    public int Heads;

    /// <summary>M, levels.</summary>
    public int Levels;

    /// <summary>Lanes, a multiple of the register's width.</summary>
    public int Lanes;

    /// <summary>The fields, two rows a head.</summary>
    public float* Fields;

    /// <summary>Distance between the rows of one head.</summary>
    public nint Row;

    /// <summary>Distance between heads.</summary>
    public nint Head;

    /// <summary>The spins of the levels times the sharpness, lambda and log2(e), [M, 2].</summary>
    public float* SharpSpins;

    /// <summary>The levels u, [M].</summary>
    public float* LevelValues;

    /// <summary>The spins of the levels, [M, 2].</summary>
    public float* Spins;

    /// <summary>log2 of the prior of a level and of the likelihood of what was seen, rows [M].</summary>
    public float* Evidence;

    /// <summary>Distance between the rows of <see cref="Evidence"/>.</summary>
    public nint EvidenceRow;

    /// <summary>The mean spin, two rows; moved towards the new mean.</summary>
    public float* Mean;

    /// <summary>Distance between the rows of <see cref="Mean"/>.</summary>
    public nint MeanRow;

    /// <summary>The fraction of the new mean, in (0, 1].</summary>
    public float Step;

    /// <summary>Receives the mean level, one row.</summary>
    public float* Level;
}
