using System.Numerics.Tensors;
using AttractorNotebooks.Analysis;
using AttractorNotebooks.Data;
using AttractorNotebooks.Dynamics;
using AttractorNotebooks.Experiments;

namespace AttractorNotebooks.Transformers;

/// <summary>
/// Corrupts images, applies a trained transformer's blocks again and again, and measures the decoded state after every iteration.
/// </summary>
public static class TransformerRecall
{
    private const int GroupImages = 8;

    /// <summary>Runs the experiment on the same masks and noise that <see cref="RecallExperiment"/> draws for the same plan.</summary>
    /// <param name="trained">The transformer.</param>
    /// <param name="images">The images to corrupt and restore; of the size that it was trained on.</param>
    /// <param name="plan">
    /// How. One step applies all blocks once: a standard transformer has done what it was trained for after step 1. The dynamics and the
    /// energies are the bare network's and must be left alone; the norms are the mean lengths of the states.
    /// </param>
    /// <param name="workers">Threads; null for one a processor. The numbers do not depend on it.</param>
    /// <param name="progress">Told the share of the work that is done, in [0, 1].</param>
    /// <param name="cancellation">Stops the work.</param>
    /// <exception cref="ArgumentException">The images do not fit the transformer, or a setting is out of its range.</exception>
    public static RecallResult Run(
        TrainedTransformer trained, ImageSet images, RecallPlan plan, WorkerPool? workers = null, IProgress<double>? progress = null,
        CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(trained);
        ArgumentNullException.ThrowIfNull(images);
        ArgumentNullException.ThrowIfNull(plan);
        trained.RequireFit(images);
        CorruptedImages corrupted = CorruptedImages.Of(images, trained.Grid.Tokens, plan, trained.Plan.Gray);
        return Run(trained, corrupted, plan, workers, progress, cancellation);
    }

    /// <summary>Runs the experiment on images that are corrupted already.</summary>
    /// <param name="trained">The transformer.</param>
    /// <param name="images">The images; of the size that it was trained on.</param>
    /// <param name="plan">How; strength, law and masks are those of the images.</param>
    /// <param name="workers">Threads; null for one a processor. The numbers do not depend on it.</param>
    /// <param name="progress">Told the share of the work that is done, in [0, 1].</param>
    /// <param name="cancellation">Stops the work.</param>
    /// <exception cref="ArgumentException">A setting is out of its range.</exception>
    public static RecallResult Run(
        TrainedTransformer trained, CorruptedImages images, RecallPlan plan, WorkerPool? workers = null,
        IProgress<double>? progress = null, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(trained);
        ArgumentNullException.ThrowIfNull(images);
        ArgumentNullException.ThrowIfNull(plan);
        ArgumentOutOfRangeException.ThrowIfNegative(plan.Steps);
        if (plan.Dynamics is not null || plan.Energies)
            throw new ArgumentException(
                "A transformer has neither the bare network's dynamics nor its energies; leave Dynamics null and Energies false.",
                nameof(plan));
        TransformerBatch batch = new(images, trained.Grid, trained.Plan.Pixels);
        Restoration work = new(trained, batch, plan, progress, cancellation);
        (workers ?? new WorkerPool()).Run(work);
        cancellation.ThrowIfCancellationRequested();
        return new RecallResult(plan, trained.Tokenizer, images, work.ToTrajectory());
    }

    private sealed class Restoration : IWork
    {
        private readonly TrainedTransformer _trained;
        private readonly TransformerBatch _batch;
        private readonly RecallPlan _plan;
        private readonly IProgress<double>? _progress;
        private readonly CancellationToken _cancellation;
        private readonly double[][] _all;
        private readonly double[][] _masked;
        private readonly double[][] _known;
        private readonly double[][] _correlations;
        private readonly double[][] _norms;
        private readonly Dictionary<int, float[]> _states = [];
        private int _done;

