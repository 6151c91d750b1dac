using System.Numerics.Tensors;
using AttractorNotebooks.Model;
using AttractorNotebooks.Simd;

namespace AttractorNotebooks.Learning;

/// <summary>d e_i / d J_ij = -a_ij x_i x_j^T averaged over a batch: of one token, or of all at once.</summary>
/// <remarks>
/// One token spreads its batch and then its sources over the threads; all tokens are spread themselves, and use components as lanes
/// for the outer products where d allows it.
/// </remarks>
internal sealed unsafe class LocalGradient
{
    private readonly CouplingRows _rows;
    private readonly LearningSettings _settings;
    private readonly WorkerPool _workers;
    private readonly SimdRoutines _simd;
    private readonly double[] _rowSquares;
    private readonly double[] _rowLosses;
    private readonly UnitWork _loadWork;
    private readonly UnitWork _scoreWork;
    private readonly UnitWork _outerWork;
    private readonly UnitWork _rowWork;
    private LaneBuffer? _seen;
    private LaneBuffer? _scores;
    // The tokens once more, with components as lanes: where all tokens learn and d allows it.
    private LaneBuffer? _panels;
    private int _learning;
    private int _batch;
    private bool _layerNorm;
    // The batch, while it is being loaded.
    private float* _samples;

    [ThreadStatic]
    private static LaneBuffer? s_rowScores;

    public LocalGradient(CouplingRows rows, LearningSettings settings, WorkerPool workers, SimdRoutines simd)
    {
        _rows = rows;
        _settings = settings;
        _workers = workers;
        _simd = simd;
        Values = GC.AllocateArray<float>(settings.Tokens == TokenChoice.All ? rows.Length : rows.RowLength, pinned: true);
        _rowSquares = new double[rows.Range.Count];
        _rowLosses = new double[rows.Range.Count];
        _loadWork = new UnitWork(() => _seen!.Blocks, LayerNormalize);
        _scoreWork = new UnitWork(() => _seen!.Blocks, Score);
        _outerWork = new UnitWork(() => _rows.Tokens, Outer);
        _rowWork = new UnitWork(() => _rows.Range.Count, Row);
    }

    /// <summary>[rows, N, d, d] where the settings say all tokens, otherwise [N, d, d].</summary>
    public float[] Values { get; }

    /// <summary>The sum of squares of what was computed last.</summary>
    public double Squares { get; private set; }

    /// <summary>Takes a batch in.</summary>
    /// <param name="batch">Tokens, [B, N, d]; finite.</param>
    /// <param name="layerNorm">Whether the tokens are normalized first.</param>
    public void Load(ReadOnlySpan<float> batch, bool layerNorm)
    {
        _batch = BatchShape.Count(batch, _rows.Tokens, _rows.Dim);
        if (_seen is null || _seen.Blocks != (_batch + _simd.Block - 1) / _simd.Block)
        {
            _seen = new LaneBuffer(_rows.Tokens * _rows.Dim, _batch, _simd.Block);
            _scores = new LaneBuffer(_rows.Tokens + 2, _batch, _simd.Block);
            if (_settings.Tokens == TokenChoice.All && _rows.Dim % 8 == 0)
                _panels = new LaneBuffer(_seen.Blocks * _simd.Block, _rows.Tokens * _rows.Dim, _simd.Block);
        }
        _layerNorm = layerNorm;
        fixed (float* samples = batch)
        {
            _samples = samples;
            _workers.Run(_loadWork);
        }
        _samples = null;
    }

