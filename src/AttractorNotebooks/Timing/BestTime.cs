using System.Diagnostics;

namespace AttractorNotebooks.Timing;

/// <summary>How long something takes at its best: once the runtime has compiled it, and while nothing else disturbs the machine.</summary>
public static class BestTime
{
    /// <summary>Runs something again and again and gives the shortest time.</summary>
    /// <param name="run">What is timed.</param>
    /// <param name="milliseconds">For how long it is timed, above 0; half as long again is spent on it before, untimed.</param>
    /// <returns>Milliseconds of the shortest run; at least one run is timed.</returns>
    public static double Milliseconds(Action run, double milliseconds = 800)
    {
        ArgumentNullException.ThrowIfNull(run);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(milliseconds);
        for (Stopwatch warmUp = Stopwatch.StartNew(); warmUp.Elapsed.TotalMilliseconds < milliseconds / 2;) run();
        double best = double.PositiveInfinity;
        Stopwatch all = Stopwatch.StartNew();
        do
        {
            long start = Stopwatch.GetTimestamp();
            run();
            best = Math.Min(best, Stopwatch.GetElapsedTime(start).TotalMilliseconds);
        }
        while (all.Elapsed.TotalMilliseconds < milliseconds);
        return best;
    }
}
