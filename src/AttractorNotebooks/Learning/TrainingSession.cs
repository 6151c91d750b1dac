using System.Diagnostics;
using System.Globalization;
using AttractorNotebooks.Data;
using AttractorNotebooks.Files;
using AttractorNotebooks.Model;
using AttractorNotebooks.Tokens;

namespace AttractorNotebooks.Learning;

/// <summary>
/// Trains couplings by the local rule or the normalized one, epoch by epoch; can be stopped, saved and resumed at any batch, bit for bit.
/// </summary>
/// <remarks>
/// Every use of chance belongs to the seed and to an epoch or an update, never to what came before, so a resumed
/// session draws what the unbroken one draws.
/// </remarks>
public sealed class TrainingSession : ITraining<EpochReport>
{
    private const string BestPrefix = "best_";

    private readonly EpochBatches _batches;
    private readonly ILearner _learner;
    private readonly ImageTokenizer _tokenizer;
    private readonly Func<double> _measure;
    private readonly string _provenance;
    private readonly ImagePreparation _preparation;
    private readonly string _fingerprint;
    private readonly List<EpochReport> _reports = [];
    private int _batchesDone;
    private double _lossSum;
    private double _bestSimilarity = double.NegativeInfinity;
    private int _epochsSinceBest;
    // Where the rule keeps the best epoch.
    private TrainedNetwork? _best;

    private TrainingSession(
        TrainingPlan plan, DigitData digits, ImageTokenizer tokenizer, IReadOnlyList<Couplings> heads, WorkerPool? workers)
    {
        Plan = plan;
        _preparation = digits.Preparation;
        _tokenizer = tokenizer;
        workers ??= new WorkerPool();
        LearningRule rule = plan.Learning.Rule;
        (ImageSet train, ImageSet test) = rule.Split(digits.Train, digits.Test);
        Images = TrainingImages.Choose(train, plan.Examples, plan.Seed);
        _provenance = TrainingImages.Provenance(plan, train);
        _fingerprint = TrainingImages.Fingerprint(Images, test);
        _batches = new EpochBatches(plan, tokenizer.Encode(Images.With(plan.Gray)), Images.Count, tokenizer.Tokens);
        test = test.With(plan.Gray);
        _learner = rule.Learner(heads, plan.Learning, workers);
        _measure = rule.Measure(_learner, plan.Learning, tokenizer, test, workers);
    }

    /// <summary>What is being done.</summary>
    public TrainingPlan Plan { get; }

    /// <summary>The images that the couplings learn from.</summary>
    public ImageSet Images { get; }

    /// <summary>Whole epochs done.</summary>
    public int Epoch { get; private set; }

    /// <summary>Updates of an epoch: one a batch.</summary>
    public int UpdatesPerEpoch => _batches.Count;

    /// <summary>
    /// About how many bytes <see cref="Save"/> writes: couplings, what the optimizer keeps of each, and the best ones so far.
    /// </summary>
    public long FileBytes => (long)_learner.Heads[0].Values.Length * _learner.Heads.Count * sizeof(float) * 4;

    /// <summary>Whether there is nothing left to do.</summary>
    public bool Finished => Epoch >= Plan.Epochs || (Plan.Patience > 0 && _epochsSinceBest >= Plan.Patience);

    /// <summary>
    /// A copy of the network as it is now, which further training does not change; with the normalized rule, that of the epoch which
    /// predicts the held-out images best so far.
    /// </summary>
    public TrainedNetwork Network => _best ?? Current.Copy();

    /// <summary>What every epoch came to, those before a resumption included.</summary>
    public IReadOnlyList<EpochReport> Reports => _reports;

    private TrainedNetwork Current => new(_learner.Heads, _tokenizer, Plan, Epoch, _provenance)
    {
        Reports = [.. _reports],
        Preparation = _preparation,
    };

    /// <summary>Starts from random couplings.</summary>
    /// <param name="plan">What to do.</param>
    /// <param name="digits">Images to train and to measure on.</param>
    /// <param name="workers">Threads; null for one a processor.</param>
    /// <exception cref="ArgumentException">The plan does not fit the images; says why.</exception>
    public static TrainingSession Start(TrainingPlan plan, DigitData digits, WorkerPool? workers = null)
    {
        ArgumentNullException.ThrowIfNull(digits);
        plan.Validated();
        ImageTokenizer tokenizer = plan.Tokenizer(digits.Train);
        Couplings[] heads = [.. Enumerable.Range(0, plan.Learning.Rule.HeadCount).Select(k =>
            Couplings.Random(tokenizer.Tokens, tokenizer.Dim, plan.Seed, k, plan.Learning.Start))];
        return new TrainingSession(plan, digits, tokenizer, heads, workers);
    }

    /// <summary>Goes on where a saved session stopped.</summary>
    /// <param name="path">A file written by <see cref="Save"/>.</param>
    /// <param name="plan">The plan it was started with; only the number of epochs, the patience and the recall settings may differ.</param>
    /// <param name="digits">The same images.</param>
    /// <param name="workers">Threads; null for one a processor.</param>
    /// <exception cref="InvalidDataException">The file is damaged, or belongs to another plan or other images.</exception>
    public static TrainingSession Resume(string path, TrainingPlan plan, DigitData digits, WorkerPool? workers = null)
    {
        using SafeTensorsFile file = SafeTensorsFile.Open(path);
        TrainedNetwork network = TrainedNetwork.From(file, path);
        if (network.Plan.Learning.Rule is ForeignRule && network.Plan.Learning.Rule.Name == plan.Learning.Rule.Name)
            network = network.By(plan.Learning.Rule);
        if (network.Plan with { Epochs = plan.Epochs, Patience = plan.Patience, Recall = plan.Recall } != plan)
            throw new InvalidDataException($"'{path}' was started with another plan; resume with the same settings, or start anew.");
        TrainingSession session = new(plan, digits, network.Tokenizer, network.Heads, workers);
        try { session.Restore(file, network); }
        catch (InvalidDataException error) { throw new InvalidDataException($"'{path}' cannot be resumed: {error.Message}", error); }
        return session;
    }

