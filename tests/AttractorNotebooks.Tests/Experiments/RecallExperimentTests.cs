using AttractorNotebooks.Data;
using AttractorNotebooks.Experiments;
using AttractorNotebooks.Learning;

namespace AttractorNotebooks.Tests.Experiments;

public sealed class RecallExperimentTests
{
    [Fact]
    public void A_recall_of_a_thousand_images_takes_less_than_200_megabytes_beside_the_couplings()
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
}
