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

    /// <summary>The fraction of tokens that are masked, in (0, 1); published: 0.3.</summary>
    public double MaskFraction { get; init; } = 0.3;

    /// <summary>The standard deviation of the noise, at least 0; published: 0.7.</summary>
    public double NoiseSigma { get; init; } = 0.7;

    /// <summary>Sets both of them: the one number that older files and notebooks give, whatever the task.</summary>
    public double Strength
    {
        init => (MaskFraction, NoiseSigma) = (value, value);
    }

    /// <summary>What else decides the corruption.</summary>
    public CorruptionLaw Law { get; init; } = new();

    /// <summary>Iterations t, from 0 to <see cref="MostSteps"/>.</summary>
    public int Steps { get; init; } = 100;

    /// <summary>The dynamics; null for the one that the network's file names.</summary>
    public DynamicsSettings? Dynamics { get; init; }

    /// <summary>Steps after which the states are kept, to be looked at or saved; 0 is the start.</summary>
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
        foreach (int t in KeepImagesAt) ArgumentOutOfRangeException.ThrowIfNegative(t, nameof(KeepImagesAt));
        if (Task == RecallTask.Mask && MaskFraction is not (> 0 and < 1))
            throw new ArgumentOutOfRangeException(
                nameof(MaskFraction), MaskFraction, "The fraction of masked tokens must lie between 0 and 1.");
        if (Task == RecallTask.Noise && !(NoiseSigma >= 0 && double.IsFinite(NoiseSigma)))
            throw new ArgumentOutOfRangeException(
                nameof(NoiseSigma), NoiseSigma, "The deviation of the noise must be at least 0 and finite.");
        return this;
    }
}