    /// <summary>Writes everything that <see cref="Resume"/> needs, whole or not at all.</summary>
    public void Save(string path)
    {
        TrainedNetwork network = Current;
        Dictionary<string, Tensor> tensors = network.Tensors();
        Dictionary<string, string> metadata = network.Metadata();
        OptimizerFile.Add(_learner.State, tensors, metadata);
        metadata["images_sha256"] = _fingerprint;
        metadata["batches_done"] = _batchesDone.ToString(CultureInfo.InvariantCulture);
        metadata["loss_sum"] = _lossSum.ToString("R", CultureInfo.InvariantCulture);
        metadata["best_overlap"] = _bestSimilarity.ToString("R", CultureInfo.InvariantCulture);
        metadata["epochs_since_best"] = _epochsSinceBest.ToString(CultureInfo.InvariantCulture);
        if (_best is not null)
        {
            foreach ((string name, Tensor tensor) in _best.Tensors()) tensors[BestPrefix + name] = tensor;
            metadata["best_epoch"] = _best.Epochs.ToString(CultureInfo.InvariantCulture);
        }
        new SafeTensorsFile(tensors, metadata).Write(path);
    }

    /// <summary>How <see cref="SaveResult"/> stores the couplings.</summary>
    public CouplingStorage Storage { get; set; }

    /// <inheritdoc/>
    public void SaveResult(string path) => (_best ?? Current).Stored(Storage).Save(path);

    /// <summary>Finishes the current epoch and measures the couplings.</summary>
    /// <param name="progress">Told the share of the epoch that is done, in [0, 1].</param>
    /// <param name="cancellation">Stops between batches; the session can then be saved, or go on.</param>
    /// <exception cref="OperationCanceledException">It was cancelled.</exception>
    public EpochReport RunEpoch(IProgress<double>? progress = null, CancellationToken cancellation = default)
    {
        if (Finished) throw new InvalidOperationException($"The plan is finished after {Epoch} epochs.");
        Stopwatch watch = Stopwatch.StartNew();
        _batches.Begin(Epoch);
        while (_batchesDone < UpdatesPerEpoch)
        {
            cancellation.ThrowIfCancellationRequested();
            _lossSum += _learner.Update(_batches.Batch(_batchesDone), _batches.LearningToken(_learner.Updates), Epoch);
            _batchesDone++;
            progress?.Report(_batchesDone / (double)UpdatesPerEpoch);
        }
        double loss = _lossSum / UpdatesPerEpoch;
        Epoch++;
        (_batchesDone, _lossSum) = (0, 0);
        double similarity = _measure();
        EpochReport report = new(Epoch, loss, similarity, watch.Elapsed.TotalSeconds);
        _reports.Add(report);
        if (Plan.Learning.Rule.KeepsBestEpoch && similarity > _bestSimilarity) _best = Current.Copy();
        _epochsSinceBest = similarity > _bestSimilarity ? 0 : _epochsSinceBest + 1;
        _bestSimilarity = Math.Max(_bestSimilarity, similarity);
        return report;
    }

    /// <summary>
    /// Runs the epochs that are left, or fewer if the plan has a patience and the similarity of masked pixels ceases to grow.
    /// </summary>
    /// <param name="report">Told of every epoch.</param>
    /// <param name="progress">Told the share of all epochs that is done, in [0, 1].</param>
    /// <param name="cancellation">Stops between batches.</param>
    public IReadOnlyList<EpochReport> Run(
        Action<EpochReport>? report = null, IProgress<double>? progress = null, CancellationToken cancellation = default)
    {
        List<EpochReport> reports = [];
        while (!Finished)
        {
            IProgress<double>? epochProgress = progress is null ? null : new ProgressPart(progress, Epoch, Plan.Epochs);
            EpochReport epoch = RunEpoch(epochProgress, cancellation);
            reports.Add(epoch);
            report?.Invoke(epoch);
        }
        return reports;
    }

    private void Restore(SafeTensorsFile file, TrainedNetwork network)
    {
        if (TrainedNetwork.Text(file, "images_sha256") != _fingerprint)
            throw new InvalidDataException($"it was trained on other images ({network.Provenance}) than are given now ({_provenance}).");
        Epoch = network.Epochs;
        _reports.AddRange(network.Reports);
        _batchesDone = TrainedNetwork.Count(file, "batches_done");
        _lossSum = TrainedNetwork.Real(file, "loss_sum");
        _bestSimilarity = TrainedNetwork.Real(file, "best_overlap");
        _epochsSinceBest = TrainedNetwork.Count(file, "epochs_since_best");
        if (_batchesDone > UpdatesPerEpoch || (long)Epoch * UpdatesPerEpoch + _batchesDone > int.MaxValue)
            throw new InvalidDataException($"it claims to stand after {Epoch} epochs and {_batchesDone} of {UpdatesPerEpoch} batches.");
        if (!double.IsFinite(_lossSum)) throw new InvalidDataException($"its metadata say loss_sum = {_lossSum}, which must be finite.");
        if (double.IsNaN(_bestSimilarity)) throw new InvalidDataException("its metadata say best_overlap = NaN.");
        if (file.Metadata.ContainsKey("best_epoch")) _best = network.WithHeads(file, BestPrefix, TrainedNetwork.Count(file, "best_epoch"));
        _learner.Restore(OptimizerFile.Read(file), Epoch * UpdatesPerEpoch + _batchesDone);
    }
}
