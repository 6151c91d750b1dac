using System.Diagnostics.CodeAnalysis;
using System.Numerics.Tensors;
using AttractorNotebooks.Learning;
using AttractorNotebooks.Simd;

namespace AttractorNotebooks.Sequences;

/// <summary>
/// The local rule for sequences, float32: every coupling changes by what the token that hears, and the source that it joins, have.
/// </summary>
/// <remarks>
/// A row of couplings sums its gradient in the order of the batch, whoever does it: same seed, same bits, any number of threads.
/// </remarks>
[SuppressMessage("Design", "CA1001", Justification = "What is kept a thread is memory, and nothing to let go of.")]
internal sealed unsafe class SequenceLearner
{
    private const int GroupTokens = 32, GroupRows = 16, StepLength = 1 << 14;

    private readonly SequenceSettings _settings;
    private readonly Sources _sources;
    private readonly SequenceCouplings _couplings;
    private readonly WorkerPool _workers;
    private readonly SimdRoutines _simd = SimdRoutines.For(VectorWidths.Widest);
    private readonly ThreadLocal<SequenceEnergy> _energy;
    private readonly int _members;
    private readonly int[] _startOf;
    private readonly List<int> _touched = [];
    private readonly double[] _losses;
    private readonly float[] _signals;
    private readonly float[] _rowGradients;
    private readonly float[] _blockGradients;
    private readonly double[] _squares;
    private int[] _entries = [];
    private int[] _rows = [];
    private int[] _characters = [];
    private AdamWJob _adam;

    /// <param name="settings">The settings.</param>
    /// <param name="sources">What tokens hear.</param>
    /// <param name="couplings">Changed by every update.</param>
    /// <param name="workers">Threads.</param>
    public SequenceLearner(SequenceSettings settings, Sources sources, SequenceCouplings couplings, WorkerPool workers)
    {
        (_settings, _sources, _couplings, _workers) = (settings, sources, couplings, workers);
        _energy = new ThreadLocal<SequenceEnergy>(() => new SequenceEnergy(settings, sources));
        _members = SequenceEnergy.MembersOf(settings, sources);
        int batch = settings.BatchSize, most = Math.Min(batch * sources.Count, sources.Rows);
        _startOf = new int[sources.Rows + 1];
        _losses = new double[(batch + GroupTokens - 1) / GroupTokens];
        _signals = new float[checked(batch * _members * sources.Symbols)];
        _rowGradients = GC.AllocateArray<float>(checked(settings.Heads * most * sources.Symbols), pinned: true);
        _blockGradients = GC.AllocateArray<float>(couplings.Vectors is null ? 0 : couplings.Learnt.Length, pinned: true);
        _squares = new double[Math.Max(settings.Heads * most, settings.Heads * sources.Blocks)];
        Mean = GC.AllocateArray<float>(couplings.Learnt.Length, pinned: true);
        Square = GC.AllocateArray<float>(couplings.Learnt.Length, pinned: true);
    }

    /// <summary>The optimizer's running mean of gradients.</summary>
    public float[] Mean { get; }

    /// <summary>The optimizer's running mean of squared gradients.</summary>
    public float[] Square { get; }

    /// <summary>Updates so far.</summary>
    public int Updates { get; set; }

    /// <summary>The gradient of the last update with respect to what is learnt, written out in full.</summary>
    public float[] LastGradient
    {
        get
        {
            if (_couplings.Vectors is not null) return [.. _blockGradients];
            float[] gradient = new float[_couplings.Learnt.Length];
            int v = _sources.Symbols;
            for (int head = 0; head < _settings.Heads; head++)
                for (int t = 0; t < _touched.Count; t++)
                    RowGradient(head, t).CopyTo(gradient.AsSpan((head * _sources.Rows + _touched[t]) * v, v));
            return gradient;
        }
    }

    /// <summary>One update.</summary>
    /// <param name="rows">What every token of the batch hears, [B, sources]; -1 for nothing.</param>
    /// <param name="characters">Which characters they are, [B].</param>
    /// <param name="rate">The learning rate.</param>
    /// <returns>The mean of -ln p before the update.</returns>
    /// <exception cref="ArithmeticException">Learning diverged.</exception>
    public double Update(int[] rows, int[] characters, double rate)
    {
        (_rows, _characters) = (rows, characters);
        int batch = characters.Length, groups = (batch + GroupTokens - 1) / GroupTokens;
        _workers.Run(new UnitWork(() => groups, Hear));
        SortByRow();
        int rowGroups = (_touched.Count + GroupRows - 1) / GroupRows;
        _workers.Run(new UnitWork(() => _settings.Heads * rowGroups, unit => SumRows(unit / rowGroups, unit % rowGroups)));
        int parts = _settings.Heads * _touched.Count;
        if (_couplings.Vectors is not null)
        {
            parts = _settings.Heads * _sources.Blocks;
            _workers.Run(new UnitWork(() => parts, ToBlock));
        }
        double loss = 0, squares = 0;
        foreach (double part in _losses.AsSpan(0, groups)) loss += part;
        foreach (double part in _squares.AsSpan(0, parts)) squares += part;
        loss /= batch;
        if (!double.IsFinite(loss + squares))
            throw new ArithmeticException(
                $"Learning diverged at update {Updates + 1}: the loss is {loss} and the gradient's norm {Math.Sqrt(squares)}. "
                + "Lower the learning rate.");
        Updates++;
        OptimizerSettings optimizer = _settings.Optimizer;
        _adam = optimizer.AdamW(rate, optimizer.ClipFactor(Math.Sqrt(squares)), Updates);
        if (_couplings.Vectors is not null) _workers.Run(new UnitWork(() => parts, StepBlock));
        else
        {
            int stretch = Math.Max(1, StepLength / _sources.Symbols), stretches = (_sources.Rows + stretch - 1) / stretch;
            _workers.Run(new UnitWork(
                () => _settings.Heads * stretches, unit => StepRows(unit / stretches, unit % stretches * stretch, stretch)));
        }
        return loss;
    }

