using System.Globalization;

namespace AttractorNotebooks.Sweeps;

/// <summary>What a sweep reports while it runs.</summary>
/// <param name="Kind">What happened.</param>
/// <param name="What">The point, the network or the images.</param>
/// <param name="Done">Points that are finished by now, by whomever.</param>
/// <param name="Points">Points in all.</param>
/// <param name="Seconds">How long it took here; 0 where nothing was computed.</param>
/// <param name="Error">Why it failed; null where it did not.</param>
public sealed record SweepReport(SweepEvent Kind, string What, int Done, int Points, double Seconds, string? Error = null)
{
    /// <summary>How long the points that are left will take, going by those that were computed here; null where none was.</summary>
    public TimeSpan? Left { get; init; }

    /// <summary>As a line.</summary>
    public override string ToString() => Kind switch
    {
        SweepEvent.Opened => What,
        SweepEvent.Trained => string.Create(CultureInfo.InvariantCulture, $"trained {What} in {Seconds:0.0} s"),
        SweepEvent.Computed => string.Create(CultureInfo.InvariantCulture, $"{Done} of {Points}: {What}, {Seconds:0.0} s{Remaining()}"),
        SweepEvent.Failed => $"failed: {What}: {Error}",
        _ => string.Create(CultureInfo.InvariantCulture, $"{Done} of {Points}: {What} (kept)"),
    };

    private string Remaining() => Left is { TotalSeconds: >= 1 } left ? $"; about {SweepEstimate.Spoken(left)} left" : "";
}
