using System.Diagnostics;
using System.Globalization;
using AttractorNotebooks.Data;
using AttractorNotebooks.Experiments;
using AttractorNotebooks.Files;
using AttractorNotebooks.Learning;
using AttractorNotebooks.Tokens;

namespace AttractorNotebooks.Transformers;

/// <summary>Trains a transformer by backpropagation, epoch by epoch; can be stopped, saved and resumed at any batch, bit for bit.</summary>
/// <remarks>Every use of chance belongs to the seed and to an epoch or an update, never to what came before.</remarks>
public sealed class TransformerTraining : ITraining<TransformerEpoch>
{
    private const int TestImages = 256;

    private readonly ImageSet _train;
    private readonly ImageSet _test;
    private readonly PatchGrid _grid;
    private readonly Transformer<float> _transformer;
    private readonly TransformerLearner _learner;
    private readonly WorkerPool _workers;
    private readonly string _provenance;
    private readonly ImagePreparation _preparation;
    private readonly string _fingerprint;
    private int _batchesDone;
    private double _lossSum;

    private TransformerTraining(TransformerPlan plan, DigitData digits, float[]? parameters, WorkerPool? workers)
    {
        ArgumentNullException.ThrowIfNull(plan);
        ArgumentNullException.ThrowIfNull(digits);
        Plan = plan.Validated();
        _workers = workers ?? new WorkerPool();
        _train = TrainingImages.Choose(digits.Train, plan.Examples, plan.Seed);
        _test = digits.Test.Take(Math.Min(TestImages, digits.Test.Count));
        _fingerprint = TrainingImages.Fingerprint(_train, _test);
        _preparation = digits.Preparation;
        _provenance = $"{plan.Examples} of {digits.Train.Name}: {digits.Train.Provenance}";
        _grid = new PatchGrid(digits.Train.Height, digits.Train.Width, plan.Patch, digits.Train.Channels);
        _transformer = TrainedTransformer.Create(plan, _grid);
        _learner = new TransformerLearner(_transformer, parameters ?? _transformer.Layout.Start<float>(plan.Seed), plan, _workers);
    }

    /// <summary>What is being done.</summary>
    public TransformerPlan Plan { get; }

    /// <summary>Whole epochs done.</summary>
    public int Epoch { get; private set; }

    /// <summary>Updates of an epoch: one a batch.</summary>
    public int UpdatesPerEpoch => 1 + (Plan.Examples - 1) / Plan.BatchSize;

    /// <summary>About how many bytes <see cref="Save"/> writes: the parameters and what the optimizer keeps of each.</summary>
    public long FileBytes => (long)_learner.Parameters.Length * sizeof(float) * 3;

    /// <summary>Whether there is nothing left to do.</summary>
    public bool Finished => Epoch >= Plan.Epochs;

    /// <summary>The transformer as it is now.</summary>
    public TrainedTransformer Network => new(Plan, _grid, [.. _learner.Parameters], Epoch, _provenance)
    {
        Preparation = _preparation,
    };

    /// <summary>Starts from random parameters.</summary>
    /// <param name="plan">What to do.</param>
    /// <param name="digits">Images to train and to measure on.</param>
    /// <param name="workers">Threads; null for one a processor. The numbers do not depend on it.</param>
    /// <exception cref="ArgumentException">The plan does not fit the images; says why.</exception>
    public static TransformerTraining Start(TransformerPlan plan, DigitData digits, WorkerPool? workers = null) =>
        new(plan, digits, null, workers);

    /// <summary>Goes on where a saved training stopped.</summary>
    /// <param name="path">A file written by <see cref="Save"/>.</param>
    /// <param name="plan">The plan it was started with.</param>
    /// <param name="digits">The same images.</param>
    /// <param name="workers">Threads; null for one a processor.</param>
    /// <exception cref="InvalidDataException">The file is damaged, or belongs to another plan or other images.</exception>
    public static TransformerTraining Resume(string path, TransformerPlan plan, DigitData digits, WorkerPool? workers = null)
    {
        SafeTensorsFile file = SafeTensorsFile.Read(path);
        TrainedTransformer network = TrainedTransformer.From(file, path);
        if (network.Plan != plan)
            throw new InvalidDataException($"'{path}' was started with another plan; resume with the same settings, or start anew.");
        TransformerTraining training = new(plan, digits, network.Parameters, workers);
        try { training.Restore(file, network); }
        catch (InvalidDataException error) { throw new InvalidDataException($"'{path}' cannot be resumed: {error.Message}", error); }
        return training;
    }

    /// <summary>Writes everything that <see cref="Resume"/> needs, whole or not at all.</summary>
    public void Save(string path)
    {
        TrainedTransformer network = Network;
        Dictionary<string, Tensor> tensors = network.Tensors();
        foreach ((string name, Tensor tensor) in TrainedTransformer.Write(_learner.Mean, _transformer.Layout, "optimizer_mean."))
            tensors[name] = tensor;
        foreach ((string name, Tensor tensor) in TrainedTransformer.Write(_learner.Square, _transformer.Layout, "optimizer_square."))
            tensors[name] = tensor;
        Dictionary<string, string> metadata = network.Metadata();
        metadata["images_sha256"] = _fingerprint;
        metadata["updates"] = _learner.Updates.ToString(CultureInfo.InvariantCulture);
        metadata["batches_done"] = _batchesDone.ToString(CultureInfo.InvariantCulture);
        metadata["loss_sum"] = _lossSum.ToString("R", CultureInfo.InvariantCulture);
        new SafeTensorsFile(tensors, metadata).Write(path);
    }

