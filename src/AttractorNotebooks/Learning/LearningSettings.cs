using AttractorNotebooks.Model;

namespace AttractorNotebooks.Learning;

/// <summary>The local rule and how it is run; the defaults are the published run.</summary>
public sealed record LearningSettings
{
    /// <summary>lambda and the clamp while learning: 5 and 20.</summary>
    public AttentionSettings Attention { get; init; } = new(Lambda: 5);

    /// <summary>The size of the couplings at the start.</summary>
    public CouplingStart Start { get; init; } = CouplingStart.OverDimSquared;

    /// <summary>One random token a batch, or all.</summary>
    public TokenChoice Tokens { get; init; } = TokenChoice.Random;

    /// <summary>Whether the rule sees layer-normalised tokens.</summary>
    public bool LayerNorm { get; init; } = true;

    /// <summary>Samples of a batch, at least 1; the last batch of an epoch may be smaller.</summary>
    public int BatchSize { get; init; } = 256;

    /// <summary>How a gradient becomes a change.</summary>
    public OptimizerSettings Optimizer { get; init; } = new();

    /// <summary>Learn by the exactly normalised rule with these settings; null for the published rule, which leaves the normaliser out.</summary>
    public NormalisedSettings? Normalised { get; init; }

    /// <summary>Seed of the start, of the order of samples and of the choice of tokens.</summary>
    public int Seed { get; init; } = 1;

    /// <summary>Checks the settings.</summary>
    /// <exception cref="ArgumentOutOfRangeException">A value is out of its range; names it.</exception>
    public LearningSettings Validated()
    {
        Attention.Validated();
        Optimizer.Validated();
        ArgumentOutOfRangeException.ThrowIfLessThan(BatchSize, 1);
        if (Normalised == null) return this;
        Normalised.Validated();
        if (LayerNorm) throw new ArgumentException("The normalised rule learns from unit tokens: switch the layer norm off.", nameof(LayerNorm));
        if (Tokens != TokenChoice.All) throw new ArgumentException("The normalised rule teaches all tokens at once: choose all of them.", nameof(Tokens));
        if (Attention.Clamp != null) throw new ArgumentException("The normaliser is exact for scores without a clamp: set the clamp to null.", nameof(Attention));
        return this;
    }
}
