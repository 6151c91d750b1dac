using AttractorNotebooks.Analysis;
using AttractorNotebooks.Data;
using AttractorNotebooks.Dynamics;
using AttractorNotebooks.Experiments;
using AttractorNotebooks.Learning;
using AttractorNotebooks.Transformers;

namespace AttractorNotebooks.Tests.Transformers;

[Trait("Speed", "Slow")]
public class TransformerRecallTests
{
    private static readonly TrainedTransformer Trained = SmallTransformers.Train(SmallTransformers.Plan(RecallTask.Mask));
    private static readonly ImageSet Images = SmallTransformers.Digits.Test;

    [Theory]
    [InlineData(RecallTask.Mask, 0.3)]
    [InlineData(RecallTask.Noise, 0.7)]
    public void Errors_are_those_of_the_images_it_hands_out(RecallTask task, double strength)
    {
        RecallResult result = TransformerRecall.Run(Trained, Images,
            new RecallPlan { Task = task, Strength = strength, Steps = 4, KeepImagesAt = [1, 4] });
        Assert.Equal((4, 4), (result.Errors.Count, result.Trajectory.Steps));
        foreach (int t in (int[])[1, 4])
        {
            ImageErrors errors = ImageErrors.Measure(result.ImagesAt(t), result.Level.Span, result.PixelsPerImage, result.MaskedPixels());
            Assert.Equal(errors.All, result.Trajectory.Errors[t - 1]);
            Assert.Equal(errors.Correlation, result.Trajectory.Correlations[t - 1]);
            if (task == RecallTask.Noise) continue;
            Assert.Equal(errors.Masked, result.Trajectory.MaskedErrors[t - 1]);
            Assert.Equal(errors.Known, result.Trajectory.KnownErrors[t - 1]);
        }
    }

    [Fact]
    public void Images_are_corrupted_as_for_the_bare_network()
    {
        RecallResult masked = TransformerRecall.Run(Trained, Images, new RecallPlan { Steps = 1, Seed = 4 });
        Assert.Equal(Corruption.RandomTokens(Images.Count, 16, 0.3, 4), masked.MaskedTokens.ToArray());
        RecallResult noisy = TransformerRecall.Run(Trained, Images,
            new RecallPlan { Task = RecallTask.Noise, Strength = 0.7, Steps = 1, Seed = 4 });
        Assert.Equal(Corruption.Noise(Images, 0.7, 4), noisy.Corrupted.ToArray());
    }

    [Fact]
    public void Linear_pixels_come_back_as_they_went_in_and_need_not_stay_in_bounds()
    {
        TransformerPlan plan = SmallTransformers.Plan(RecallTask.Noise) with
        {
            Pixels = PixelCode.Linear,
            Norm = NormPlacement.After,
            Epochs = 0
        };
        TrainedTransformer untrained = SmallTransformers.Train(plan);
        RecallResult result = TransformerRecall.Run(untrained, Images, new RecallPlan { Task = RecallTask.Noise, Steps = 1 });
        float[] level = Images.Levels();
        CorruptedImages clean = new(GrayLevel.Doubled, level, level, []);
        TransformerBatch batch = new(clean, untrained.Grid, PixelCode.Linear);
        Assert.Equal(level, untrained.Decode(batch.Target));
        Assert.True(result.Errors[0].Mean > 0.5, $"Bounded pixels could hardly be off by {result.Errors[0].Mean}.");
    }

    [Theory]
    [InlineData(ReadOut.Gray, 0)]
    [InlineData(ReadOut.Symmetric, -1)]
    public void Linear_pixels_are_read_out_within_the_bounds_of_the_plan(ReadOut readOut, float low)
    {
        TransformerPlan free = SmallTransformers.Plan(RecallTask.Noise) with { Pixels = PixelCode.Linear, Epochs = 0 };
        TrainedTransformer unbounded = SmallTransformers.Train(free), bounded = SmallTransformers.Train(free with { ReadOut = readOut });
        float[] output = [.. Enumerable.Range(0, 2 * Images.PixelsPerImage).Select(k => k % 7 - 3f)];
        Assert.Equal(unbounded.Decode(output).Select(level => Math.Clamp(level, low, 1)), bounded.Decode(output));
        Assert.Equal(unbounded.Parameters, bounded.Parameters);
    }

    [Fact]
    public void A_plan_of_an_older_file_says_no_bounds()
    {
        Assert.Equal(ReadOut.Free, SettingsJson.Read<TransformerPlan>("""{ "task": "noise", "pixels": "linear" }""").ReadOut);
        TransformerPlan plan = TransformerPlan.FigureRepeated(RecallTask.Mask);
        Assert.Equal(ReadOut.Symmetric, plan.ReadOut);
        Assert.Equal(plan, SettingsJson.Read<TransformerPlan>(SettingsJson.Write(plan)).Validated());
    }

    [Fact]
    public void An_image_depends_neither_on_the_others_nor_on_threads_nor_on_later_steps()
    {
        RecallPlan plan = new() { Steps = 3, Norms = true };
        RecallResult all = TransformerRecall.Run(Trained, Images, plan, new WorkerPool(1));
        RecallResult few = TransformerRecall.Run(Trained, Images.Take(11), plan with { Steps = 7 }, new WorkerPool(4));
        for (int t = 0; t < 3; t++)
        {
            Assert.Equal(all.Trajectory.Errors[t][..11], few.Trajectory.Errors[t]);
            Assert.Equal(all.Trajectory.Norms[t][..11], few.Trajectory.Norms[t]);
        }
    }

    [Fact]
    public void What_a_masked_token_held_cannot_be_known()
    {
        ImageSet inverted = new("inverted", "", 28, 28, 1, [.. Images.Pixels.ToArray().Select(v => 1 - v)], []);
        RecallPlan plan = new() { Strength = 0.5, Steps = 2, KeepImagesAt = [2] };
        RecallResult original = TransformerRecall.Run(Trained, Images, plan);
        // The masked tokens of the originals, the known tokens of the inverted images.
        float[] pixels = Images.Pixels.ToArray();
        bool[] masked = original.MaskedPixels();
        for (int k = 0; k < pixels.Length; k++) if (masked[k]) pixels[k] = inverted.Pixels.Span[k];
        RecallResult changed = TransformerRecall.Run(Trained, new ImageSet("changed", "", 28, 28, 1, pixels, []), plan);
        Assert.Equal(original.ImagesAt(2), changed.ImagesAt(2));
        Assert.NotEqual(original.Trajectory.MaskedErrors[1], changed.Trajectory.MaskedErrors[1]);
    }

    [Fact]
    public void What_it_cannot_do_is_refused()
    {
        Assert.Throws<ArgumentException>(() => TransformerRecall.Run(Trained, Images, new RecallPlan { Energies = true }));
        Assert.Throws<ArgumentException>(() => TransformerRecall.Run(Trained, Images,
            new RecallPlan { Dynamics = new DynamicsSettings() }));
        Assert.Throws<ArgumentOutOfRangeException>(() => TransformerRecall.Run(Trained, Images, new RecallPlan { Steps = -1 }));
        ImageSet small = new("small", "", 14, 14, 1, new float[196], []);
        Assert.Contains("14 x 14", Assert.Throws<ArgumentException>(() => TransformerRecall.Run(Trained, small, new RecallPlan())).Message,
            StringComparison.Ordinal);
        using CancellationTokenSource stop = new();
        stop.Cancel();
        Assert.Throws<OperationCanceledException>(() => TransformerRecall.Run(Trained, Images, new RecallPlan(), cancellation: stop.Token));
    }
}
