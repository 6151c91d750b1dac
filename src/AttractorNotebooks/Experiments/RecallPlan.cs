using AttractorNotebooks.Data;
using AttractorNotebooks.Dynamics;

namespace AttractorNotebooks.Experiments;

/// <summary>A recall experiment: how images are corrupted, and how the network is run on them.</summary>
public sealed record RecallPlan
{
    /// <summary>The most iterations: every one is measured, and kept in memory.</summary>
    public const int MostSteps = 1_000_000;

    /// <summary>Masking or noise.</summary>
    public RecallTask Task { get; init; } = RecallTask.Mask;

    /// <summary>The share of masked tokens, in (0, 1), or the standard deviation of the noise, at least 0. Published: 0.3 and 0.7.</summary>
    public double Strength { get; init; } = 0.3;

    /// <summary>What else decides the corruption.</summary>
    public CorruptionLaw Law { get; init; } = new();

    /// <summary>Iterations t, from 0 to <see cref="MostSteps"/>.</summary>
    public int Steps { get; init; } = 100;

    /// <summary>The dynamics; null for the one that the network's file names.</summary>
    public DynamicsSettings? Dynamics { get; init; }

    /// <summary>Steps after which the images are kept to be looked at.</summary>
    public IReadOnlyList<int> KeepImagesAt { get; init; } = [];

    /// <summary>Whether to keep mean local energies.</summary>
    public bool Energies { get; init; }

    /// <summary>Whether to keep mean lengths of tokens.</summary>
    public bool Norms { get; init; }

    /// <summary>Seed of masks, noise and confidence intervals.</summary>
    public int Seed { get; init; } = 1;

    /// <summary>Checks what does not depend on a network; the dynamics checks itself.</summary>
    /// <exception cref="ArgumentOutOfRangeException">A value is out of its range; names it.</exception>
    public RecallPlan Validated()
    {
        ArgumentOutOfRangeException.ThrowIfNegative(Steps);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(Steps, MostSteps);
        bool fits = Task == RecallTask.Mask ? Strength is > 0 and < 1 : Strength >= 0 && double.IsFinite(Strength);
        return fits ? this : throw new ArgumentOutOfRangeException(nameof(Strength), Strength,
            Task == RecallTask.Mask ? "The share of masked tokens must lie between 0 and 1." : "The deviation of the noise must be at least 0 and finite.");
    }
}
