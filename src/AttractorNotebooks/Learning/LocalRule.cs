using AttractorNotebooks.Model;

namespace AttractorNotebooks.Learning;

/// <summary>The published rule, local and Hebb-like: gradient descent on the local energies, without a normalizer.</summary>
public sealed record LocalRule : LearningRule
{
    /// <inheritdoc/>
    public override string Name => "local";

    /// <inheritdoc/>
    public override ILearner Learner(IReadOnlyList<Couplings> heads, LearningSettings settings, WorkerPool? workers = null) =>
        new LocalLearner(heads[0], settings, workers);
}
