using AttractorNotebooks.Analysis;
using AttractorNotebooks.Data;
using AttractorNotebooks.Experiments;
using AttractorNotebooks.Learning;
using AttractorNotebooks.Tokens;

namespace AttractorNotebooks.Tests.Experiments;

public class MemoryPathsTests
{
    // Image 0 is held for two steps, image 1 never, image 2 to the end.
    private static readonly MemoryPaths Paths = MemoryPaths.Of([[0.01, 0.9, 0.9], [0.02, 0.8, 0.03], [0.9, 0.9, 0.02]], 0.05, seed: 3);

    [Fact]
    public void Numbers_of_the_paths_are_summarized_over_the_images()
    {
        Assert.Equal(Summary.Of(new double[] { 2, 0, 2 }, 3), Paths.Lifetime);
        Assert.Equal(Summary.Of([0.01, 0.8, 0.02], 3), Paths.NearestError);
        Assert.Equal(Summary.Of(new double[] { 1, 2, 3 }, 3), Paths.NearestAt);
        Assert.Equal(Summary.Of([0.9, 0.9, 0.02], 3), Paths.LastError);
        Assert.Equal(1 / 3.0, Paths.NeverHeld.Mean, 1e-12);
        Assert.Equal(1 / 3.0, Paths.Outlived.Mean, 1e-12);
        Assert.Equal(Paths.Lifetime, Paths.Mean(path => path.Lifetime));
    }

    [Fact]
    public void Some_images_may_be_looked_at_alone_and_others_are_compared_image_by_image()
    {
        Assert.Equal(2, Paths.Where(image => image != 1).Lifetime.Mean);
        Assert.Equal(Summary.OfDifference([2, 0, 2], [2, 0, 2], 3), Paths.Minus(Paths, path => path.Lifetime));
        Assert.Throws<ArgumentException>(() => Paths.Minus(Paths.Where(image => image != 1), path => path.Lifetime));
    }

    [Fact]
    public void A_recall_knows_its_paths_its_clusters_and_how_far_its_images_are_apart()
    {
        DigitData digits = new(GeneratedDigits.Draw(40, 1), GeneratedDigits.Draw(10, 1, "test"), "");
        TrainingPlan plan = new() { Examples = 40, Epochs = 1, Patch = 7, Embedding = EmbeddingKind.Gaussian };
        RecallResult result = RecallExperiment.Run(plan.Train(digits), digits.Test,
            new RecallPlan { Steps = 4, KeepImagesAt = [4], Seed = 5 });

        Assert.Equal(MemoryPath.Of(result.Trajectory.Errors, 0.1), result.Paths(0.1).Each);
        Assert.Equal(5, result.Paths().Seed);
        Assert.Equal(result.Trajectory.Errors[1].Count(error => error <= 0.1) / 10.0, result.FractionWithin(0.1, 2).Mean, 1e-12);
        Assert.Equal(1, result.ClustersAt(4, 100).Count);
        Assert.Equal(
            StateClusters.Of(result.StateAt(4), plan.Tokenizer(digits.Test).Tokens, plan.Dim, 0.3).Sizes, result.ClustersAt(4, 0.3).Sizes);
        int pixels = digits.Test.PixelsPerImage;
        Assert.Equal(ImageSpread.Of(result.ImagesAt(4), pixels) / ImageSpread.Of(digits.Test.Levels(), pixels), result.SpreadAt(4));
        Assert.Throws<ArgumentException>(() => result.ClustersAt(3, 0.3));
    }
}
