using AttractorNotebooks.Data;
using AttractorNotebooks.Experiments;
using AttractorNotebooks.Learning;
using AttractorNotebooks.Transformers;

namespace AttractorNotebooks.Reproductions;

/// <summary>Computes the published results anew: the training curve, the curves of the figure, and the pictures beside them.</summary>
/// <param name="digits">MNIST, or other images to learn what the numbers would be.</param>
/// <param name="images">Test images of a curve, the first ones; at least 1.</param>
/// <param name="seed">Seed of everything.</param>
/// <param name="examples">Training images of every network; published: 10 000.</param>
/// <param name="workers">Threads; null for one a processor. The numbers do not depend on it.</param>
public sealed class FigureReproduction(DigitData digits, int images = 256, int seed = 1, int examples = 10_000, WorkerPool? workers = null)
{
    private const int Steps = 100;
    private static readonly int[] Shown = [5, 100];

    private readonly WorkerPool _workers = workers ?? new WorkerPool();
    private readonly Dictionary<TrainingPlan, TrainedNetwork> _networks = [];
    private readonly Dictionary<TransformerPlan, TrainedTransformer> _transformers = [];
    private readonly List<PanelCurves> _panels = [];

    /// <summary>The curves that <see cref="Curves"/> has computed, a panel each; empty before.</summary>
    public IReadOnlyList<PanelCurves> Panels => _panels;

    /// <summary>The epochs of the run that <see cref="Training"/> has made; empty before.</summary>
    public IReadOnlyList<EpochReport> Epochs { get; private set; } = [];

    /// <summary>The published training run against its printed losses and similarities.</summary>
    /// <param name="progress">Told the share that is done, in [0, 1].</param>
    /// <param name="cancellation">Stops the work.</param>
    public Reproduction Training(IProgress<double>? progress = null, CancellationToken cancellation = default)
    {
        PublishedTraining published = PublishedCurves.Training;
        TrainingPlan plan = Seeded(TrainingPresets.Published) with { Epochs = published.Epochs[^1] };
        TrainingSession session = TrainingSession.Start(plan, digits, _workers);
        IReadOnlyList<EpochReport> reports = session.Run(progress: progress, cancellation: cancellation);
        Epochs = reports;
        Reproduction results = new();
        for (int k = 0; k < published.Epochs.Length; k++)
        {
            EpochReport here = reports[published.Epochs[k] - 1];
            results.Value($"training, epoch {here.Epoch}: loss", published.Losses[k], here.Loss)
                .Value($"training, epoch {here.Epoch}: 1 - MSE on masked pixels", published.Similarities[k], here.MaskedSimilarity);
        }
        return results;
    }

    /// <summary>The curves of bare self-attention, of the repeated block and of the standard transformer.</summary>
    /// <param name="progress">Told the share that is done, in [0, 1].</param>
    /// <param name="cancellation">Stops the work.</param>
    public Reproduction Curves(IProgress<double>? progress = null, CancellationToken cancellation = default)
    {
        Reproduction results = new();
        Stages stages = new(progress, 3 * FigurePanel.All.Count);
        foreach (FigurePanel panel in FigurePanel.All)
        {
            TrainedNetwork network = Learn(panel.Training, stages.Next(), cancellation);
            RecallResult bare = RecallExperiment.Run(network, Test, Plan(panel.Recall), _workers, null, cancellation);
            ErrorCurve bareCurve = ErrorCurve.Of(bare);
            results.Add(panel.CompareBare(bareCurve));
            RecallResult repeated = Restore(TransformerPlan.FigureRepeated(panel.Recall.Task), Steps, stages.Next(), cancellation);
            ErrorCurve repeatedCurve = ErrorCurve.Of(repeated);
            results.Add(panel.CompareRepeated(repeatedCurve));
            RecallResult standard = Restore(TransformerPlan.FigureStandard(panel.Recall.Task), 1, stages.Next(), cancellation);
            results.Point(panel.Standard, ErrorCurve.Of(standard), 1);
            _panels.Add(new PanelCurves(panel, bareCurve, repeatedCurve));
        }
        return results;
    }

    /// <summary>The pictures: from the published corrupted digits on, pixel by pixel against the published recalled ones.</summary>
    /// <param name="progress">Told the share that is done, in [0, 1].</param>
    /// <param name="cancellation">Stops the work.</param>
    public Reproduction Pictures(IProgress<double>? progress = null, CancellationToken cancellation = default)
    {
        Reproduction results = new();
        Stages stages = new(progress, 3);
        foreach (RecallTask task in new[] { RecallTask.Mask, RecallTask.Noise })
        {
            // One set of couplings for both panels: learned with the first.
            TrainedNetwork network = Learn(TrainingPresets.FigurePictures, task == RecallTask.Mask ? stages.Next() : null, cancellation);
            double[] errors = Compare(results, task, PublishedImages.Bare, FromPublished(task, network, cancellation));
            string name = task == RecallTask.Mask ? "mask" : "noise";
            results.Aim($"{name}, bare: pictures at t = 5", Math.Max(errors[0], errors[1]), high: 0.03)
                .Aim($"{name}, bare: pictures at t = 100", Math.Max(errors[2], errors[3]), high: task == RecallTask.Mask ? 0.04 : 0.03);
            TrainedTransformer block = Train(TransformerPlan.FigureRepeated(task), stages.Next(), cancellation);
            Compare(results, task, PublishedImages.Block, FromPublished(task, block, cancellation));
        }
        return results;
    }

