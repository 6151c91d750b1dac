using System.Diagnostics;
using System.Globalization;
using System.Runtime.InteropServices;
using System.Security.Cryptography;
using AttractorNotebooks.Files;
using AttractorNotebooks.Learning;

namespace AttractorNotebooks.Sequences;

/// <summary>
/// Learns the couplings of a sequence by the local rule, epoch by epoch; can be stopped, saved and resumed at any batch, bit for
/// bit.
/// </summary>
/// <remarks>
/// The rule is gradient descent on the sum over characters of -ln p(character | those before it), where every coupling belongs to
/// the energy of one token: nothing is propagated back. The last tenth of the text is held out and only measured.
/// </remarks>
public sealed class SequenceTraining : ITraining<SequenceEpoch>
{
    private readonly Alphabet _alphabet;
    private readonly Sources _sources;
    private readonly SequenceCouplings _couplings;
    private readonly SequenceLearner _learner;
    private readonly WorkerPool _workers;
    private readonly int[] _symbols;
    private readonly int[] _heard;
    private readonly int _learnt;
    private readonly int _measured;
    private readonly string _provenance;
    private readonly string _fingerprint;
    private int _batchesDone;

    private SequenceTraining(SequenceSettings settings, SequenceText text, float[]? learnt, WorkerPool? workers, int? end)
    {
        ArgumentNullException.ThrowIfNull(settings);
        ArgumentNullException.ThrowIfNull(text);
        Settings = settings.Validated();
        _workers = workers ?? new WorkerPool();
        _measured = end ?? text.Characters.Count;
        _learnt = end is int until ? (int)(until * 9L / 10) : text.HeldOutStart;
        if (_learnt <= settings.Context)
            throw new ArgumentException(
                $"{text.Name} has {text.Characters.Count} characters, {_learnt} of them to learn from: a context of "
                + $"{settings.Context} is longer than that. Use a shorter context or a longer text.");
        _alphabet = Alphabet.Of(text);
        _symbols = _alphabet.Encode(text)[.._measured];
        List<Grams> grams = [.. TrainedSequence.Orders(settings)
            .Select(order => Grams.Of(_symbols.AsSpan(0, _learnt), order, _alphabet.Count, settings.LeastCount))];
        _sources = new Sources(settings, _alphabet.Count, grams);
        SphereVectors? vectors = settings.Vectors == CharacterVectors.Sphere
            ? SphereVectors.Draw(_alphabet.Count, settings.Dim, settings.Seed)
            : null;
        _couplings = new SequenceCouplings(settings, _sources, vectors, learnt);
        _learner = new SequenceLearner(settings, _sources, _couplings, _workers);
        _heard = _sources.FindAll(_symbols.AsSpan(0, _learnt));
        _provenance = string.Create(
            CultureInfo.InvariantCulture, $"{_learnt} of {text.Characters.Count} characters of {text.Name}");
        _fingerprint = Convert.ToHexStringLower(SHA256.HashData(MemoryMarshal.AsBytes(text.Characters.ToArray().AsSpan())));
    }

    /// <summary>What is being done.</summary>
    public SequenceSettings Settings { get; }

    /// <inheritdoc/>
    public int Epoch { get; private set; }

    /// <inheritdoc/>
    public bool Finished => Epoch >= Settings.Epochs;

    /// <inheritdoc/>
    public long FileBytes => (long)_couplings.Learnt.Length * sizeof(float) * 3;

    /// <summary>Updates of an epoch: one a batch.</summary>
    public int UpdatesPerEpoch => 1 + (_learnt - 1) / Settings.BatchSize;

    /// <summary>The couplings as they are now; a copy.</summary>
    public TrainedSequence Sequence => new(
        Settings, _alphabet, _sources, new SequenceCouplings(Settings, _sources, _couplings.Vectors, _couplings.Learnt), Epoch,
        _provenance);

