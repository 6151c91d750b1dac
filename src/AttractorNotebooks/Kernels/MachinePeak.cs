using System.Diagnostics;

namespace AttractorNotebooks.Kernels;

/// <summary>Measures how many floating-point operations the machine does when nothing but arithmetic is asked of it.</summary>
public static class MachinePeak
{
    private const int Rounds = 400_000;
    private const int Repeats = 15;

    /// <summary>The best of several short runs on all threads of a team.</summary>
    /// <param name="team">The threads.</param>
    /// <param name="width">Register width; null for the widest of the machine.</param>
    /// <returns>Float32 operations a second; a fused multiply-add counts as two.</returns>
    public static double OperationsPerSecond(WorkTeam team, VectorWidth? width = null)
    {
        ArgumentNullException.ThrowIfNull(team);
        Work work = new(KernelSet.For(width ?? VectorWidths.Widest), team.Threads);
        double best = 0;
        for (int repeat = 0; repeat < Repeats; repeat++)
        {
            long start = Stopwatch.GetTimestamp();
            team.Run(work);
            best = Math.Max(best, work.Operations / Stopwatch.GetElapsedTime(start).TotalSeconds);
        }
        return best;
    }

    private sealed class Work(KernelSet kernels, int units) : IWork
    {
        private readonly double[] _operations = new double[units];

        public double Operations => _operations.Sum();

        public int Units => units;

        public void Run(int unit)
        {
            (double operations, float result) = kernels.Peak(Rounds);
            if (float.IsNaN(result)) throw new ArithmeticException("The multiply-adds of the peak measurement left the range of numbers.");
            _operations[unit] = operations;
        }
    }
}
