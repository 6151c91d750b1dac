using System.Globalization;

namespace AttractorNotebooks.Sweeps;

/// <summary>What a sweep would take, going by one trial point: <see cref="Sweep.Estimate"/>.</summary>
/// <param name="Points">Points in all.</param>
/// <param name="Missing">Those that are not in the folder yet.</param>
/// <param name="Networks">Networks to train.</param>
/// <param name="Training">How long training takes, one network after another on all threads.</param>
/// <param name="Recall">How long recall takes, as many points at once as there are threads.</param>
/// <param name="MemoryBytes">Memory of the process at its largest, about.</param>
/// <param name="DiskBytes">What is written, about.</param>
/// <param name="Trial">The point that was tried.</param>
public sealed record SweepEstimate(
    int Points, int Missing, int Networks, TimeSpan Training, TimeSpan Recall, long MemoryBytes, long DiskBytes, string Trial)
{
    /// <summary>In words.</summary>
    public override string ToString() => Missing == 0
        ? string.Create(CultureInfo.InvariantCulture, $"All {Points} points are there; nothing is left to compute.")
        : string.Create(CultureInfo.InvariantCulture,
            $"{Points} points, {Missing} to compute, {Networks} networks to train. By a trial of {Trial}: about "
                + $"{Spoken(Training + Recall)} (training {Spoken(Training)}, recall {Spoken(Recall)}), {Size(MemoryBytes)} of memory, "
                + $"{Size(DiskBytes)} on disk.");

    /// <summary>A time in the unit that people would choose.</summary>
    internal static string Spoken(TimeSpan time) => time switch
    {
        { TotalSeconds: < 90 } => string.Create(CultureInfo.InvariantCulture, $"{Math.Ceiling(time.TotalSeconds):0} s"),
        { TotalMinutes: < 90 } => string.Create(CultureInfo.InvariantCulture, $"{time.TotalMinutes:0} min"),
        { TotalHours: < 48 } => string.Create(CultureInfo.InvariantCulture, $"{time.TotalHours:0.0} h"),
        _ => string.Create(CultureInfo.InvariantCulture, $"{time.TotalDays:0.0} days"),
    };

    private static string Size(long bytes) => bytes < 1_000_000_000
        ? string.Create(CultureInfo.InvariantCulture, $"{Math.Max(1, bytes / 1e6):0} MB")
        : string.Create(CultureInfo.InvariantCulture, $"{bytes / 1e9:0.0} GB");
}
