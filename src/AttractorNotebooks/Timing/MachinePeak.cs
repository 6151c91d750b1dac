using System.Diagnostics;
using System.Numerics.Tensors;
using AttractorNotebooks.Simd;

namespace AttractorNotebooks.Timing;

/// <summary>Measures how many floating-point operations the machine does when nothing but arithmetic is asked of it.</summary>
public static class MachinePeak
{
    private const int Rounds = 400_000;
    private const int Repeats = 15;

    // Several times what a last-level cache holds.
    private const long LargerThanCaches = 1L << 28;

    /// <summary>The best of several short runs on all threads of a pool.</summary>
    /// <param name="workers">The threads.</param>
    /// <param name="width">Register width; null for the widest of the machine.</param>
    /// <returns>Float32 operations a second; a fused multiply-add counts as two.</returns>
    public static double OperationsPerSecond(WorkerPool workers, VectorWidth? width = null)
    {
        ArgumentNullException.ThrowIfNull(workers);
        Work work = new(SimdRoutines.For(width ?? VectorWidths.Widest), workers.Threads);
        double best = 0;
        for (int repeat = 0; repeat < Repeats; repeat++)
        {
            long start = Stopwatch.GetTimestamp();
            workers.Run(work);
            best = Math.Max(best, work.Operations / Stopwatch.GetElapsedTime(start).TotalSeconds);
        }
        return best;
    }

    /// <summary>How fast memory that no cache holds is read, by all threads of a pool together: the best of several runs.</summary>
    /// <param name="workers">The threads.</param>
    /// <returns>Bytes a second.</returns>
    public static double BytesPerSecond(WorkerPool workers)
    {
        return BytesPerSecond(workers, LargerThanCaches);
    }

    /// <summary>How fast a buffer of a size is read again and again, by all threads of a pool together: the best of several runs.</summary>
    /// <param name="workers">The threads.</param>
    /// <param name="bytes">Its size, at least a kilobyte; what fits in a cache is read from there.</param>
    /// <returns>Bytes a second.</returns>
    public static double BytesPerSecond(WorkerPool workers, long bytes)
    {
        ArgumentNullException.ThrowIfNull(workers);
        ArgumentOutOfRangeException.ThrowIfLessThan(bytes, 1024);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(bytes, (long)Array.MaxLength * sizeof(float));
        Read work = new((int)(bytes / sizeof(float)));
        double best = 0;
        for (int repeat = 0; repeat < Repeats; repeat++)
        {
            long start = Stopwatch.GetTimestamp();
            workers.Run(work);
            best = Math.Max(best, work.Bytes / Stopwatch.GetElapsedTime(start).TotalSeconds);
        }
        return best;
    }

    private sealed class Read : IWork
    {
        private const int Pieces = 64;

        private readonly float[] _memory;
        private readonly float[] _sums = new float[Pieces];

        public Read(int numbers)
        {
            _memory = new float[numbers / Pieces * Pieces];
            _memory.AsSpan().Fill(1);
        }

        public double Bytes => (double)_memory.Length * sizeof(float);

        public int Units => Pieces;

        public void Run(int unit)
        {
            int piece = _memory.Length / Pieces;
            _sums[unit] = TensorPrimitives.Sum<float>(_memory.AsSpan(unit * piece, piece));
        }
    }

    private sealed class Work(SimdRoutines simd, int units) : IWork
    {
        private readonly double[] _operations = new double[units];

        public double Operations => _operations.Sum();

        public int Units => units;

        public void Run(int unit)
        {
            (double operations, float result) = simd.Peak(Rounds);
            if (float.IsNaN(result)) throw new ArithmeticException("The multiply-adds of the peak measurement left the range of numbers.");
            _operations[unit] = operations;
        }
    }
}
