namespace AttractorNotebooks.Hopfield;

/// <summary>What every associative memory can be asked for.</summary>
public static class AssociativeMemoryExtensions
{
    /// <summary>The states on the way, at chosen times.</summary>
    /// <param name="memory">The memory.</param>
    /// <param name="start">The states at t = 0, [B, components]; finite.</param>
    /// <param name="times">How many steps were taken, ascending, each at least 0.</param>
    /// <returns>One [B, components] for every time.</returns>
    /// <exception cref="ArgumentException">The times do not ascend, or the states do not fit the memory.</exception>
    public static double[][] StatesAt(this IAssociativeMemory memory, double[] start, IEnumerable<int> times)
    {
        ArgumentNullException.ThrowIfNull(memory);
        ArgumentNullException.ThrowIfNull(start);
        double[] states = start;
        int now = 0;
        List<double[]> at = [];
        foreach (int time in times)
        {
            if (time < now)
                throw new ArgumentException($"The times must ascend from 0 on, but {time} comes after {now}.", nameof(times));
            for (; now < time; now++) states = memory.Advance(states);
            at.Add(states);
        }
        return [.. at];
    }
}
