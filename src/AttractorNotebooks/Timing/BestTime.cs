using System.Diagnostics;

namespace AttractorNotebooks.Timing;

/// <summary>The shortest of many runs: whatever else the machine does can only make a run slower.</summary>
public static class BestTime
{
    /// <summary>Runs something again and again for a while.</summary>
    /// <param name="run">What is timed.</param>
    /// <param name="milliseconds">How long to measure; half as long is spent before, until the runtime has compiled everything at its best.</param>
    /// <returns>Milliseconds of the fastest run.</returns>
    public static double Milliseconds(Action run, int milliseconds = 800)
    {
        ArgumentNullException.ThrowIfNull(run);
        Repeat(run, milliseconds / 2);
        return Repeat(run, milliseconds);
    }

    private static double Repeat(Action run, int milliseconds)
    {
        double best = double.PositiveInfinity;
        Stopwatch all = Stopwatch.StartNew();
        do
        {
            long start = Stopwatch.GetTimestamp();
            run();
            best = Math.Min(best, Stopwatch.GetElapsedTime(start).TotalMilliseconds);
        }
        while (all.ElapsedMilliseconds < milliseconds);
        return best;
    }
}
