using System.Diagnostics;
using System.Globalization;
using AttractorNotebooks.Data;
using AttractorNotebooks.Files;
using AttractorNotebooks.Model;
using AttractorNotebooks.Tokens;

namespace AttractorNotebooks.Learning;

/// <summary>
/// Trains some rows of J apart from all others: bit for bit what a <see cref="TrainingSession"/> makes of them whose plan lets
/// rows learn apart (<see cref="LearningSettings.PerRow"/>). <see cref="TrainedRows.Join"/> makes a network of the parts.
/// </summary>
/// <remarks>
/// The local rule needs nothing but the tokens to change what token i hears, so machines that train different rows exchange
/// nothing. Memory: the images as tokens, and these rows of J and of what the optimizer keeps. Nothing is measured on the way: the
/// dynamics needs all of J.
/// </remarks>
public sealed class RowTraining : ITraining<RowEpochReport>
{
    private readonly RowLearner _learner;
    private readonly EpochBatches _batches;
    private readonly NetworkDescription _start;
    private readonly string _fingerprint;
    private int _batchesDone;
    private int _learnt;
    private double _lossSum;

    private RowTraining(TrainingPlan plan, RowRange range, DigitData digits, WorkerPool? workers, CouplingRows? rows)
    {
        ArgumentNullException.ThrowIfNull(digits);
        RequireApart(plan.Validated());
        ImageTokenizer tokenizer = plan.Tokenizer(digits.Train);
        range.RequireIn(tokenizer.Tokens);
        ImageSet images = TrainingImages.Choose(digits.Train, plan.Examples, plan.Seed);
        _start = new NetworkDescription(tokenizer, plan, 0, TrainingImages.Provenance(plan, digits.Train), plan.Recall)
        {
            Preparation = digits.Preparation,
        };
        _fingerprint = TrainingImages.Fingerprint(images);
        _batches = new EpochBatches(plan, tokenizer.Encode(images.With(plan.Gray)), images.Count, tokenizer.Tokens);
        rows ??= CouplingRows.Random(tokenizer.Tokens, tokenizer.Dim, range, plan.Seed, plan.Learning.Start);
        _learner = new RowLearner(rows, plan.Learning, workers ?? new WorkerPool());
    }

    /// <summary>What is being done.</summary>
    public TrainingPlan Plan => _start.Plan;

    /// <summary>The rows that are trained.</summary>
    public RowRange Range => _learner.Rows.Range;

    /// <inheritdoc/>
    public int Epoch { get; private set; }

    /// <inheritdoc/>
    public bool Finished => Epoch >= Plan.Epochs;

    /// <inheritdoc/>
    public long FileBytes => (long)_learner.Rows.Length * sizeof(float) * 3;

    /// <summary>Starts from the rows of the random couplings that a whole training starts from.</summary>
    /// <param name="plan">What to do; rows learn apart in it, by the local rule, and without a patience.</param>
    /// <param name="range">The rows.</param>
    /// <param name="digits">Images to train on.</param>
    /// <param name="workers">Threads; null for one a processor.</param>
    /// <exception cref="ArgumentException">The plan does not fit rows apart or the images, or there are no such rows.</exception>
    public static RowTraining Start(TrainingPlan plan, RowRange range, DigitData digits, WorkerPool? workers = null) =>
        new(plan, range, digits, workers, null);

    /// <summary>Goes on where a saved training stopped.</summary>
    /// <param name="path">A file written by <see cref="Save"/>.</param>
    /// <param name="plan">The plan it was started with; only the number of epochs and the recall settings may differ.</param>
    /// <param name="range">The same rows.</param>
    /// <param name="digits">The same images.</param>
    /// <param name="workers">Threads; null for one a processor.</param>
    /// <exception cref="InvalidDataException">The file is damaged, or belongs to another plan, other rows or other images.</exception>
    public static RowTraining Resume(string path, TrainingPlan plan, RowRange range, DigitData digits, WorkerPool? workers = null)
    {
        using TrainedRows part = TrainedRows.Open(path);
        if (part.Description.Plan with { Epochs = plan.Epochs, Recall = plan.Recall } != plan || part.Range != range)
            throw new InvalidDataException($"'{path}' was started with another plan or other rows; resume with the same settings, or "
                + "start anew.");
        RowTraining training = new(plan, range, digits, workers, part.Read());
        try { training.Restore(part); }
        catch (InvalidDataException error) { throw new InvalidDataException($"'{path}' cannot be resumed: {error.Message}", error); }
        return training;
    }

