using AttractorNotebooks.Data;
using AttractorNotebooks.Experiments;
using AttractorNotebooks.Learning;
using AttractorNotebooks.Tokens;

namespace AttractorNotebooks.Tests.Experiments;

[Trait("Speed", "Slow")]
public sealed class RecallBaselinesTests
{
    private static readonly DigitData Digits = new(GeneratedDigits.Draw(300, 1), GeneratedDigits.Draw(20, 1, "test"), "");

    [Fact]
    public void Filters_of_noise_are_told_from_the_noisy_image_to_the_one_that_knows_most()
    {
        IReadOnlyList<BaselineResult> baselines = Measure(RecallTask.Noise, 0.7);
        Assert.Equal(["noisy image", "mean training image", "median of 3 x 3 pixels", "Wiener filter"], baselines.Select(b => b.Name));
        Assert.All(baselines, b => Assert.Null(b.MaskedMse));
        Assert.True(baselines[^1].Mse.Mean < 0.7 * baselines[0].Mse.Mean, $"{baselines[^1].Mse.Mean} against {baselines[0].Mse.Mean}");
    }

    [Fact]
    public void Without_noise_there_is_no_filter_to_fit()
    {
        IReadOnlyList<BaselineResult> baselines = Measure(RecallTask.Noise, 0);
        Assert.Equal(["noisy image", "mean training image", "median of 3 x 3 pixels"], baselines.Select(b => b.Name));
        Assert.Equal(0, baselines[0].Mse.Mean);
    }

    [Fact]
    public void The_filter_of_the_clamped_law_is_left_out_under_another()
    {
        RecallResult result = Recall(RecallTask.Noise, 0.7, new CorruptionLaw { Noise = NoiseLaw.Standardized });
        Assert.DoesNotContain("Wiener filter", RecallBaselines.Measure(result, Digits.Train).Select(b => b.Name));
    }

    [Fact]
    public void Fillings_of_masks_keep_what_is_known()
    {
        IReadOnlyList<BaselineResult> baselines = Measure(RecallTask.Mask, 0.5);
        Assert.Equal(["background", "mean training image", "Gaussian conditional mean"], baselines.Select(b => b.Name));
        Assert.All(baselines, b => Assert.Equal(b.MaskedMse!.Mean / 2, b.Mse.Mean, 6));
    }

    [Theory]
    [InlineData(RecallTask.Mask, 0.3)]
    [InlineData(RecallTask.Noise, 0.7)]
    public void Without_training_images_those_that_need_none_are_the_same(RecallTask task, double strength)
    {
        RecallResult result = Recall(task, strength);
        string[] alone = task == RecallTask.Mask ? ["background"] : ["noisy image", "median of 3 x 3 pixels"];
        Assert.Equal(RecallBaselines.Measure(result, Digits.Train).Where(b => alone.Contains(b.Name)), RecallBaselines.Measure(result));
    }

    private static IReadOnlyList<BaselineResult> Measure(RecallTask task, double strength) =>
        RecallBaselines.Measure(Recall(task, strength), Digits.Train);

    private static RecallResult Recall(RecallTask task, double strength, CorruptionLaw? law = null)
    {
        TrainingPlan plan = new() { Examples = 20, Epochs = 1, Patch = 7, Embedding = EmbeddingKind.Gaussian };
        TrainedNetwork network = TrainingSession.Start(plan, Digits).Network;
        return RecallExperiment.Run(network, Digits.Test,
            new RecallPlan { Task = task, Strength = strength, Law = law ?? new(), Steps = 1 });
    }
}
