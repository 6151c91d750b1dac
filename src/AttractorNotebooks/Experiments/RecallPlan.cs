using AttractorNotebooks.Data;
using AttractorNotebooks.Dynamics;

namespace AttractorNotebooks.Experiments;

/// <summary>A recall experiment: how images are corrupted, and how the network is run on them.</summary>
public sealed record RecallPlan
{
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

    /// <summary>Iterations t, at least 0.</summary>
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
}
