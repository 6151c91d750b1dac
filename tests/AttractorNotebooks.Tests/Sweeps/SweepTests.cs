using System.Text.Json.Nodes;
using AttractorNotebooks.Dynamics;
using AttractorNotebooks.Learning;
using AttractorNotebooks.Sweeps;

namespace AttractorNotebooks.Tests.Sweeps;

public class SweepTests
{
    private const string Lambda = "dynamics.attention.lambda";

    [Fact]
    public void Every_combination_is_a_point_the_last_setting_fastest()
    {
        Sweep sweep = Sweep.Of(new Experiment()).Vary(Lambda, 1, 2).Vary("recall.task", "mask", "noise").Vary("seed", 1, 2, 3);
        Assert.Equal(12, sweep.Points.Count);
        Assert.Equal([Lambda, "recall.task", "seed"], sweep.Varied);
        Assert.Equal("dynamics.attention.lambda = 1, recall.task = mask, seed = 2", sweep.Points[1].ToString());
        Experiment last = sweep.Points[^1].Experiment;
        Assert.Equal((2, AttractorNotebooks.Experiments.RecallTask.Noise), (last.Dynamics.Attention.Lambda, last.Recall.Task));
        Assert.Equal((3, 3, 3), (last.Training.Seed, last.Dynamics.Seed, last.Recall.Seed));
    }

    [Fact]
    public void Every_setting_can_be_named_and_set_to_what_it_is()
    {
        foreach (TrainingPlan plan in TrainingPresets.ByName.Values)
        {
            Experiment experiment = new() { Training = plan };
            foreach ((string name, JsonNode? value) in ExperimentSettings.Flat(experiment))
            {
                Assert.Contains(name, Experiment.SettingNames);
                Assert.Equal(ExperimentSettings.Tree(experiment).ToJsonString(),
                    ExperimentSettings.Tree(experiment.With(name, value)).ToJsonString());
            }
        }
        // A setting that the lab forgot could be varied by nobody.
        Assert.Empty(new[] { "data.images", "training.examples", "training.learning.optimizer.learning_rate",
            "training.learning.attention.clamp", "dynamics.mask_mode", "recall.mask_fraction" }.Except(Experiment.SettingNames));
    }

    [Fact]
    public void Updates_go_by_their_names_or_by_their_parameter()
    {
        Experiment experiment = new();
        Assert.Equal(UpdateRule.Residual, experiment.With("dynamics.update", "residual").Dynamics.Update);
        Assert.Equal(UpdateRule.Retain(0.25), experiment.With("dynamics.update.g", 0.25).Dynamics.Update);
        Assert.Equal(UpdateRule.Leaky(0.1), experiment.With("dynamics.update.gamma", 0.1).Dynamics.Update);
        Assert.Equal(UpdateRule.Leaky(0.1), experiment.With("dynamics.update", "leaky 0.1").Dynamics.Update);
    }

