using System.Text.Json.Serialization;
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

    /// <summary>Whether the rule sees layer-normalized tokens.</summary>
    public bool LayerNorm { get; init; } = true;

    /// <summary>Samples of a batch, at least 1; the last batch of an epoch may be smaller.</summary>
    public int BatchSize { get; init; } = 256;

    /// <summary>How a gradient becomes a change.</summary>
    public OptimizerSettings Optimizer { get; init; } = new();

    /// <summary>
    /// Whether the gradient is clipped, and the root mean square kept, row by row of J instead of over all of it. A row, what
    /// one token hears, then learns without knowing the others: see <see cref="RowTraining"/>.
    /// </summary>
    public bool PerRow { get; init; }

    /// <summary>
    /// Learn by the exactly normalized rule with these settings; null for the published rule, which leaves the normalizer out.
    /// </summary>
    public NormalizedSettings? Normalized { get; init; }

    /// <summary>The rule: the published or the normalized one, as <see cref="Normalized"/> says, unless another is given.</summary>
    [JsonIgnore]
    public LearningRule Rule
    {
        get => field ?? (Normalized is NormalizedSettings own ? new NormalizedRule(own) : LearningRule.Local);
        init;
    }

    /// <summary>Seed of the start, of the order of samples and of the choice of tokens.</summary>
    public int Seed { get; init; } = 1;

    /// <summary>Checks the settings.</summary>
    /// <exception cref="ArgumentOutOfRangeException">A value is out of its range; names it.</exception>
    public LearningSettings Validated()
    {
        Attention.Validated();
        Optimizer.Validated();
        ArgumentOutOfRangeException.ThrowIfLessThan(BatchSize, 1);
        Rule.Validate(this);
        return this;
    }
}
