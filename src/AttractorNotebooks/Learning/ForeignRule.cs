using AttractorNotebooks.Model;

namespace AttractorNotebooks.Learning;

/// <summary>A rule that a file names and this library does not know: its couplings can be used, but not learnt further.</summary>
internal sealed record ForeignRule(string Word) : LearningRule
{
    public override string Name => Word;

    public override ILearner Learner(IReadOnlyList<Couplings> heads, LearningSettings settings, WorkerPool? workers = null) =>
        throw new InvalidOperationException(
            $"The rule '{Word}' is not one of this library; put it into the plan (LearningSettings.Rule) to learn by it.");
}
