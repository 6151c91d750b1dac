using System.Numerics.Tensors;
using AttractorNotebooks.Simd;

namespace AttractorNotebooks.Learning;

/// <summary>Turns gradients into changes of couplings, row by row over all threads.</summary>
internal sealed unsafe class CouplingOptimizer
{
    private readonly OptimizerSettings _settings;
    private readonly float* _values;
    private readonly int _rowLength;
    private readonly int _rows;
    private readonly WorkerPool _workers;
    private readonly SimdRoutines _simd;
    private readonly float[] _mean;
    private readonly float[] _square;
    private readonly double[] _rowSquares;
    // Where rows learn apart: what the root mean square of each is held at.
    private readonly double[] _rowRootMeanSquares;
    private readonly UnitWork _change;
    private readonly UnitWork _scaling;
    private float[] _gradient = [];
    private int? _row;
    private AdamWJob _adam;
    private double _rate;
    private float _descentRate;
    private float _scale;

    /// <summary>Prepares for couplings as they are now.</summary>
    /// <param name="settings">The settings.</param>
    /// <param name="values">The couplings, [rows, row length]; pinned as long as this object is used.</param>
    /// <param name="rows">Rows; one is treated by one thread.</param>
    /// <param name="rowLength">Entries of a row.</param>
    /// <param name="workers">Threads.</param>
    /// <param name="simd">The kernels.</param>
    /// <param name="perRow">See <see cref="LearningSettings.PerRow"/>.</param>
    /// <exception cref="ArgumentException">The couplings are all zero, or a row is where rows learn apart.</exception>
    public CouplingOptimizer(OptimizerSettings settings, float* values, int rows, int rowLength, WorkerPool workers, SimdRoutines simd,
        bool perRow = false)
    {
        _settings = settings;
        _values = values;
        _rowLength = rowLength;
        _rows = rows;
        _workers = workers;
        _simd = simd;
        int length = settings.Kind == OptimizerKind.AdamW ? Length : 0;
        _mean = GC.AllocateArray<float>(length, pinned: true);
        _square = GC.AllocateArray<float>(length, pinned: true);
        _rowSquares = new double[rows];
        for (int i = 0; i < rows; i++) _rowSquares[i] = TensorPrimitives.SumOfSquares(Row(i));
        RootMeanSquare = Math.Sqrt(Sum(_rowSquares) / Length);
        if (!(RootMeanSquare > 0)) throw new ArgumentException("The couplings are all zero; start from random ones.");
        _rowRootMeanSquares = perRow ? [.. Enumerable.Range(0, rows).Select(i => Math.Sqrt(SumOfSquares.Of(Row(i)) / rowLength))] : [];
        if (Array.IndexOf(_rowRootMeanSquares, 0) is >= 0 and int zero)
            throw new ArgumentException($"Row {zero} of the couplings is all zero; start from random ones.");
        _change = new UnitWork(() => _rows, Change);
        _scaling = new UnitWork(() => _rows, i => TensorPrimitives.Multiply(Row(i), _scale, Row(i)));
    }

    /// <summary>Entries in all.</summary>
    public int Length => _rows * _rowLength;

    /// <summary>Updates so far.</summary>
    public int Updates { get; private set; }

    /// <summary>The root mean square that the couplings are held at where the settings say so: that of the start.</summary>
    public double RootMeanSquare { get; private set; }

    /// <summary>What has to be kept to go on later; the running means are empty with plain descent.</summary>
    public OptimizerState State => new(_mean, _square, RootMeanSquare) { RowRootMeanSquares = _rowRootMeanSquares };

    private bool PerRow => _rowRootMeanSquares.Length > 0;

