namespace AttractorNotebooks.Data;

/// <summary>The details of how images are corrupted that a task and its strength leave open.</summary>
public sealed record CorruptionLaw
{
    /// <summary>How many tokens a share is.</summary>
    public MaskRounding Masks { get; init; } = MaskRounding.Nearest;

    /// <summary>What noise does.</summary>
    public NoiseLaw Noise { get; init; } = NoiseLaw.Clamped;

    /// <summary>What is corrupted and compared: doubled or raw gray values; null for what the network was trained on.</summary>
    public GrayLevel? Gray { get; init; }
}