        public Restoration(TrainedTransformer trained, TransformerBatch batch, RecallPlan plan, IProgress<double>? progress,
            CancellationToken cancellation)
        {
            (_trained, _batch, _plan, _progress, _cancellation) = (trained, batch, plan, progress, cancellation);
            bool masks = plan.Task == RecallTask.Mask;
            (_all, _correlations) = (Table(plan.Steps), Table(plan.Steps));
            (_masked, _known) = (Table(masks ? plan.Steps : 0), Table(masks ? plan.Steps : 0));
            _norms = Table(plan.Norms ? plan.Steps : 0);
            foreach (int t in plan.KeepImagesAt)
            {
                ArgumentOutOfRangeException.ThrowIfNegative(t, nameof(plan.KeepImagesAt));
                if (t > 0 && t <= plan.Steps) _states[t] = new float[batch.Target.Length];
            }
        }

        public int Units => (_batch.Images + GroupImages - 1) / GroupImages;

        public void Run(int unit)
        {
            TransformerShape shape = _trained.Transformer.Shape;
            int first = unit * GroupImages, images = Math.Min(GroupImages, _batch.Images - first), size = shape.Tokens * shape.Components;
            TransformerPass<float> pass = new(shape, images, traces: 1);
            _batch.Input.AsSpan(first * size, images * size).CopyTo(pass.Patches.Numbers);
            bool[] mask = PixelMask(first, images);
            _trained.Transformer.Encode(_trained.Parameters, pass);
            for (int t = 1; t <= _plan.Steps; t++)
            {
                if (_cancellation.IsCancellationRequested) return;
                _trained.Transformer.Iterate(_trained.Parameters, pass, t - 1);
                _trained.Transformer.Decode(_trained.Parameters, pass);
                Measure(pass, t, first, mask);
                if (_states.TryGetValue(t, out float[]? kept)) pass.Output.Numbers.CopyTo(kept.AsSpan(first * size));
            }
            _progress?.Report(Interlocked.Increment(ref _done) / (double)Units);
        }

        public Trajectory ToTrajectory() => new()
        {
            Errors = _all,
            MaskedErrors = _masked,
            KnownErrors = _known,
            Correlations = _correlations,
            Energies = [],
            Norms = _norms,
            States = _states,
            Steps = _plan.Steps,
        };

        private double[][] Table(int steps) => [.. Enumerable.Range(0, steps).Select(_ => new double[_batch.Images])];

        private bool[] PixelMask(int first, int images)
        {
            int tokens = _trained.Grid.Tokens;
            List<bool> mask = [];
            for (int k = first; k < first + images && _batch.Masked.Length > 0; k++)
                mask.AddRange(_trained.Grid.PixelMask(_batch.Masked.AsSpan(k * tokens, tokens)));
            return [.. mask];
        }

        private void Measure(TransformerPass<float> pass, int t, int first, bool[] mask)
        {
            int pixels = _trained.Grid.Pixels;
            float[] restored = _trained.Decode(pass.Output.Numbers);
            ImageErrors errors = ImageErrors.Measure(restored, _batch.Level.AsSpan(first * pixels, restored.Length), pixels, mask);
            errors.All.CopyTo(_all[t - 1], first);
            errors.Correlation.CopyTo(_correlations[t - 1], first);
            errors.Masked?.CopyTo(_masked[t - 1], first);
            errors.Known?.CopyTo(_known[t - 1], first);
            for (int k = 0; k < pass.Images && _plan.Norms; k++) _norms[t - 1][first + k] = MeanNorm(pass, k);
        }

        private double MeanNorm(TransformerPass<float> pass, int image)
        {
            int tokens = _trained.Grid.Tokens;
            double sum = 0;
            for (int i = 0; i < tokens; i++) sum += TensorPrimitives.Norm<float>(pass.State.Row(image * tokens + i));
            return sum / tokens;
        }
    }
}
