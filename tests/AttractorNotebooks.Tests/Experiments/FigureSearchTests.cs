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

    [Fact]
    public void A_table_of_trials_has_a_cell_for_every_column()
    {
        FigureTrial trial = new(Plan, new DynamicsSettings(), FigurePanel.Mask.Recall, new ErrorCurve(Enumerable.Repeat(0.1, 100)),
            FigurePanel.Mask.Bare);
        (string Header, Func<FigureTrial, object?> Cell)[] columns = FigureTrial.Columns("best");
        Assert.Equal("best", columns[0].Header);
        Assert.Equal([trial.ToString(), trial.Distance, trial.DistanceFromTwo, trial.DistanceShifted, 0.1, 0.1, 0.1],
            columns.Select(column => column.Cell(trial)));
    }

    [Fact]
    public void Trials_made_again_are_what_their_settings_give_with_each_seed()
    {
        FigureTrial trial = new(Plan with { Epochs = 1 }, new DynamicsSettings(), FigurePanel.Mask.Recall, new ErrorCurve([1]),
            FigurePanel.Mask.Bare);
        FigureTrial slower = trial with { Dynamics = new DynamicsSettings { Update = UpdateRule.Retain(0.9) } };
        List<EpochReport> told = [];
        ImageSet images = Digits.Train.Take(5);
        FigureTrial[][] again = FigureSearch.Repeat([trial, slower], [1, 2], Digits, images, told.Add);
        Assert.Equal([2, 2], again.Select(runs => runs.Length));
        // Both share the networks of the two seeds.
        Assert.Equal(2, told.Count);

        TrainedNetwork network = trial.Training.WithSeed(2).Train(Digits);
        ErrorCurve alone = FigurePanel.Mask.Curve(network, images, seed: 2, slower.Dynamics);
        Assert.Equal(alone.Mse, again[1][1].Curve.Mse);
        Assert.Equal((100, 1, 100), (alone.Times.Length, alone.Times[0], alone.Times[^1]));
        Assert.NotEqual(again[0][0].Curve.Mse, again[0][1].Curve.Mse);
    }
}