    private void Hear(int group)
    {
        SequenceEnergy energy = _energy.Value!;
        int k = _sources.Count, size = _members * _sources.Symbols;
        float share = (float)(1 - _settings.HiddenFraction);
        double loss = 0;
        for (int b = group * GroupTokens; b < Math.Min((group + 1) * GroupTokens, _characters.Length); b++)
            loss += energy.Learn(_couplings.Tables, _rows.AsSpan(b * k, k), _characters[b], share, _signals.AsSpan(b * size, size));
        _losses[group] = loss;
    }

    // Counting sort: which tokens of the batch hear a row, in the order of the batch.
    private void SortByRow()
    {
        Array.Clear(_startOf);
        foreach (int row in _rows)
            if (row >= 0) _startOf[row + 1]++;
        _touched.Clear();
        for (int row = 0; row < _sources.Rows; row++)
        {
            if (_startOf[row + 1] > 0) _touched.Add(row);
            _startOf[row + 1] += _startOf[row];
        }
        if (_entries.Length < _rows.Length) _entries = new int[_rows.Length];
        int[] next = _startOf.AsSpan(0, _sources.Rows).ToArray();
        for (int entry = 0; entry < _rows.Length; entry++)
            if (_rows[entry] >= 0) _entries[next[_rows[entry]]++] = entry;
    }

    private Span<float> RowGradient(int head, int touched) =>
        _rowGradients.AsSpan((head * _touched.Count + touched) * _sources.Symbols, _sources.Symbols);

    private void SumRows(int head, int group)
    {
        int v = _sources.Symbols, count = _sources.Count;
        float share = 1f / _characters.Length;
        for (int t = group * GroupRows; t < Math.Min((group + 1) * GroupRows, _touched.Count); t++)
        {
            Span<float> sum = RowGradient(head, t);
            sum.Clear();
            int row = _touched[t];
            foreach (int entry in _entries.AsSpan(_startOf[row], _startOf[row + 1] - _startOf[row]))
            {
                int member = _settings.Form == SequenceForm.Mixture ? head * count + entry % count : head;
                TensorPrimitives.Add(sum, _signals.AsSpan((entry / count * _members + member) * v, v), sum);
            }
            TensorPrimitives.Multiply(sum, share, sum);
            _squares[head * _touched.Count + t] = TensorPrimitives.SumOfSquares<float>(sum);
        }
    }

    private void ToBlock(int unit)
    {
        SphereVectors vectors = _couplings.Vectors!;
        int size = vectors.Dim * vectors.Dim, v = _sources.Symbols, head = unit / _sources.Blocks, block = unit % _sources.Blocks;
        Span<float> gradient = _blockGradients.AsSpan(unit * size, size);
        gradient.Clear();
        for (int t = 0; t < _touched.Count; t++)
            if (_touched[t] / v == block) vectors.AddGradient(RowGradient(head, t), _touched[t] % v, gradient);
        _squares[unit] = TensorPrimitives.SumOfSquares<float>(gradient);
    }

    private void StepBlock(int unit)
    {
        int size = _couplings.Vectors!.Dim * _couplings.Vectors.Dim;
        fixed (float* gradient = _blockGradients) Step(unit * size, size, gradient + unit * size);
        _couplings.Tabulate(unit);
    }

    // Rows that nobody heard have a gradient of zero; neighbors among them are treated at once.
    private void StepRows(int head, int first, int count)
    {
        int v = _sources.Symbols, end = Math.Min(first + count, _sources.Rows), from = first;
        int t = _touched.BinarySearch(first);
        if (t < 0) t = ~t;
        fixed (float* gradients = _rowGradients)
        {
            for (; t < _touched.Count && _touched[t] < end; t++)
            {
                int row = _touched[t];
                Step((head * _sources.Rows + from) * v, (row - from) * v, null);
                Step((head * _sources.Rows + row) * v, v, gradients + (head * _touched.Count + t) * v);
                from = row + 1;
            }
        }
        Step((head * _sources.Rows + from) * v, (end - from) * v, null);
    }

    private void Step(int start, int length, float* gradient)
    {
        if (length == 0) return;
        fixed (float* values = _couplings.Learnt, mean = Mean, square = Square)
            _simd.AdamW(_adam, values + start, mean + start, square + start, gradient, length);
    }
}