    internal SequenceLearner Learner => _learner;

    /// <summary>Starts anew.</summary>
    /// <param name="settings">What to do.</param>
    /// <param name="text">The text; null for <see cref="SequenceText.Chapters"/>.</param>
    /// <param name="workers">Threads; null for one a processor. The numbers do not depend on it.</param>
    /// <param name="end">
    /// Characters of the text that there are at all, for trying settings out: its last tenth is then held out, and what comes
    /// after it is never looked at. Null for the whole text.
    /// </param>
    /// <exception cref="ArgumentException">The settings do not fit the text; says why.</exception>
    public static SequenceTraining Start(
        SequenceSettings settings, SequenceText? text = null, WorkerPool? workers = null, int? end = null) =>
        new(settings, text ?? SequenceText.Chapters, null, workers, end);

    /// <summary>Goes on where a saved training stopped.</summary>
    /// <param name="path">A file written by <see cref="Save"/>.</param>
    /// <param name="settings">The settings it was started with.</param>
    /// <param name="text">The same text.</param>
    /// <param name="workers">Threads; null for one a processor.</param>
    /// <exception cref="InvalidDataException">The file is damaged, or belongs to other settings or another text.</exception>
    public static SequenceTraining Resume(
        string path, SequenceSettings settings, SequenceText? text = null, WorkerPool? workers = null)
    {
        SafeTensorsFile file = SafeTensorsFile.Read(path);
        TrainedSequence sequence = TrainedSequence.From(file, path);
        if (sequence.Settings != settings)
            throw new InvalidDataException($"'{path}' was started with other settings; resume with the same ones, or start anew.");
        try
        {
            if (TrainedNetwork.Text(file, "text_sha256") is string known)
            {
                SequenceTraining training = new(settings, text ?? SequenceText.Chapters, null, workers, null);
                training.Restore(file, sequence, known);
                return training;
            }
            throw new InvalidDataException("it is finished.");
        }
        catch (InvalidDataException error)
        {
            throw new InvalidDataException($"'{path}' cannot be resumed: {error.Message}", error);
        }
    }

    /// <inheritdoc/>
    public void Save(string path)
    {
        TrainedSequence sequence = Sequence;
        Dictionary<string, Tensor> tensors = sequence.Tensors();
        tensors["optimizer_mean"] = Tensor.From((ReadOnlySpan<float>)_learner.Mean, _learner.Mean.Length);
        tensors["optimizer_square"] = Tensor.From((ReadOnlySpan<float>)_learner.Square, _learner.Square.Length);
        Dictionary<string, string> metadata = sequence.Metadata();
        metadata["text_sha256"] = _fingerprint;
        metadata["updates"] = _learner.Updates.ToString(CultureInfo.InvariantCulture);
        metadata["batches_done"] = _batchesDone.ToString(CultureInfo.InvariantCulture);
        new SafeTensorsFile(tensors, metadata).Write(path);
    }

    /// <inheritdoc/>
    public void SaveResult(string path) => Sequence.Save(path);

    /// <summary>Finishes the current epoch and measures the held-out tenth.</summary>
    /// <param name="progress">Told the share of the epoch that is done, in [0, 1].</param>
    /// <param name="cancellation">Stops between batches; the training can then be saved, or go on.</param>
    /// <exception cref="OperationCanceledException">It was cancelled.</exception>
    public SequenceEpoch RunEpoch(IProgress<double>? progress = null, CancellationToken cancellation = default)
    {
        if (Finished) throw new InvalidOperationException($"The settings are finished after {Epoch} epochs.");
        Stopwatch watch = Stopwatch.StartNew();
        int[] order = [.. Enumerable.Range(0, _learnt)];
        SeededRandom.Create(Settings.Seed, "order of characters", Epoch).Shuffle(order);
        while (_batchesDone < UpdatesPerEpoch)
        {
            cancellation.ThrowIfCancellationRequested();
            int first = _batchesDone * Settings.BatchSize;
            Learn(order.AsSpan(first, Math.Min(Settings.BatchSize, _learnt - first)));
            _batchesDone++;
            progress?.Report(_batchesDone / (double)UpdatesPerEpoch);
        }
        Epoch++;
        _batchesDone = 0;
        return new SequenceEpoch(Epoch, HeldOutBits().Average(), watch.Elapsed.TotalSeconds);
    }