    /// <summary>The pictures of one panel from given couplings on: a row for the 0 and the 1 at t = 5 and at t = 100.</summary>
    /// <param name="task">The panel.</param>
    /// <param name="network">The couplings.</param>
    /// <param name="cancellation">Stops the work.</param>
    public Reproduction ComparePictures(RecallTask task, TrainedNetwork network, CancellationToken cancellation = default)
    {
        Reproduction results = new();
        Compare(results, task, PublishedImages.Bare, FromPublished(task, network, cancellation));
        return results;
    }

    /// <summary>Starts bare self-attention from the published corrupted digits of a panel; keeps t = 5 and t = 100.</summary>
    /// <param name="task">The panel.</param>
    /// <param name="network">The couplings.</param>
    /// <param name="cancellation">Stops the work.</param>
    public RecallResult FromPublished(RecallTask task, TrainedNetwork network, CancellationToken cancellation = default)
    {
        CorruptedImages start = PublishedImages.Corrupted(task, PublishedImages.Bare, network.Tokenizer.Grid);
        return RecallExperiment.Run(network, start, PicturePlan(task), _workers, null, cancellation);
    }

    /// <summary>Starts a repeated block from the published corrupted digits of a panel; keeps t = 5 and t = 100.</summary>
    /// <param name="task">The panel.</param>
    /// <param name="block">The block.</param>
    /// <param name="cancellation">Stops the work.</param>
    public RecallResult FromPublished(RecallTask task, TrainedTransformer block, CancellationToken cancellation = default)
    {
        CorruptedImages start = PublishedImages.Corrupted(task, PublishedImages.Block, block.Grid);
        return TransformerRecall.Run(block, start, PicturePlan(task), _workers, null, cancellation);
    }

    /// <summary>The couplings of a plan under this seed; learned once.</summary>
    /// <param name="plan">How.</param>
    /// <param name="progress">Told the share that is done, in [0, 1].</param>
    /// <param name="cancellation">Stops the work.</param>
    public TrainedNetwork Learn(TrainingPlan plan, IProgress<double>? progress = null, CancellationToken cancellation = default)
    {
        plan = Seeded(plan);
        if (_networks.TryGetValue(plan, out TrainedNetwork? known)) return known;
        TrainingSession session = TrainingSession.Start(plan, digits, _workers);
        session.Run(null, progress, cancellation);
        return _networks[plan] = session.Network;
    }

    /// <summary>The transformer of a plan under this seed; trained once.</summary>
    /// <param name="plan">How.</param>
    /// <param name="progress">Told the share that is done, in [0, 1].</param>
    /// <param name="cancellation">Stops the work.</param>
    public TrainedTransformer Train(TransformerPlan plan, IProgress<double>? progress = null, CancellationToken cancellation = default)
    {
        plan = plan with { Seed = seed, Examples = examples };
        if (_transformers.TryGetValue(plan, out TrainedTransformer? known)) return known;
        TransformerTraining training = TransformerTraining.Start(plan, digits, _workers);
        training.Run(null, progress, cancellation);
        return _transformers[plan] = training.Network;
    }

    /// <summary>Runs the transformer of a plan on the first test images, corrupted as the plan says; it is trained once.</summary>
    /// <param name="plan">How it is trained.</param>
    /// <param name="steps">How often it is applied; 1 for the standard transformer.</param>
    /// <param name="progress">Told the share of the training that is done, in [0, 1].</param>
    /// <param name="cancellation">Stops the work.</param>
    public RecallResult Restore(
        TransformerPlan plan, int steps, IProgress<double>? progress = null, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(plan);
        RecallPlan how = new()
        {
            Task = plan.Task,
            MaskFraction = plan.MaskFraction,
            NoiseSigma = plan.NoiseSigma,
            Law = plan.Law,
            Steps = steps,
            Seed = seed,
        };
        return TransformerRecall.Run(Train(plan, progress, cancellation), Test, how, _workers, null, cancellation);
    }

    private static double[] Compare(Reproduction results, RecallTask task, string network, RecallResult here)
    {
        List<double> errors = [];
        foreach (int t in Shown)
        {
            for (int digit = 0; digit <= 1; digit++)
            {
                PublishedImage there = PublishedImages.Find(task, network, digit, $"t{t}");
                float[] picture = here.ImagesAt(t, digit);
                results.Picture(there, picture);
                errors.Add(there.MseTo(picture));
            }
        }
        return [.. errors];
    }

    private ImageSet Test => digits.Test.Take(images);

    private RecallPlan Plan(RecallPlan recall) => recall with { Steps = Steps, Seed = seed };

    private static RecallPlan PicturePlan(RecallTask task) => new() { Task = task, Steps = Steps, KeepImagesAt = Shown };

    private TrainingPlan Seeded(TrainingPlan plan) => plan.Seeded(seed) with { Examples = examples };

    // Equal shares for stages that follow one another.
    private sealed class Stages(IProgress<double>? whole, int count)
    {
        private int _begun;

        public Share? Next()
        {
            int stage = _begun++;
            return whole == null ? null : new Share(value => whole.Report((stage + value) / count));
        }
    }

    private sealed class Share(Action<double> report) : IProgress<double>
    {
        public void Report(double value) => report(value);
    }
}
