using System.Globalization;
using AttractorNotebooks.Data;
using AttractorNotebooks.Dynamics;
using AttractorNotebooks.Learning;
using AttractorNotebooks.Tokens;

namespace AttractorNotebooks.Experiments;

/// <summary>Corrupts images, runs a trained network on them and measures every step against the originals.</summary>
public static class RecallExperiment
{
    /// <summary>
    /// So many images of every experiment are kept as they were after t = 1, 5, 20, 100, ... and the last step, to be looked at.
    /// </summary>
    public const int ImagesShown = 6;

    /// <summary>The steps after which they are kept: 1, 5, 20, 100, 500, 2000, ..., and the last one.</summary>
    /// <param name="steps">The number of the last step.</param>
    public static IReadOnlyList<int> ShownSteps(int steps)
    {
        List<int> shown = [];
        for (long t = 1; t < steps; t *= t.ToString(CultureInfo.InvariantCulture)[0] == '5' ? 4 : 5) shown.Add((int)t);
        if (steps > 0) shown.Add(steps);
        return shown;
    }

    /// <summary>Runs the experiment.</summary>
    /// <param name="network">The trained network.</param>
    /// <param name="images">The images to corrupt and recall; of the size that the network was trained on.</param>
    /// <param name="plan">How.</param>
    /// <param name="workers">Threads; null for one a processor.</param>
    /// <param name="progress">Told the number of the step just done.</param>
    /// <param name="cancellation">Stops between steps.</param>
    /// <exception cref="ArgumentException">The images do not fit the network, or a setting is out of its range.</exception>
    public static RecallResult Run(
        TrainedNetwork network, ImageSet images, RecallPlan plan, WorkerPool? workers = null, IProgress<int>? progress = null,
            CancellationToken cancellation = default)
    {
        RequireFitting(network, images);
        return Run(network, CorruptedImages.Of(images, network.Tokenizer.Tokens, plan, network.Plan.Gray), plan, workers, progress,
            cancellation);
    }

    /// <summary>Runs the experiment on images that are corrupted already.</summary>
    /// <param name="network">The trained network.</param>
    /// <param name="images">The images; of the size that the network was trained on.</param>
    /// <param name="plan">How; strength, law and masks are those of the images.</param>
    /// <param name="workers">Threads; null for one a processor.</param>
    /// <param name="progress">Told the number of the step just done.</param>
    /// <param name="cancellation">Stops between steps.</param>
    /// <exception cref="ArgumentException">The images do not fit the network, or a setting is out of its range.</exception>
    public static RecallResult Run(
        TrainedNetwork network, CorruptedImages images, RecallPlan plan, WorkerPool? workers = null, IProgress<int>? progress = null,
            CancellationToken cancellation = default)
    {
        plan.Validated();
        ImageTokenizer tokenizer = network.Tokenizer;
        if (network.HeadCount > 1)
            throw new ArgumentException($"These couplings have {network.HeadCount} heads, which the published dynamics does not know; "
                + "restore images by their densities instead (PredictionExperiment, or recall --predict).", nameof(network));
        int count = images.Level.Length / tokenizer.Grid.Pixels;
        AttractorDynamics dynamics = network.Dynamics(plan.Dynamics, count, workers);
        dynamics.Start(tokenizer.EncodeLevel<float>(images.Corrupted), images.Masked);
        TrajectoryRecorder recorder = new(new ImageTarget(tokenizer, images.Level, images.Masked),
            plan.KeepImagesAt.Where(t => t > 0), plan.Energies, plan.Norms);
        FirstImages first = new(tokenizer, Math.Min(ImagesShown, count), plan.Steps);
        dynamics.Run(plan.Steps, new Observers(recorder, first, progress), cancellation);
        return new RecallResult(plan, tokenizer, images, recorder.ToTrajectory()) { FirstImages = first.Kept };
    }

    /// <summary>Refuses images of another size than the network was trained on.</summary>
    internal static void RequireFitting(TrainedNetwork network, ImageSet images)
    {
        PatchGrid grid = network.Tokenizer.Grid;
        if (images.Height != grid.Height || images.Width != grid.Width || images.Channels != grid.Channels)
            throw new ArgumentException(
                $"{images.Name} has images of {images.Height} x {images.Width} x {images.Channels}, but the network was trained on "
                    + $"{grid.Height} x {grid.Width} x {grid.Channels}.", nameof(images));
    }

    private sealed class Observers(TrajectoryRecorder recorder, FirstImages first, IProgress<int>? progress) : IStepObserver
    {
        public void Observe(AttractorDynamics dynamics)
        {
            recorder.Observe(dynamics);
            first.Observe(dynamics);
            progress?.Report(dynamics.Time);
        }
    }
}
