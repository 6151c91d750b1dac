using AttractorNotebooks.Model;

namespace AttractorNotebooks.Dynamics;

/// <summary>Everything that decides how a state evolves; the defaults are those of the published notebook.</summary>
public sealed record DynamicsSettings
{
    /// <summary>lambda and the clamp of the scores.</summary>
    public AttentionSettings Attention { get; init; } = new();

    /// <summary>How a token mixes what it hears with what it is.</summary>
    public UpdateRule Update { get; init; } = UpdateRule.Retain();

    /// <summary>Whether attention sees the state layer-normalized.</summary>
    public bool LayerNorm { get; init; } = true;

    /// <summary>
    /// Whether lengths are set after every step: a sample is divided by the mean over its tokens of |x_i|, or, where the update
    /// says so, every token by its own.
    /// </summary>
    public bool Sphere { get; init; } = true;

    /// <summary>How long a mask counts.</summary>
    public MaskMode MaskMode { get; init; } = MaskMode.FirstStep;

    /// <summary>Synchronous or one token at a time.</summary>
    public UpdateOrder Order { get; init; } = UpdateOrder.Synchronous;

    /// <summary>lambda is multiplied by it after every step (annealing), as far as 1e-20 or 1e20; 1 for none.</summary>
    public double LambdaFactor { get; init; } = 1;

    /// <summary>Seed of the random orders and of the random masks of <see cref="MaskMode.RandomEachStep"/>.</summary>
    public int Seed { get; init; } = 1;

    /// <summary>The attention settings of step t.</summary>
    /// <param name="t">1, 2, ...</param>
    public AttentionSettings AttentionAt(int t) => LambdaFactor == 1
        ? Attention
        : Attention with
        {
            Lambda = Math.Clamp(Attention.Lambda * Math.Pow(LambdaFactor, t - 1), 1 / AttentionSettings.LargestLambda,
            AttentionSettings.LargestLambda)
        };

    /// <summary>Checks the settings.</summary>
    /// <exception cref="ArgumentOutOfRangeException">A value is out of its range; names it.</exception>
    public DynamicsSettings Validated()
    {
        Attention.Validated();
        if (!(LambdaFactor > 0) || !double.IsFinite(LambdaFactor))
            throw new ArgumentOutOfRangeException(nameof(LambdaFactor), LambdaFactor, "The factor of lambda must be positive and finite.");
        if (!double.IsFinite(Update.Attention) || !double.IsFinite(Update.Retention))
            throw new ArgumentOutOfRangeException(nameof(Update), Update, "The weights of the update must be finite.");
        return this;
    }
}
