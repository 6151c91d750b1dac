using AttractorNotebooks.Dynamics;
using AttractorNotebooks.Learning;
using AttractorNotebooks.Sweeps;
using AttractorNotebooks.Tests.Data;

namespace AttractorNotebooks.Tests.Sweeps;

public sealed class SweepSpecificationTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Preset_settings_grid_and_measures_make_a_sweep()
    {
        Sweep sweep = Read("""
            {
              "preset": "figure", // comments are welcome
              "settings": { "training.examples": 2000, "recall.task": "noise", "recall.strength": 0.7 },
              "grid": { "dynamics.update.g": [0, 0.5], "seed": [1, 2] },
              "measures": ["mse_5", "lifetime"],
            }
            """);
        Assert.Equal(4, sweep.Points.Count);
        // A lifetime alone misleads: what it is to be read beside comes with it.
        Assert.Equal(["mse_5", "lifetime", "smallest_mse", "held_0.05"], sweep.Measured.Select(measure => measure.Name));
        Experiment experiment = sweep.Points[3].Experiment;
        Assert.Equal((2000, TrainingPresets.Figure.Epochs, 2),
            (experiment.Training.Examples, experiment.Training.Epochs, experiment.Training.Seed));
        Assert.Equal((UpdateRule.Retain(0.5), 0.7), (experiment.Dynamics.Update, experiment.Recall.NoiseSigma));
    }

    [Fact]
    public void The_least_specification_is_the_published_run_and_what_is_usually_measured()
    {
        Sweep sweep = Read("{}");
        Assert.Equal(ExperimentSettings.Tree(new Experiment()).ToJsonString(),
            ExperimentSettings.Tree(Assert.Single(sweep.Points).Experiment).ToJsonString());
        Assert.Equal(Measures.Usual, sweep.Measured);
    }

    [Fact]
    public void What_was_written_reads_as_the_same_points()
    {
        Sweep sweep = Sweep.Of(new Experiment { Training = TrainingPresets.Figure }).Vary("training.learning.attention.clamp", null, 20)
            .Zip(("training.patch", [2, 4]), ("training.dim", [8, 32])).Vary("dynamics.layer_norm", true, false).Measure(Measures.Mse(3));
        SweepSpecification.Write(_folder.At("sweep.json"), sweep, new Dictionary<string, string> { ["auto"] = "abc" });
        (Sweep read, string? library) = SweepSpecification.Read(_folder.At("sweep.json"));
        Assert.Equal(sweep.Points.Select(Text), read.Points.Select(Text));
        Assert.Equal("mse_3", Assert.Single(read.Measured).Name);
        Assert.Equal(("abc", SweepFolder.Library), (read.Images["auto"], library));
        static string Text(SweepPoint point) => point + ExperimentSettings.Tree(point.Experiment).ToJsonString();
    }

    [Fact]
    public void Every_preset_reads_as_it_was_written()
    {
        foreach (TrainingPlan plan in TrainingPresets.ByName.Values)
        {
            Sweep sweep = Sweep.Of(new Experiment { Training = plan });
            SweepSpecification.Write(_folder.At("sweep.json"), sweep, new Dictionary<string, string>());
            Assert.Equal(ExperimentSettings.Tree(sweep.Experiment).ToJsonString(),
                ExperimentSettings.Tree(Sweep.Read(_folder.At("sweep.json")).Experiment).ToJsonString());
        }
    }

    [Theory]
    [InlineData("", "valid JSON")]
    [InlineData("[]", "It must be an object in braces")]
    [InlineData("null", "It must be an object in braces")]
    [InlineData("""{"grids": {}}""", "There is no 'grids' in a specification. Known are: preset, settings, grid, zip, measures.")]
    [InlineData("""{"preset": "best"}""", "There is no preset best. Known are: published, figure")]
    [InlineData("""{"settings": {"training.epoch": 1}}""", "There is no setting 'training.epoch'. Did you mean training.epochs?")]
    [InlineData("""{"settings": {"training": {"epochs": 1}}}""", "There is no setting 'training'")]
    [InlineData("""{"settings": {"training.epochs": 1, "training.epochs": 2}}""", "training.epochs")]
    [InlineData("""{"settings": []}""", "'settings' must be an object in braces, not []")]
    [InlineData("""{"grid": {"seed": 1}}""", "The values of seed in the grid must be a list, for example [1, 2], not 1.")]
    [InlineData("""{"grid": {"seed": []}}""", "The setting seed is to be varied, but has no values.")]
    [InlineData("""{"grid": {"training.epochs": [1, "2"]}}""", "The setting training.epochs cannot be 2; a possible value is 10.")]
    [InlineData("""{"grid": {"training.epochs": [[1]]}}""", "The setting training.epochs cannot be [1]; a possible value is 10.")]
    [InlineData("""{"grid": {"training.epochs": [{"from": 1}]}}""", "The setting training.epochs cannot be")]
    [InlineData("""{"zip": {"training.patch": [2, 4], "training.dim": [8]}}""",
        "need equally many values, but training.patch has 2 and training.dim has 1.")]
    [InlineData("""{"zip": {"training.patch": [2, 4]}}""", "Settings that move together are at least two; one alone belongs to the grid.")]
    [InlineData("""{"zip": [1]}""", "'zip' must be an object in braces, or a list of such, not [1].")]
    [InlineData("""{"settings": {"recall.steps": 5}, "grid": {"seed": [1, 2]}, "measures": ["mse_6"]}""",
        "seed = 1: The measure mse_6 needs 6 steps, but recall.steps is 5: raise recall.steps, or measure earlier.")]
    [InlineData("""{"measures": "mse_5"}""", "'measures' must be a list of words, not mse_5.")]
    [InlineData("""{"measures": ["psnr"]}""", "There is no measure 'psnr'. Known are: smallest_mse, best_step, lifetime, lasting,")]
    [InlineData("""{"measures": []}""", "at least one measure")]
    public void A_bad_specification_says_where_and_why(string text, string message)
    {
        InvalidDataException error = Assert.Throws<InvalidDataException>(() => Read(text));
        Assert.Contains(message, error.Message, StringComparison.Ordinal);
        Assert.Contains("spec.json", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void The_measures_of_a_folder_are_read_as_they_were()
    {
        Sweep sweep = Sweep.Of(new Experiment()).Measure(Measures.Lifetime);
        SweepSpecification.Write(_folder.At("sweep.json"), sweep, new Dictionary<string, string>());
        Assert.Equal("lifetime", Assert.Single(Sweep.Read(_folder.At("sweep.json")).Measured).Name);
    }

    private Sweep Read(string text)
    {
        File.WriteAllText(_folder.At("spec.json"), text);
        return Sweep.Read(_folder.At("spec.json"));
    }
}
