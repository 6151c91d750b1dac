using AttractorNotebooks.Data;
using AttractorNotebooks.Model;
using AttractorNotebooks.Tokens;

namespace AttractorNotebooks.Learning;

/// <summary>The rule with its exact normalizer: gradient descent on -ln p(x_i | others).</summary>
/// <param name="Settings">What belongs to it alone.</param>
public sealed record NormalizedRule(NormalizedSettings Settings) : LearningRule
{
    /// <inheritdoc/>
    public override string Name => "normalized";

    /// <inheritdoc/>
    public override int HeadCount => Settings.Heads;

    /// <summary>True: it is stopped early, and what counts is the best epoch.</summary>
    public override bool KeepsBestEpoch => true;

    /// <inheritdoc/>
    public override ILearner Learner(IReadOnlyList<Couplings> heads, LearningSettings settings, WorkerPool? workers = null) =>
        new NormalizedLearner(heads, settings, workers);

    /// <summary>Sets the last training images aside: nothing is learnt from them, and no test image chooses the epoch.</summary>
    /// <inheritdoc/>
    public override (ImageSet Train, ImageSet Measured) Split(ImageSet train, ImageSet test) =>
        TrainingImages.HoldOut(train, Settings.HeldOut);

    /// <summary>Measures predictions of masked tokens instead of the dynamics.</summary>
    /// <inheritdoc/>
    public override Func<double> Measure(
        ILearner learner, LearningSettings settings, ImageTokenizer tokenizer, ImageSet images, WorkerPool? workers = null)
    {
        PredictedSimilarity similarity = new(tokenizer, images, settings.Seed);
        return () => similarity.Measure(Predictor(learner.Heads, settings, workers));
    }

    /// <inheritdoc/>
    public override TokenPredictor Predictor(IReadOnlyList<Couplings> heads, LearningSettings settings, WorkerPool? workers = null) =>
        new(heads, Settings.Pooling, settings.Attention.Lambda, Settings.SphereOf(heads[0].Dim), workers);

    /// <inheritdoc/>
    public override void Validate(LearningSettings settings, int? components = null)
    {
        ArgumentNullException.ThrowIfNull(settings);
        Settings.Validated();
        if (settings.LayerNorm)
            throw new ArgumentException("The normalized rule learns from unit tokens: switch the layer norm off.", nameof(settings));
        if (settings.Tokens != TokenChoice.All)
            throw new ArgumentException("The normalized rule teaches all tokens at once: choose all of them.", nameof(settings));
        if (settings.PerRow)
            throw new ArgumentException("Rows learn apart by the local rule only: leave per-row out.", nameof(settings));
        if (settings.Attention.Clamp is not null)
            throw new ArgumentException("The normalizer is exact for scores without a clamp: set the clamp to null.", nameof(settings));
        if (components is int dim) Settings.SphereOf(dim);
    }
}