    /// <inheritdoc/>
    public void SaveResult(string path) => Network.Save(path);

    /// <summary>Finishes the current epoch and measures the transformer on test images.</summary>
    /// <param name="progress">Told the share of the epoch that is done, in [0, 1].</param>
    /// <param name="cancellation">Stops between batches; the training can then be saved, or go on.</param>
    /// <exception cref="OperationCanceledException">It was cancelled.</exception>
    public TransformerEpoch RunEpoch(IProgress<double>? progress = null, CancellationToken cancellation = default)
    {
        if (Finished) throw new InvalidOperationException($"The plan is finished after {Epoch} epochs.");
        Stopwatch watch = Stopwatch.StartNew();
        int[] order = [.. Enumerable.Range(0, Plan.Examples)];
        SeededRandom.Create(Plan.Seed, "order of samples", Epoch).Shuffle(order);
        while (_batchesDone < UpdatesPerEpoch)
        {
            cancellation.ThrowIfCancellationRequested();
            // With a single batch, which may be larger than the set, the product is 0.
            int first = _batchesDone * Plan.BatchSize;
            ImageSet chosen = _train.Select(order.AsSpan(first, Math.Min(Plan.BatchSize, Plan.Examples - first)));
            Random random = SeededRandom.Create(Plan.Seed, "repeats and corruption", _learner.Updates);
            int iterations = random.Next(Plan.MinRepeats, Plan.MaxRepeats + 1);
            CorruptedImages corrupted = CorruptedImages.Of(chosen, _grid.Tokens, How(random.Next()), Plan.Gray);
            _lossSum += _learner.Update(new TransformerBatch(corrupted, _grid, Plan.Pixels), iterations, LearningRate());
            _batchesDone++;
            progress?.Report(_batchesDone / (double)UpdatesPerEpoch);
        }
        double loss = _lossSum / UpdatesPerEpoch;
        Epoch++;
        (_batchesDone, _lossSum) = (0, 0);
        (double error, int at) = Measure();
        return new TransformerEpoch(Epoch, loss, error, at, watch.Elapsed.TotalSeconds);
    }

    /// <summary>Runs the epochs that are left.</summary>
    /// <param name="report">Told of every epoch.</param>
    /// <param name="progress">Told the share of all epochs that is done, in [0, 1].</param>
    /// <param name="cancellation">Stops between batches.</param>
    public IReadOnlyList<TransformerEpoch> Run(
        Action<TransformerEpoch>? report = null, IProgress<double>? progress = null, CancellationToken cancellation = default)
    {
        List<TransformerEpoch> reports = [];
        while (!Finished)
        {
            IProgress<double>? epochProgress = progress is null ? null : new ProgressPart(progress, Epoch, Plan.Epochs);
            TransformerEpoch epoch = RunEpoch(epochProgress, cancellation);
            reports.Add(epoch);
            report?.Invoke(epoch);
        }
        return reports;
    }

    private double LearningRate()
    {
        double all = (double)Plan.Epochs * UpdatesPerEpoch, now = _learner.Updates + 1;
        double rise = Plan.WarmUp == 0 ? 1 : Math.Min(1, now / Plan.WarmUp);
        return Plan.Optimizer.LearningRateAt(Epoch) * rise * (1 + Math.Cos(Math.PI * _learner.Updates / all)) / 2;
    }

    private RecallPlan How(int seed) => new()
    {
        Task = Plan.Task,
        MaskFraction = Plan.MaskFraction,
        NoiseSigma = Plan.NoiseSigma,
        Law = Plan.Law,
        Steps = Plan.MaxRepeats,
        Seed = seed,
    };

    private void Restore(SafeTensorsFile file, TrainedTransformer network)
    {
        // Files of earlier versions name their images, but do not know them again.
        bool same = file.Metadata.TryGetValue("images_sha256", out string? fingerprint)
            ? fingerprint == _fingerprint
            : network.Provenance == _provenance;
        if (!same)
            throw new InvalidDataException($"it was trained on other images ({network.Provenance}) than are given now ({_provenance}).");
        TrainedTransformer.Read(file, _transformer.Layout, "optimizer_mean.").CopyTo(_learner.Mean, 0);
        TrainedTransformer.Read(file, _transformer.Layout, "optimizer_square.").CopyTo(_learner.Square, 0);
        TrainedNetwork.RequireSquares(_learner.Square);
        (Epoch, _batchesDone, _lossSum) =
            (network.Epochs, TrainedNetwork.Count(file, "batches_done"), TrainedNetwork.Real(file, "loss_sum"));
        _learner.Updates = TrainedNetwork.Count(file, "updates");
        if (Epoch > Plan.Epochs || _batchesDone > UpdatesPerEpoch || (long)Epoch * UpdatesPerEpoch + _batchesDone != _learner.Updates)
            throw new InvalidDataException($"it claims to stand after {Epoch} of {Plan.Epochs} epochs, {_batchesDone} of {UpdatesPerEpoch} "
                + $"batches and {_learner.Updates} updates.");
        if (!(_lossSum >= 0 && double.IsFinite(_lossSum)))
            throw new InvalidDataException($"its metadata say loss_sum = {_lossSum}, which must be at least 0 and finite.");
    }

    private (double Error, int At) Measure()
    {
        IReadOnlyList<double[]> errors = TransformerRecall.Run(Network, _test, How(Plan.Seed), _workers).Trajectory.Errors;
        return errors.Select((values, index) => (Error: values.Average(), At: index + 1)).MinBy(step => step.Error);
    }
}
