using System.Diagnostics;
using AttractorNotebooks.Data;
using AttractorNotebooks.Experiments;
using AttractorNotebooks.Learning;
using AttractorNotebooks.Tokens;

namespace AttractorNotebooks.Sweeps;

/// <summary>Tries a point in parts, one epoch and a few steps, and goes from its times to those of all by the arithmetic of each.</summary>
internal static class SweepTrial
{
    // Steps that are timed, and the time after which an epoch is not repeated only to leave the compiler's work out.
    private const int Steps = 5;
    private static readonly TimeSpan Long = TimeSpan.FromSeconds(3);

    // A number with its comma in a point's file; what else is there.
    private const int CharactersOfNumber = 22, CharactersOfPoint = 3000;

    // Couplings, what the optimizer keeps of each, and a gradient.
    private const int TrainingCopies = 4;

    public static SweepEstimate Estimate(Sweep sweep, string path, SweepOptions options, CancellationToken cancellation)
    {
        int threads = options.ThreadCount;
        OpenedDigits digits = OpenedDigits.Of(sweep, cancellation);
        SweepFolder folder = SweepFolder.Of(sweep, path, digits);
        SweepPoint[] missing = [.. folder.Points.Where(point => !point.Exists).Select(point => point.Point)];
        if (missing.Length == 0) return new SweepEstimate(sweep.Points.Count, 0, 0, default, default, 0, 0, "");
        SweepPoint[] untrained = [.. missing.DistinctBy(folder.NetworkKeyOf).Where(point => !File.Exists(folder.NetworkOf(point)))];

        Size Of(SweepPoint point) => Size.Of(point.Experiment, digits[point.Experiment.Data]);
        // The largest, so that its memory is that of all.
        SweepPoint trial = missing.MaxBy(point => Of(point).CouplingBytes)!;
        Size size = Of(trial);
        (double start, double epoch, double step) = Time(trial.Experiment, digits[trial.Experiment.Data], threads, cancellation);
        double training = untrained.Sum(point => start + epoch * Of(point).Epochs * Of(point).Epoch / size.Epoch);
        double recall = missing.Sum(point => step * Of(point).Steps * Of(point).Step / size.Step) / Math.Min(threads, missing.Length);

        using Process self = Process.GetCurrentProcess();
        long columns = sweep.Columns.Count();
        long disk = untrained.Sum(point => Of(point).CouplingBytes)
            + missing.Sum(point => CharactersOfPoint + columns * point.Experiment.Data.Images * CharactersOfNumber);
        return new SweepEstimate(sweep.Points.Count, missing.Length, untrained.Length, TimeSpan.FromSeconds(training),
            TimeSpan.FromSeconds(recall), Math.Max(self.PeakWorkingSet64, TrainingCopies * size.CouplingBytes), disk, trial.ToString());
    }

    /// <summary>Seconds to begin training, of an epoch, and of a step of all images on one of so many busy threads.</summary>
    private static (double Start, double Epoch, double Step) Time(
        Experiment experiment, DigitData digits, int threads, CancellationToken cancellation)
    {
        Stopwatch watch = Stopwatch.StartNew();
        TrainingSession session = TrainingSession.Start(experiment.Training with { Epochs = 2, Patience = 0 }, digits,
            new WorkerPool(threads));
        double start = watch.Elapsed.TotalSeconds, epoch = session.RunEpoch(cancellation: cancellation).Seconds;
        if (epoch < Long.TotalSeconds) epoch = session.RunEpoch(cancellation: cancellation).Seconds;
        TrainedNetwork network = session.Network;
        RecallPlan plan = experiment.Recall with { Dynamics = experiment.Dynamics, Steps = Math.Min(Steps, experiment.Recall.Steps) };
        ImageSet images = experiment.Data.From(digits);
        Recall();
        watch.Restart();
        // As many at once as there will be: they share the machine.
        Parallel.For(0, threads, new ParallelOptions { MaxDegreeOfParallelism = threads, CancellationToken = cancellation }, _ => Recall());
        return (start, epoch, watch.Elapsed.TotalSeconds / plan.Steps);

        void Recall() => RecallExperiment.Run(network, images, plan, new WorkerPool(1), null, cancellation);
    }

    /// <summary>Work in units that only the trial gives a time.</summary>
    private readonly record struct Size(double Epoch, int Epochs, double Step, int Steps, long CouplingBytes)
    {
        // What the similarity of masked pixels is measured on after every epoch: images and steps.
        private const double Measured = 512 * 5;

        public static Size Of(Experiment experiment, DigitData digits)
        {
            TrainingPlan plan = experiment.Training;
            PatchGrid grid = new(digits.Train.Height, digits.Train.Width, plan.Patch, digits.Train.Channels);
            double n = grid.Tokens, d = plan.Dim, step = n * n * (d * d + 2 * d);
            double learning = plan.Learning.Tokens == TokenChoice.All ? 2 * step : 2 * step / n;
            return new Size(plan.Examples * learning + Measured * step, plan.Epochs, experiment.Data.Images * step, experiment.Recall.Steps,
                (long)(n * n * d * d) * plan.Learning.Rule.HeadCount * sizeof(float));
        }
    }
}
