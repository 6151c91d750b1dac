using AttractorNotebooks.Data;
using AttractorNotebooks.Experiments;
using AttractorNotebooks.Learning;

namespace AttractorNotebooks.Tests.Experiments;

public sealed class RecallExperimentTests
{
    [Theory]
    [InlineData(RecallTask.Mask, 0.3)]
    [InlineData(RecallTask.Noise, 0.7)]
    public void The_first_images_are_kept_as_they_pass_by_whatever_the_plan_keeps(RecallTask task, double strength)
    {
        ImageSet images = GeneratedDigits.Draw(20, 1, "test");
        TrainedNetwork network = TrainingSession.Start(new TrainingPlan { Examples = 20 }, new DigitData(images, images, "")).Network;
        RecallPlan plan = new() { Task = task, Strength = strength, Steps = 23 };
        RecallResult result = RecallExperiment.Run(network, images, plan with { KeepImagesAt = [1, 5, 20, 23] });
        Assert.Equal([1, 5, 20, 23], result.FirstImages.Keys.Order());
        foreach ((int t, float[] kept) in result.FirstImages) Assert.Equal(result.ImagesAt(t, 0, 1, 2, 3, 4, 5), kept);
        Assert.Equal(result.FirstImages[20], RecallExperiment.Run(network, images, plan).FirstImages[20]);
        Assert.Single(RecallExperiment.Run(network, images.Take(2), plan with { Steps = 1 }).FirstImages);
    }

    [Fact]
    public void A_recall_of_a_thousand_images_takes_less_than_200_megabytes()
    {
        ImageSet images = GeneratedDigits.Draw(1024, 1, "test");
        TrainedNetwork network = TrainingSession.Start(new TrainingPlan { Examples = 20 }, new DigitData(images, images, "")).Network;
        WorkerPool alone = new(1);
        // All that is ever asked for, freed again or not, is no less than the peak.
        long before = GC.GetAllocatedBytesForCurrentThread();
        RecallResult result = RecallExperiment.Run(network, images, new RecallPlan { Steps = 20 }, alone);
        long asked = GC.GetAllocatedBytesForCurrentThread() - before;
        Assert.Equal(1024, result.Trajectory.Errors[^1].Length);
        // Eighty more steps add their errors: on all, masked and known pixels, in double precision.
        Assert.InRange(asked + 80 * 3 * 1024 * sizeof(double), 0, 200_000_000);
    }

    [Fact]
    public void The_law_of_a_plan_decides_gray_levels_masks_and_noise()
    {
        ImageSet images = GeneratedDigits.Draw(30, 1);
        TrainedNetwork raw = TrainingSession.Start(new TrainingPlan { Examples = 20, Gray = GrayLevel.Raw },
            new DigitData(images, images, "")).Network;
        RecallResult masked = RecallExperiment.Run(raw, images,
            new RecallPlan { Steps = 1, Law = new CorruptionLaw { Masks = MaskRounding.Down } });
        Assert.Equal(30 * 58, masked.MaskedTokens.Span.Count(true));
        Assert.Equal(images.Pixels.ToArray(), masked.Level.ToArray());
        RecallPlan noise = new()
        {
            Task = RecallTask.Noise,
            Strength = 0.35,
            Steps = 1,
            Law = new CorruptionLaw { Noise = NoiseLaw.Standardized, Gray = GrayLevel.Doubled }
        };
        RecallResult noisy = RecallExperiment.Run(raw, images, noise);
        Assert.Equal(images.Levels(), noisy.Level.ToArray());
        Assert.Equal(Corruption.Noise(images, 0.35, 1, NoiseLaw.Standardized), noisy.Corrupted.ToArray());
    }
}
