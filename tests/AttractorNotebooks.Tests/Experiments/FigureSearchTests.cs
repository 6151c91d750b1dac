using AttractorNotebooks.Data;
using AttractorNotebooks.Dynamics;
using AttractorNotebooks.Experiments;
using AttractorNotebooks.Learning;
using AttractorNotebooks.Tokens;

namespace AttractorNotebooks.Tests.Experiments;

public sealed class FigureSearchTests
{
    private static readonly DigitData Digits = new(GeneratedDigits.Draw(40, 1), GeneratedDigits.Draw(10, 1, "test"), "");

    private static TrainingPlan Plan { get; } = new() { Examples = 40, Patch = 7, Embedding = EmbeddingKind.Gaussian };

    [Fact]
    public void Every_combination_is_tried_once_and_the_nearest_comes_first()
    {
        FigureSearch search = new()
        {
            Panel = FigurePanel.Noise,
            Trainings = [Plan, Plan with { Gray = GrayLevel.Raw }],
            Passes = [1, 3],
            Dynamics = [new DynamicsSettings(), new DynamicsSettings { Update = UpdateRule.Printed(0.5) }],
            Recalls = [FigurePanel.Noise.Recall, FigurePanel.Noise.Recall with { NoiseSigma = 0.7 }],
        };
        List<FigureTrial> told = [];
        IReadOnlyList<FigureTrial> trials = search.Run(Digits, Digits.Train.Take(5), told.Add);
        Assert.Equal(16, search.Count);
        Assert.Equal(16, trials.Select(trial => (trial.Training, trial.Dynamics, trial.Recall.NoiseSigma)).Distinct().Count());
        Assert.Equal(told.Select(trial => trial.Distance).Order(), trials.Select(trial => trial.Distance));

        // A trial is what its settings give when they are used alone.
        FigureTrial best = trials[0];
        TrainingSession session = TrainingSession.Start(best.Training, Digits);
        session.Run();
        RecallResult alone = RecallExperiment.Run(session.Network, Digits.Train.Take(5), best.Recall with { Dynamics = best.Dynamics });
        Assert.Equal(ErrorCurve.Of(alone).Mse, best.Curve.Mse);
    }

    [Fact]
    public void A_curve_that_begins_one_step_late_is_near_once_it_is_shifted()
    {
        PublishedCurve published = FigurePanel.Noise.Bare;
        ErrorCurve late = new(published.Mse.Skip(1));
        FigureTrial trial = new(Plan, new DynamicsSettings(), FigurePanel.Noise.Recall, late, published);
        Assert.Equal(0, trial.DistanceShifted, 12);
        Assert.True(trial.Distance > 0.05 && trial.DistanceFromTwo > 0.01);
    }
}