    /// <inheritdoc/>
    public void Save(string path)
    {
        (Dictionary<string, Tensor> tensors, Dictionary<string, string> metadata) = Content();
        OptimizerFile.Add(_learner.State, tensors, metadata);
        metadata["batches_done"] = _batchesDone.ToString(CultureInfo.InvariantCulture);
        metadata["batches_learnt"] = _learnt.ToString(CultureInfo.InvariantCulture);
        metadata["loss_sum"] = _lossSum.ToString("R", CultureInfo.InvariantCulture);
        new SafeTensorsFile(tensors, metadata).Write(path);
    }

    /// <inheritdoc/>
    public void SaveResult(string path)
    {
        (Dictionary<string, Tensor> tensors, Dictionary<string, string> metadata) = Content();
        new SafeTensorsFile(tensors, metadata).Write(path);
    }

    /// <inheritdoc/>
    public IReadOnlyList<RowEpochReport> Run(
        Action<RowEpochReport>? report = null, IProgress<double>? progress = null, CancellationToken cancellation = default)
    {
        List<RowEpochReport> reports = [];
        while (!Finished)
        {
            reports.Add(RunEpoch(progress is null ? null : new ProgressPart(progress, Epoch, Plan.Epochs), cancellation));
            report?.Invoke(reports[^1]);
        }
        return reports;
    }

    private RowEpochReport RunEpoch(ProgressPart? progress, CancellationToken cancellation)
    {
        Stopwatch watch = Stopwatch.StartNew();
        _batches.Begin(Epoch);
        while (_batchesDone < _batches.Count)
        {
            cancellation.ThrowIfCancellationRequested();
            Learn(_batches.LearningToken(_learner.Updates));
            _batchesDone++;
            progress?.Report(_batchesDone / (double)_batches.Count);
        }
        RowEpochReport report = new(Epoch + 1, _learnt == 0 ? double.NaN : _lossSum / _learnt, watch.Elapsed.TotalSeconds);
        Epoch++;
        (_batchesDone, _learnt, _lossSum) = (0, 0, 0);
        return report;
    }

    private void Learn(int token)
    {
        if (Plan.Learning.Tokens == TokenChoice.Random && !Range.Holds(token))
        {
            _learner.Wait(Epoch);
            return;
        }
        _lossSum += _learner.Update(_batches.Batch(_batchesDone), token, Epoch);
        _learnt++;
    }

    private (Dictionary<string, Tensor> Tensors, Dictionary<string, string> Metadata) Content() =>
        TrainedRows.Content(_start with { Epochs = Epoch }, _learner.Rows, _fingerprint);

    private void Restore(TrainedRows part)
    {
        if (part.Images != _fingerprint)
            throw new InvalidDataException(
                $"it was trained on other images ({part.Description.Provenance}) than are given now ({_start.Provenance}).");
        Epoch = part.Description.Epochs;
        _batchesDone = TrainedNetwork.Count(part.File, "batches_done");
        _learnt = TrainedNetwork.Count(part.File, "batches_learnt");
        _lossSum = TrainedNetwork.Real(part.File, "loss_sum");
        if (_learnt > _batchesDone || _batchesDone > _batches.Count || (long)Epoch * _batches.Count + _batchesDone > int.MaxValue)
            throw new InvalidDataException(
                $"it claims to stand after {Epoch} epochs and {_batchesDone} of {_batches.Count} batches, {_learnt} of them learnt from.");
        if (!double.IsFinite(_lossSum)) throw new InvalidDataException($"its metadata say loss_sum = {_lossSum}, which must be finite.");
        _learner.Restore(OptimizerFile.Read(part.File), Epoch * _batches.Count + _batchesDone);
    }

    internal static void RequireApart(TrainingPlan plan)
    {
        if (plan.Learning.Rule is not LocalRule)
            throw new ArgumentException($"Rows learn apart by the local rule only, not by the {plan.Learning.Rule.Name} one.");
        if (!plan.Learning.PerRow) throw new ArgumentException("Rows learn apart only where clip and root mean square are per row.");
        if (plan.Patience > 0)
            throw new ArgumentException("Rows that learn apart cannot tell when the overlap ceases to grow: leave the patience out.");
    }
}
