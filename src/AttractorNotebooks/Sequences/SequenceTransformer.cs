using System.Collections.Concurrent;
using System.Diagnostics;
using AttractorNotebooks.Transformers;

namespace AttractorNotebooks.Sequences;

/// <summary>
/// What sequences are compared with: a transformer of one or more blocks on the same characters, trained by backpropagation.
/// </summary>
/// <remarks>Same seed, same bits, any number of threads.</remarks>
public sealed class SequenceTransformer
{
    private const int GroupWindows = 8;

    private readonly CausalTransformer<float> _transformer;
    private readonly GroupOptimizer _optimizer;
    private readonly ConcurrentBag<CausalTransformer<float>.Room> _rooms = [];
    private readonly WorkerPool _workers;
    private readonly int[] _symbols;
    private readonly int _learnt;

    /// <summary>Prepares training.</summary>
    /// <param name="settings">The sizes and how to train.</param>
    /// <param name="text">The text, its last tenth held out; null for <see cref="SequenceText.Chapters"/>.</param>
    /// <param name="workers">Threads; null for one a processor.</param>
    /// <exception cref="ArgumentException">The text is too short.</exception>
    public SequenceTransformer(SequenceTransformerSettings settings, SequenceText? text = null, WorkerPool? workers = null)
    {
        ArgumentNullException.ThrowIfNull(settings);
        text ??= SequenceText.Chapters;
        Settings = settings.Validated();
        Alphabet alphabet = Alphabet.Of(text);
        (_symbols, _learnt, _workers) = (alphabet.Encode(text), text.HeldOutStart, workers ?? new WorkerPool());
        if (_learnt <= settings.Context)
            throw new ArgumentException($"{text.Name} has {_learnt} characters to learn from: a context of {settings.Context} is longer.");
        _transformer = new CausalTransformer<float>(new TransformerShape(
            settings.Context, alphabet.Count, settings.Width, settings.Heads, settings.Hidden, settings.Blocks, Causal: true));
        _optimizer = new GroupOptimizer(settings.Optimizer, _transformer.Layout.Start<float>(settings.Seed), _workers);
    }

    /// <summary>What is being done.</summary>
    public SequenceTransformerSettings Settings { get; }

    /// <summary>Whole epochs done.</summary>
    public int Epoch { get; private set; }

    internal float[] Parameters => _optimizer.Parameters;

    /// <summary>Runs the epochs that are left; every one is measured on the held-out tenth.</summary>
    /// <param name="report">Told of every epoch.</param>
    /// <param name="cancellation">Stops between batches.</param>
    public IReadOnlyList<SequenceEpoch> Run(Action<SequenceEpoch>? report = null, CancellationToken cancellation = default)
    {
        List<SequenceEpoch> epochs = [];
        while (Epoch < Settings.Epochs)
        {
            Stopwatch watch = Stopwatch.StartNew();
            RunEpoch(cancellation);
            SequenceEpoch epoch = new(Epoch, HeldOutBits().Average(), watch.Elapsed.TotalSeconds);
            epochs.Add(epoch);
            report?.Invoke(epoch);
        }
        return epochs;
    }

    /// <summary>-log2 p of every held-out character, each given the N characters before it.</summary>
    public double[] HeldOutBits()
    {
        int n = Settings.Context;
        double[] bits = new double[_symbols.Length - _learnt];
        _workers.Run(new UnitWork(() => (bits.Length + GroupWindows - 1) / GroupWindows, group =>
        {
            int first = group * GroupWindows, windows = Math.Min(GroupWindows, bits.Length - first);
            CausalTransformer<float>.Room room = Take(windows);
            int[] characters = new int[windows * n];
            for (int k = 0; k < windows; k++) _symbols.AsSpan(_learnt + first + k - n, n).CopyTo(characters.AsSpan(k * n));
            _transformer.Forward(Parameters, characters, room);
            for (int k = 0; k < windows; k++)
            {
                Span<float> logits = room.Pass.Output.Row(k * n + n - 1);
                int character = _symbols[_learnt + first + k];
                bits[first + k] = SequenceEnergy.ToProbabilities(logits, character) / Math.Log(2);
            }
            Give(room);
        }));
        return bits;
    }

    // The text is cut into windows anew in every epoch, from a random character on.
    private void RunEpoch(CancellationToken cancellation)
    {
        int n = Settings.Context;
        Random random = SeededRandom.Create(Settings.Seed, "windows", Epoch);
        int shift = random.Next(Math.Min(n, _learnt - n)), windows = (_learnt - 1 - shift) / n;
        int[] starts = [.. Enumerable.Range(0, windows).Select(k => shift + k * n)];
        random.Shuffle(starts);
        int updates = (windows + Settings.BatchSize - 1) / Settings.BatchSize;
        for (int update = 0; update < updates; update++)
        {
            cancellation.ThrowIfCancellationRequested();
            int from = update * Settings.BatchSize, count = Math.Min(Settings.BatchSize, windows - from);
            double done = (Epoch + update / (double)updates) / Settings.Epochs;
            double rate = Settings.Optimizer.LearningRateAt(Epoch) * (1 + Math.Cos(Math.PI * done)) / 2;
            _optimizer.Update((count + GroupWindows - 1) / GroupWindows, rate, (group, gradient) =>
            {
                int first = group * GroupWindows;
                return Learn(starts.AsSpan(from + first, Math.Min(GroupWindows, count - first)), 1.0 / (count * n), gradient);
            });
        }
        Epoch++;
    }

    private double Learn(ReadOnlySpan<int> starts, double fraction, float[] gradient)
    {
        int n = Settings.Context;
        int[] characters = new int[starts.Length * n], next = new int[starts.Length * n];
        for (int k = 0; k < starts.Length; k++)
        {
            _symbols.AsSpan(starts[k], n).CopyTo(characters.AsSpan(k * n));
            _symbols.AsSpan(starts[k] + 1, n).CopyTo(next.AsSpan(k * n));
        }
        CausalTransformer<float>.Room room = Take(starts.Length);
        double loss = _transformer.Backpropagate(Parameters, gradient, characters, next, fraction, room);
        Give(room);
        return loss;
    }

    private CausalTransformer<float>.Room Take(int windows) =>
        windows == GroupWindows && _rooms.TryTake(out CausalTransformer<float>.Room? room) ? room : new(_transformer.Shape, windows);

    private void Give(CausalTransformer<float>.Room room)
    {
        if (room.Windows == GroupWindows) _rooms.Add(room);
    }
}