    [Theory]
    [InlineData("dynamics.lambda", 1, "There is no setting 'dynamics.lambda'. Did you mean")]
    [InlineData("lamda", 1, "There is no setting 'lamda'. Known are: data.source,")]
    [InlineData("training", 1, "There is no setting 'training'")]
    [InlineData(Lambda, 0, "The setting dynamics.attention.lambda cannot be 0: The inverse temperature lambda must be above 0")]
    [InlineData(Lambda, "high", "The setting dynamics.attention.lambda cannot be high; a possible value is 1.")]
    [InlineData("training.epochs", 1.5, "The setting training.epochs cannot be 1.5; a possible value is 10.")]
    [InlineData("training.epochs", null, "The setting training.epochs cannot be null")]
    [InlineData("dynamics.mask_mode", "sometimes", "The setting dynamics.mask_mode cannot be sometimes; a possible value is first_step.")]
    [InlineData("dynamics.update", "retain 0.5", "'retain 0.5' is no update; use 'residual', 'retention G' or 'leaky GAMMA'")]
    [InlineData("dynamics.update.g", 2, "must lie in [0, 1]")]
    [InlineData("dynamics.update.g", "half", "it is a number in [0, 1]")]
    [InlineData("recall.strength", 1, "The fraction of masked tokens must lie between 0 and 1")]
    [InlineData("recall.steps", 0, "Steps")]
    [InlineData("data.split", "dev", "the splits are test and train")]
    public void A_setting_that_cannot_be_is_named_with_the_way_out(string name, object? value, string message)
    {
        ArgumentException error = Assert.Throws<ArgumentException>(() => Sweep.Of(new Experiment()).Vary(name, value));
        Assert.Contains(message, error.Message, StringComparison.Ordinal);
        Assert.Contains(name, error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_grid_that_contradicts_itself_is_refused()
    {
        Sweep sweep = Sweep.Of(new Experiment()).Vary(Lambda, 1, 2);
        Refused("has the value 1 twice", () => sweep.Vary("recall.strength", 0.5).Vary("training.epochs", 1, 1));
        Refused("has no values", () => sweep.Vary("training.epochs"));
        Refused("varies dynamics.attention.lambda twice", () => sweep.Vary(Lambda, 3));
        Refused("varies dynamics.update twice", () => sweep.Vary("dynamics.update", "residual").Vary("dynamics.update.g", 0.5));
        Refused("varies recall.seed twice", () => sweep.Vary("recall.seed", 1).Vary("seed", 2));
        Refused("at least one measure", () => sweep.Measure());
        Refused("'lifetime'", () => sweep.Measure(Measures.Lifetime, Measures.Lifetime));
        Refused("'dynamics.attention.lambda'", () => sweep.Measure(new Measure(Lambda, _ => [])));
        Refused("no measure 'mse'", () => Measures.Named("mse"));
        Refused("no measure 'mse_0'", () => Measures.Named("mse_0"));
    }

    [Fact]
    public void Settings_that_move_together_are_one_axis()
    {
        Sweep sweep = Sweep.Of(new Experiment()).Zip(("training.patch", [2, 4]), ("training.dim", [8, 32])).Vary("seed", 1, 2);
        Assert.Equal(["seed", "training.patch", "training.dim"], sweep.Varied);
        Assert.Equal([(2, 8, 1), (4, 32, 1), (2, 8, 2), (4, 32, 2)], sweep.Points.Select(point => point.Experiment.Training)
            .Select(plan => (plan.Patch, plan.Dim, plan.Seed)));
        Assert.Equal("seed = 1, training.patch = 4, training.dim = 32", sweep.Points[1].ToString());
    }

    [Fact]
    public void A_point_is_the_same_however_its_settings_were_varied()
    {
        Sweep grid = Sweep.Of(new Experiment()).Vary("training.patch", 4).Vary("training.dim", 32);
        Sweep zip = Sweep.Of(new Experiment()).Zip(("training.patch", [4]), ("training.dim", [32]));
        Assert.Equal(Text(grid), Text(zip));
        static string Text(Sweep sweep) => ExperimentSettings.Tree(Assert.Single(sweep.Points).Experiment).ToJsonString();
    }

    [Fact]
    public void Settings_that_cannot_move_together_are_refused()
    {
        Sweep sweep = Sweep.Of(new Experiment());
        Refused("but training.patch has 2 and training.dim has 3",
            () => sweep.Zip(("training.patch", [2, 4]), ("training.dim", [8, 16, 32])));
        Refused("at least two", () => sweep.Zip(("training.patch", [2, 4])));
        Refused("has no values", () => sweep.Zip(("training.patch", []), ("training.dim", [])));
        Refused("varies training.patch twice", () => sweep.Vary("training.patch", 2).Zip(("training.dim", [8]), ("training.patch", [4])));
        Refused("varies training.dim twice", () => sweep.Zip(("training.dim", [8]), ("training.dim", [4])));
        Refused("has the point training.patch = 2, training.dim = 8 twice",
            () => sweep.Zip(("training.patch", [2, 2]), ("training.dim", [8, 8])));
        Refused("training.patch = 2, training.dim = 0: ", () => sweep.Zip(("training.patch", [2]), ("training.dim", [0])));
    }

    private static void Refused(string message, Action action) =>
        Assert.Contains(message, Assert.Throws<ArgumentException>(action).Message, StringComparison.Ordinal);
}
