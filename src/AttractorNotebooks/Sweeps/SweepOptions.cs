using AttractorNotebooks.Files;

namespace AttractorNotebooks.Sweeps;

/// <summary>How a sweep is run; nothing of it changes the results.</summary>
public sealed record SweepOptions
{
    /// <summary>Threads: so many points are computed side by side; null for one a processor.</summary>
    public int? Threads { get; init; }

    /// <summary>The number of them.</summary>
    /// <exception cref="ArgumentOutOfRangeException">It is out of its range.</exception>
    internal int ThreadCount => (Threads ?? Environment.ProcessorCount) is var threads and >= 1 and <= WorkerPool.MostThreads
        ? threads
        : throw new ArgumentOutOfRangeException(nameof(Threads), Threads, $"There are 1 to {WorkerPool.MostThreads} threads.");

    /// <summary>
    /// After so long without a sign of life another worker is taken for dead, and its points are computed by others. The same for
    /// all who share a folder.
    /// </summary>
    public TimeSpan Lease { get; init; } = Claims.DefaultLease;
}