    /// <inheritdoc/>
    public IReadOnlyList<SequenceEpoch> Run(
        Action<SequenceEpoch>? report = null, IProgress<double>? progress = null, CancellationToken cancellation = default)
    {
        List<SequenceEpoch> reports = [];
        while (!Finished)
        {
            IProgress<double>? epochProgress = progress is null ? null : new ProgressPart(progress, Epoch, Settings.Epochs);
            SequenceEpoch epoch = RunEpoch(epochProgress, cancellation);
            reports.Add(epoch);
            report?.Invoke(epoch);
        }
        return reports;
    }

    /// <summary>-log2 p of every held-out character.</summary>
    public double[] HeldOutBits() =>
        new TrainedSequence(Settings, _alphabet, _sources, _couplings, Epoch, _provenance).Score(_symbols, _learnt, _workers);

    private void Learn(ReadOnlySpan<int> places)
    {
        int count = _sources.Count;
        int[] rows = new int[places.Length * count], characters = new int[places.Length];
        for (int b = 0; b < places.Length; b++)
        {
            _heard.AsSpan(places[b] * count, count).CopyTo(rows.AsSpan(b * count));
            characters[b] = _symbols[places[b]];
        }
        if (Settings.HiddenFraction > 0)
        {
            Random random = SeededRandom.Create(Settings.Seed, "hidden sources", _learner.Updates);
            foreach (ref int row in rows.AsSpan())
                if (random.NextDouble() < Settings.HiddenFraction) row = -1;
        }
        double all = (double)Settings.Epochs * UpdatesPerEpoch;
        double rate = Settings.Optimizer.LearningRateAt(Epoch) * (1 + Math.Cos(Math.PI * _learner.Updates / all)) / 2;
        _learner.Update(rows, characters, rate);
    }

    private void Restore(SafeTensorsFile file, TrainedSequence sequence, string fingerprint)
    {
        if (fingerprint != _fingerprint)
            throw new InvalidDataException($"it was trained on another text ({sequence.Provenance}) than is given now ({_provenance}).");
        (float[] Values, string Name)[] kept = [(_learner.Mean, "optimizer_mean"), (_learner.Square, "optimizer_square")];
        foreach ((float[] values, string name) in kept)
        {
            TrainedSequence.RequireLength(file, name, values.Length);
            TrainedNetwork.Finite(file, name).CopyTo(values, 0);
        }
        TrainedNetwork.RequireSquares(_learner.Square);
        if (sequence.Couplings.Learnt.Length != _couplings.Learnt.Length)
            throw new InvalidDataException("its couplings are not of this text.");
        sequence.Couplings.Learnt.CopyTo(_couplings.Learnt, 0);
        for (int block = 0; _couplings.Vectors is not null && block < Settings.Heads * _sources.Blocks; block++)
            _couplings.Tabulate(block);
        (Epoch, _batchesDone) = (sequence.Epochs, TrainedNetwork.Count(file, "batches_done"));
        _learner.Updates = TrainedNetwork.Count(file, "updates");
        if (Epoch > Settings.Epochs || _batchesDone > UpdatesPerEpoch || (long)Epoch * UpdatesPerEpoch + _batchesDone != _learner.Updates)
            throw new InvalidDataException(
                $"it claims to stand after {Epoch} of {Settings.Epochs} epochs, {_batchesDone} of {UpdatesPerEpoch} batches and "
                + $"{_learner.Updates} updates.");
    }
}