    /// <summary>Changes the couplings by one gradient.</summary>
    /// <param name="gradient">Of all rows, or of the one that learns.</param>
    /// <param name="row">The row that the gradient belongs to; null for all, one that is not there for none.</param>
    /// <param name="squares">The sum of its squares.</param>
    /// <param name="loss">The loss it belongs to.</param>
    /// <param name="epoch">The epoch, 0, 1, ...; it decides the learning rate.</param>
    /// <exception cref="ArithmeticException">
    /// Learning diverged; the couplings are of no more use if it was their change that overflowed.
    /// </exception>
    public void Step(float[] gradient, int? row, double squares, double loss, int epoch)
    {
        if (!double.IsFinite(squares + loss))
            throw Diverged(Updates + 1, $"the loss is {loss} and the gradient's norm {Math.Sqrt(squares)}");
        Updates++;
        double rate = _settings.LearningRateAt(epoch), clip = PerRow ? 1 : _settings.ClipFactor(Math.Sqrt(squares));
        (_gradient, _row, _rate, _descentRate) = (gradient, row, rate, (float)(rate * clip));
        _adam = _settings.AdamW(rate, clip, Updates);
        _workers.Run(_change);
        double newSquares = Sum(_rowSquares);
        if (!(newSquares > 0 && double.IsFinite(newSquares)))
            throw Diverged(Updates, $"the sum of the squares of the couplings is {newSquares}");
        if (!_settings.KeepRootMeanSquare || PerRow) return;
        _scale = (float)(RootMeanSquare / Math.Sqrt(newSquares / Length));
        _workers.Run(_scaling);
    }

    /// <summary>Goes back to where a saved optimiser was.</summary>
    /// <exception cref="InvalidDataException">The saved numbers do not fit.</exception>
    public void Restore(OptimizerState state, int updates)
    {
        if (state.Mean.Length != _mean.Length || state.Square.Length != _square.Length)
        {
            throw new InvalidDataException(
                $"The saved optimizer has {state.Mean.Length} and {state.Square.Length} entries; these settings need {_mean.Length}.");
        }
        if (state.RowRootMeanSquares.Length != _rowRootMeanSquares.Length)
            throw new InvalidDataException(
                $"The saved optimizer knows {state.RowRootMeanSquares.Length} rows; these settings need {_rowRootMeanSquares.Length}.");
        state.RowRootMeanSquares.CopyTo(_rowRootMeanSquares);
        state.Mean.CopyTo(_mean);
        state.Square.CopyTo(_square);
        Updates = updates;
        RootMeanSquare = state.RootMeanSquare;
    }

    private static ArithmeticException Diverged(int update, FormattableString how) =>
        new($"Learning diverged at update {update}: {FormattableString.Invariant(how)}. Lower the learning rate or lambda.");

    private static double Sum(double[] rows)
    {
        double sum = 0;
        foreach (double row in rows) sum += row;
        return sum;
    }

    private Span<float> Row(int i) => new(_values + (nint)i * _rowLength, _rowLength);

    private void Change(int i)
    {
        nint start = (nint)i * _rowLength;
        fixed (float* gradients = _gradient, means = _mean, squares = _square)
        {
            float* gradient = _row is null ? gradients + start : i == _row ? gradients : null;
            double clip = PerRow && gradient is not null
                ? _settings.ClipFactor(Math.Sqrt(SumOfSquares.Of(new ReadOnlySpan<float>(gradient, _rowLength)))) : 1;
            _rowSquares[i] = _settings.Kind == OptimizerKind.AdamW
                ? _simd.AdamW(PerRow ? _settings.Clipped(_adam, clip) : _adam, _values + start, means + start, squares + start, gradient,
                    _rowLength)
                : _simd.Descend(PerRow ? (float)(_rate * clip) : _descentRate, _adam.Decay, _values + start, gradient, _rowLength);
        }
        if (PerRow) Keep(i);
    }

    private void Keep(int i)
    {
        double squares = _rowSquares[i];
        // The sum over all rows, which Step looks at, would not tell of one row that is zero.
        if (!(squares > 0)) _rowSquares[i] = double.NaN;
        else if (_settings.KeepRootMeanSquare)
            TensorPrimitives.Multiply(Row(i), (float)(_rowRootMeanSquares[i] / Math.Sqrt(squares / _rowLength)), Row(i));
    }
}
