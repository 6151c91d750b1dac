using AttractorNotebooks.Experiments;
using AttractorNotebooks.Tests.Data;
using AttractorNotebooks.Transformers;

namespace AttractorNotebooks.Tests.Transformers;

[Trait("Speed", "Slow")]
public class TransformerTrainingTests
{
    [Theory]
    [InlineData(RecallTask.Mask, 0.075)]
    [InlineData(RecallTask.Noise, 0.09)]
    public void Training_restores_test_images_better_than_the_corruption_left_them(RecallTask task, double bound)
    {
        TransformerPlan plan = SmallTransformers.Plan(task) with
        {
            Patch = 4,
            Width = 32,
            Heads = 4,
            Hidden = 64,
            Blocks = 1,
            MinRepeats = 2,
            Examples = 300,
            Epochs = 12,
            BatchSize = 20,
            WarmUp = 20
        };
        IReadOnlyList<TransformerEpoch> epochs = TransformerTraining.Start(plan, SmallTransformers.Digits).Run();
        Assert.Equal(Enumerable.Range(1, 12), epochs.Select(epoch => epoch.Epoch));
        Assert.True(epochs[^1].Loss < epochs[0].Loss / 3, $"The loss went from {epochs[0].Loss} to {epochs[^1].Loss}.");
        Assert.True(epochs[^1].Error < bound, $"The error is {epochs[^1].Error}.");
    }

    [Theory]
    [InlineData(RecallTask.Mask)]
    [InlineData(RecallTask.Noise)]
    public void The_same_seed_gives_the_same_bits_with_any_number_of_threads(RecallTask task)
    {
        TransformerPlan plan = SmallTransformers.Plan(task);
        float[] one = SmallTransformers.Numbers(SmallTransformers.Train(plan, threads: 1));
        Assert.Equal(one, SmallTransformers.Numbers(SmallTransformers.Train(plan, threads: 5)));
        Assert.NotEqual(one, SmallTransformers.Numbers(SmallTransformers.Train(plan with { Seed = 2 }, threads: 1)));
    }

    [Fact]
    public void A_training_stopped_within_an_epoch_and_resumed_ends_like_the_unbroken_one()
    {
        using TemporaryFolder folder = new();
        string path = Path.Combine(folder.Path, "stopped.safetensors");
        TransformerPlan plan = SmallTransformers.Plan(RecallTask.Mask);
        TransformerTraining training = TransformerTraining.Start(plan, SmallTransformers.Digits);
        using CancellationTokenSource stop = new();
        // Of 2 epochs with 3 updates each, the fourth update is the first of the second epoch.
        Assert.Throws<OperationCanceledException>(() =>
            training.Run(progress: new Watch(done => { if (done > 0.6) stop.Cancel(); }), cancellation: stop.Token));
        Assert.Equal(1, training.Epoch);
        training.Save(path);

        TransformerTraining resumed = TransformerTraining.Resume(path, plan, SmallTransformers.Digits);
        TransformerEpoch last = Assert.Single(resumed.Run());
        TransformerTraining unbroken = TransformerTraining.Start(plan, SmallTransformers.Digits);
        TransformerEpoch expected = unbroken.Run()[^1];
        Assert.Equal(SmallTransformers.Numbers(unbroken.Network), SmallTransformers.Numbers(resumed.Network));
        Assert.Equal((expected.Epoch, expected.Loss, expected.Error, expected.At), (last.Epoch, last.Loss, last.Error, last.At));
    }

    [Fact]
    public void A_training_cannot_be_resumed_with_another_plan()
    {
        using TemporaryFolder folder = new();
        string path = Path.Combine(folder.Path, "started.safetensors");
        TransformerPlan plan = SmallTransformers.Plan(RecallTask.Mask);
        TransformerTraining.Start(plan, SmallTransformers.Digits).Save(path);
        InvalidDataException error =
            Assert.Throws<InvalidDataException>(() => TransformerTraining.Resume(path, plan with { Width = 24 }, SmallTransformers.Digits));
        Assert.Contains("another plan", error.Message, StringComparison.Ordinal);
        error = Assert.Throws<InvalidDataException>(() =>
            TransformerTraining.Resume(path, plan,
            SmallTransformers.Digits with { Train = SmallTransformers.Digits.Test.Select(Enumerable.Range(0, 60).Select(k => k % 40)) }));
        Assert.Contains("other images", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_rate_that_is_far_too_high_is_told_instead_of_going_on_with_NaN()
    {
        TransformerPlan plan = SmallTransformers.Plan(RecallTask.Mask);
        plan = plan with { Epochs = 40, Optimizer = plan.Optimizer with { LearningRate = 1e30 } };
        ArithmeticException error = Assert.Throws<ArithmeticException>(() => TransformerTraining.Start(plan, SmallTransformers.Digits)
            .Run());
        Assert.Contains("Lower the learning rate", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Settings_that_make_no_sense_are_refused_by_name()
    {
        TransformerPlan plan = SmallTransformers.Plan(RecallTask.Mask);
        Assert.Contains("5 heads", Assert.Throws<ArgumentException>(() => (plan with { Heads = 5 }).Validated()).Message,
            StringComparison.Ordinal);
        Assert.Equal("MaxRepeats", Assert.Throws<ArgumentOutOfRangeException>(() => (plan with { MinRepeats = 4 }).Validated()).ParamName);
        Assert.Contains("KeepRootMeanSquare",
            Assert.Throws<ArgumentException>(() => (plan with { Optimizer = new() }).Validated()).Message, StringComparison.Ordinal);
        Assert.Contains("301 examples",
            Assert.Throws<ArgumentException>(() => TransformerTraining.Start(plan with { Examples = 301 }, SmallTransformers.Digits))
            .Message, StringComparison.Ordinal);
        Assert.Throws<ArgumentException>(() => TransformerTraining.Start(plan with { Patch = 5 }, SmallTransformers.Digits));
        Assert.Throws<ArgumentOutOfRangeException>(() =>
            TransformerTraining.Start(plan with { Strength = 1.5 }, SmallTransformers.Digits).Run());
    }

    private sealed class Watch(Action<double> report) : IProgress<double>
    {
        public void Report(double value) => report(value);
    }
}
