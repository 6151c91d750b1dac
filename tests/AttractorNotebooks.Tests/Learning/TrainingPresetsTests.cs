using AttractorNotebooks.Data;
using AttractorNotebooks.Dynamics;
using AttractorNotebooks.Experiments;
using AttractorNotebooks.Learning;
using AttractorNotebooks.Tests.Data;
using AttractorNotebooks.Tokens;

namespace AttractorNotebooks.Tests.Learning;

[Trait("Speed", "Slow")]
public sealed class TrainingPresetsTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Published_is_the_default_plan_and_every_preset_is_valid()
    {
        Assert.Equal(new TrainingPlan(), TrainingPresets.Published);
        Assert.Equal(["published", "figure", "figure-noise", "figure-pictures", "normalized", "pooled"], TrainingPresets.ByName.Keys);
        Assert.All(TrainingPresets.ByName.Values, plan => plan.Validated());
    }

    [Fact]
    public void The_file_of_a_trained_network_keeps_how_to_recall()
    {
        DynamicsSettings recall = new() { Update = UpdateRule.Leaky(0.25), MaskMode = MaskMode.Clamped, LayerNorm = false };
        TrainingSession session = TrainingSession.Start(Tiny with { Recall = recall }, Digits());
        session.Network.Save(_folder.At("j.safetensors"));
        TrainedNetwork network = TrainedNetwork.Load(_folder.At("j.safetensors"));
        Assert.Equal(recall, network.Recall);
        Assert.Equal(recall, network.Plan.Recall);
    }

    [Fact]
    public void Training_does_not_depend_on_how_to_recall_and_may_be_resumed_with_another()
    {
        TrainingPlan other = Tiny with { Recall = new DynamicsSettings { Update = UpdateRule.Residual } };
        TrainingSession plain = TrainingSession.Start(Tiny, Digits());
        plain.RunEpoch();
        plain.Save(_folder.At("checkpoint"));
        TrainingSession resumed = TrainingSession.Resume(_folder.At("checkpoint"), other, Digits());
        plain.Run();
        resumed.Run();
        Assert.Equal(other.Recall, resumed.Network.Recall);
        Assert.Equal(plain.Network.Couplings.Values, resumed.Network.Couplings.Values);
    }

    [MnistFact]
    public void The_presets_of_the_figure_reach_the_aims_on_MNIST_test_images()
    {
        DigitData digits = MnistFolder.Read(MnistFactAttribute.Folder!, published: true);
        foreach (FigurePanel panel in FigurePanel.All)
        {
            TrainedNetwork network = new FigureReproduction(digits).Learn(panel.Training);
            ErrorCurve here = ErrorCurve.Of(RecallExperiment.Run(network, digits.Test.Take(256), panel.Recall));
            Assert.All(panel.CompareBare(here).Aims, aim => Assert.True(aim.Reached, $"{aim.Name} is {aim.Value}, asked is {aim.Range}."));
        }
    }

    [MnistFact]
    public void The_normalized_presets_learn_on_MNIST_within_a_few_updates()
    {
        // A tenth of the images is enough to pass the mean training image (0.92) by far; the whole presets pass the Gaussian conditional
        // mean.
        DigitData digits = MnistFolder.Read(MnistFactAttribute.Folder!, published: true);
        foreach ((TrainingPlan preset, double least) in new[] { (TrainingPresets.Normalized, 0.93), (TrainingPresets.Pooled, 0.95) })
        {
            TrainingSession session = TrainingSession.Start(preset with { Examples = 5_000, Epochs = 1 }, digits);
            session.Run();
            RecallResult result = PredictionExperiment.Run(session.Network, digits.Test.Take(256), new RecallPlan { Steps = 1 });
            Assert.InRange(1 - result.Trajectory.MaskedErrors[0].Average(), least, 0.99);
            Assert.All(result.Trajectory.KnownErrors[0], error => Assert.Equal(0, error));
        }
    }

    private static TrainingPlan Tiny { get; } = new() { Examples = 40, Epochs = 2, Patch = 7, Embedding = EmbeddingKind.Gaussian };

    private static DigitData Digits() => new(GeneratedDigits.Draw(40, 1), GeneratedDigits.Draw(20, 1, "test"), "");
}