    /// <summary>The gradient with respect to J_i, at the start of <see cref="Values"/>.</summary>
    /// <returns>The loss: the batch mean of e_i.</returns>
    public double OneRow(int i)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(i, _rows.Range.First);
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(i, _rows.Range.End);
        _learning = i;
        _workers.Run(_scoreWork);
        double loss = Loss(_scores!);
        ZeroPadding(_scores!);
        _workers.Run(_outerWork);
        Squares = TensorPrimitives.SumOfSquares<float>(Values.AsSpan(0, _rows.RowLength));
        return loss;
    }

    /// <summary>The gradients of all rows.</summary>
    /// <returns>The loss: the mean over batch and rows of the local energy.</returns>
    public double AllRows()
    {
        _workers.Run(_rowWork);
        double loss = 0;
        Squares = 0;
        foreach (double row in _rowLosses) loss += row / _rows.Range.Count;
        foreach (double row in _rowSquares) Squares += row;
        return loss;
    }

    private void LayerNormalize(int block)
    {
        _seen!.Load(new ReadOnlySpan<float>(_samples, _batch * _seen.Rows), block);
        // In place: a component is read whole before it is written.
        if (_layerNorm) _simd.LayerNorm(_seen.Pointer(block), null, _seen.Pointer(block), _rows.Tokens, _rows.Dim);
        if (_panels is not null) _seen.Transpose(_panels, block);
    }

    private void Score(int block)
    {
        float* weights = _scores!.Pointer(block);
        Score(_learning, block, _scores);
        _simd.Normalize(_scores.Pointer(block, _rows.Tokens), weights, weights, _rows.Tokens);
    }

    private void Score(int i, int block, LaneBuffer scores)
    {
        AttentionJob job = new()
        {
            Tokens = _rows.Tokens,
            Dim = _rows.Dim,
            Couplings = _rows.Pointer(i),
            Token = i,
            Seen = _seen!.Pointer(block),
            LambdaLog2E = (float)(_settings.Attention.Lambda * Exp2Coefficients.Log2E),
            Bound = (float)_settings.Attention.Bound,
            Fields = Scratch.Rows(_rows.Dim, _simd.Block).Pointer(0),
            Normalizer = scores.Pointer(block, _rows.Tokens),
        };
        _simd.Scores(job, scores.Pointer(block));
        _simd.ExpWeights(job, scores.Pointer(block), gate: true);
    }

    // Padding lanes hold no sample: what they attend to must not count.
    private void ZeroPadding(LaneBuffer scores)
    {
        for (int b = _batch; b < scores.Blocks * scores.Block; b++)
            for (int row = 0; row < scores.Rows; row++) scores[row, b] = 0;
    }

    private double Loss(LaneBuffer scores)
    {
        double exponents = 0;
        for (int first = 0; first < _batch; first += scores.Block)
        {
            float* reference = scores.Pointer(first / scores.Block, _rows.Tokens), sum = reference + scores.Block;
            for (int lane = 0; lane < Math.Min(scores.Block, _batch - first); lane++)
                exponents += LocalEnergy.Exponent(reference[lane], sum[lane]);
        }
        return LocalEnergy.From(exponents / _batch, _settings.Attention.Lambda);
    }

    private void Outer(int j)
    {
        fixed (float* gradient = Values) Outer(_learning, j, _scores!, gradient);
    }

    private void Outer(int i, int j, LaneBuffer scores, float* gradient) =>
        _simd.Outer(_seen!, scores, j, i, j, _rows.Dim, -1f / _batch, gradient + (nint)j * _rows.Dim * _rows.Dim);

    private void Row(int row)
    {
        int i = _rows.Range.First + row;
        LaneBuffer scores = RowScores(_seen!);
        for (int block = 0; block < _seen!.Blocks; block++)
        {
            float* weights = scores.Pointer(block), normalizer = scores.Pointer(block, _rows.Tokens),
                self = scores.Pointer(block, SelfRow);
            Score(i, block, scores);
            if (_panels is null) _simd.Normalize(normalizer, weights, weights, _rows.Tokens);
            else _simd.Normalize(normalizer, _seen.Pointer(block, i * _rows.Dim), self, _rows.Dim);
        }
        _rowLosses[row] = Loss(scores);
        ZeroPadding(scores);
        Span<float> values = Values.AsSpan(row * _rows.RowLength, _rows.RowLength);
        fixed (float* gradient = values)
            if (_panels is not null) Panels(_panels, scores, gradient);
            else
                for (int j = 0; j < _rows.Tokens; j++) Outer(i, j, scores, gradient);
        _rowSquares[row] = TensorPrimitives.SumOfSquares<float>(values);
    }

    private void Panels(LaneBuffer panels, LaneBuffer scores, float* gradient)
    {
        PanelJob job = new()
        {
            Tokens = _rows.Tokens,
            Dim = _rows.Dim,
            Panels = panels,
            Lanes = scores,
            SelfRow = SelfRow,
            Scale = -1f / _batch,
            Padding = Scratch.Rows(_rows.Dim * _rows.Dim / _simd.Block + 1, _simd.Block).Pointer(0),
            Gradient = gradient,
        };
        for (int panel = 0; panel < panels.Blocks; panel++) _simd.OuterPanel(job, panel);
    }

    // A row of its own: weights, their normalizer, and x_i divided by it.
    private int SelfRow => _rows.Tokens + 2;

    private LaneBuffer RowScores(LaneBuffer seen)
    {
        int rows = SelfRow + _rows.Dim;
        if (s_rowScores is not LaneBuffer scores || scores.Rows != rows || scores.Blocks != seen.Blocks || scores.Block != seen.Block)
            s_rowScores = scores = new LaneBuffer(rows, _batch, seen.Block);
        return scores;
    }
}
