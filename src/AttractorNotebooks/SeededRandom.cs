using MathNet.Numerics.Random;

namespace AttractorNotebooks;

/// <summary>Independent, reproducible random streams: every use of chance names its purpose.</summary>
/// <remarks>
/// A stream depends on nothing but its arguments, never on what was drawn elsewhere or on the number of threads.
/// That is what makes one seed give one result, and what lets a resumed run draw exactly what the unbroken one draws.
/// </remarks>
public static class SeededRandom
{
    /// <summary>Creates the stream that belongs to a seed, a purpose and an index.</summary>
    /// <param name="seed">The experiment's seed; any value.</param>
    /// <param name="purpose">What the numbers are for, for example <c>"mask"</c>; different purposes are independent.</param>
    /// <param name="index">Which of many streams of that purpose, for example an epoch or an image.</param>
    /// <returns>A xoshiro256** generator (Blackman and Vigna, 2018), not safe for use by several threads at once.</returns>
    public static Random Create(int seed, string purpose, int index = 0)
    {
        ArgumentException.ThrowIfNullOrEmpty(purpose);
        ulong state = Mix((uint)seed);
        foreach (char letter in purpose) state = Mix(state ^ letter);
        state = Mix(state ^ (uint)index);
        return new Xoshiro256StarStar((int)(state ^ (state >> 32)), threadSafe: false);
    }

    // The finaliser of SplitMix64 (Steele, Lea and Flood, 2014).
    private static ulong Mix(ulong state)
    {
        state += 0x9E3779B97F4A7C15;
        state = (state ^ (state >> 30)) * 0xBF58476D1CE4E5B9;
        state = (state ^ (state >> 27)) * 0x94D049BB133111EB;
        return state ^ (state >> 31);
    }
}
