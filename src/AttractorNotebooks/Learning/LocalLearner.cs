using System.Numerics.Tensors;
using AttractorNotebooks.Kernels;
using AttractorNotebooks.Model;

namespace AttractorNotebooks.Learning;

/// <summary>The local rule in float32: one update of the couplings from one batch, without backpropagation.</summary>
/// <remarks>
/// d e_i / d J_ij = -a_ij x_i x_j^T averaged over the batch, clipped by its global norm, one optimiser step, then all of J
/// rescaled to the root mean square that it had at the start. Same seed, same bits, whatever the number of threads. The
/// plain statement is <see cref="ReferenceLearner"/>.
/// </remarks>
public sealed unsafe class LocalLearner : ILearner
{
    private readonly LearningSettings _settings;
    private readonly WorkTeam _team;
    private readonly KernelSet _kernels;
    private readonly CouplingOptimizer _optimizer;
    private readonly float[] _gradient;
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

    /// <summary>Prepares learning.</summary>
    /// <param name="couplings">J at the start; changed in place by every update.</param>
    /// <param name="settings">The settings.</param>
    /// <param name="team">Threads; null for one a processor.</param>
    /// <param name="width">Register width; null for the widest of the machine.</param>
    public LocalLearner(Couplings couplings, LearningSettings settings, WorkTeam? team = null, VectorWidth? width = null)
    {
        ArgumentNullException.ThrowIfNull(couplings);
        ArgumentNullException.ThrowIfNull(settings);
        Couplings = couplings;
        _settings = settings.Validated();
        _team = team ?? new WorkTeam();
        _kernels = KernelSet.For(width ?? VectorWidths.Widest);
        _gradient = GC.AllocateArray<float>(settings.Tokens == TokenChoice.All ? couplings.Values.Length : couplings.RowLength, pinned: true);
        _rowSquares = new double[couplings.Tokens];
        _rowLosses = new double[couplings.Tokens];
        _optimizer = new CouplingOptimizer(settings.Optimizer, AttentionLayer.Pointer(couplings, 0), couplings.Tokens, couplings.RowLength, _team, _kernels);
        _loadWork = new UnitWork(() => _seen!.Blocks, See);
        _scoreWork = new UnitWork(() => _seen!.Blocks, Score);
        _outerWork = new UnitWork(() => Couplings.Tokens, Outer);
        _rowWork = new UnitWork(() => Couplings.Tokens, Row);
    }

    /// <summary>J as learnt so far.</summary>
    public Couplings Couplings { get; }

    /// <summary>Updates so far.</summary>
    public int Updates => _optimizer.Updates;

    IReadOnlyList<Couplings> ILearner.Heads => [Couplings];

    CouplingOptimizer ILearner.Optimizer => _optimizer;

    /// <summary>One update from one batch.</summary>
    /// <param name="batch">Tokens, [B, N, d], before any layer norm; finite.</param>
    /// <param name="learning">The token that learns; ignored where the settings say all.</param>
    /// <param name="epoch">The epoch, 0, 1, ...; it decides the learning rate.</param>
    /// <returns>The loss before the update: the mean over batch and learning tokens of the local energy.</returns>
    /// <exception cref="ArithmeticException">Learning diverged; the couplings are of no more use if it was their change that overflowed.</exception>
    public double Update(ReadOnlySpan<float> batch, int learning, int epoch = 0)
    {
        Load(batch, _settings.LayerNorm);
        bool all = _settings.Tokens == TokenChoice.All;
        double loss = all ? AllRows() : OneRow(learning);
        double squares = 0;
        foreach (double row in all ? _rowSquares : _rowSquares.AsSpan(0, 1)) squares += row;
        _optimizer.Step(_gradient, all ? null : learning, squares, loss, epoch);
        return loss;
    }

    /// <summary>The gradient of the batch mean of e_i with respect to J_i, without layer norm, clip or update.</summary>
    /// <param name="batch">Tokens, [B, N, d]; finite.</param>
    /// <param name="i">The token that learns.</param>
    /// <returns>[N, d, d], and the loss.</returns>
    public (float[] Gradient, double Loss) Gradient(ReadOnlySpan<float> batch, int i)
    {
        Load(batch, layerNorm: false);
        double loss = OneRow(i);
        return (_gradient[..Couplings.RowLength], loss);
    }

    /// <summary>The gradients of all tokens at once, without layer norm, clip or update. The settings must say all tokens.</summary>
    /// <param name="batch">Tokens, [B, N, d]; finite.</param>
    /// <param name="loss">Receives the mean over batch and tokens of the local energy.</param>
    /// <returns>[N, N, d, d], valid until the next call.</returns>
    public ReadOnlySpan<float> AllGradients(ReadOnlySpan<float> batch, out double loss)
    {
        if (_settings.Tokens != TokenChoice.All) throw new InvalidOperationException("These settings teach one token at a time; ask for its gradient.");
        Load(batch, layerNorm: false);
        loss = AllRows();
        return _gradient;
    }

    private void Load(ReadOnlySpan<float> batch, bool layerNorm)
    {
        _batch = BatchShape.Count(batch, Couplings.Tokens, Couplings.Dim);
        if (_seen == null || _seen.Blocks != (_batch + _kernels.Block - 1) / _kernels.Block)
        {
            _seen = new LaneBuffer(Couplings.Tokens * Couplings.Dim, _batch, _kernels.Block);
            _scores = new LaneBuffer(Couplings.Tokens + 2, _batch, _kernels.Block);
            if (_settings.Tokens == TokenChoice.All && Couplings.Dim % 8 == 0)
                _panels = new LaneBuffer(_seen.Blocks * _kernels.Block, Couplings.Tokens * Couplings.Dim, _kernels.Block);
        }
        _layerNorm = layerNorm;
        fixed (float* samples = batch)
        {
            _samples = samples;
            _team.Run(_loadWork);
        }
        _samples = null;
    }

    private double OneRow(int i)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(i);
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(i, Couplings.Tokens);
        _learning = i;
        _team.Run(_scoreWork);
        double loss = Loss(_scores!);
        Silence(_scores!);
        _team.Run(_outerWork);
        _rowSquares[0] = TensorPrimitives.SumOfSquares<float>(_gradient.AsSpan(0, Couplings.RowLength));
        return loss;
    }

    private double AllRows()
    {
        _team.Run(_rowWork);
        double loss = 0;
        foreach (double row in _rowLosses) loss += row / Couplings.Tokens;
        return loss;
    }

    private void See(int block)
    {
        _seen!.Load(new ReadOnlySpan<float>(_samples, _batch * _seen.Rows), block);
        // In place: a component is read whole before it is written.
        if (_layerNorm) _kernels.LayerNorm(_seen.Pointer(block), null, _seen.Pointer(block), Couplings.Tokens, Couplings.Dim);
        if (_panels != null) _seen.Transpose(_panels, block);
    }

    private void Score(int block)
    {
        float* weights = _scores!.Pointer(block);
        Score(_learning, block, _scores);
        _kernels.Normalise(_scores.Pointer(block, Couplings.Tokens), weights, weights, Couplings.Tokens);
    }

    private void Score(int i, int block, LaneBuffer scores)
    {
        AttentionJob job = new()
        {
            Tokens = Couplings.Tokens,
            Dim = Couplings.Dim,
            Couplings = AttentionLayer.Pointer(Couplings, i),
            Token = i,
            Seen = _seen!.Pointer(block),
            Sharpness = (float)(_settings.Attention.Lambda * Exponential.LogTwoOfE),
            Bound = (float)_settings.Attention.Bound,
            Fields = Scratch.Rows(Couplings.Dim, _kernels.Block).Pointer(0),
            Normaliser = scores.Pointer(block, Couplings.Tokens),
        };
        _kernels.Scores(job, scores.Pointer(block));
        _kernels.Weigh(job, scores.Pointer(block), gate: true);
    }

    // Padding lanes hold no sample: what they attend to must not count.
    private void Silence(LaneBuffer scores)
    {
        for (int b = _batch; b < scores.Blocks * scores.Block; b++)
            for (int row = 0; row < scores.Rows; row++) scores[row, b] = 0;
    }

    private double Loss(LaneBuffer scores)
    {
        double exponents = 0;
        for (int first = 0; first < _batch; first += scores.Block)
        {
            float* reference = scores.Pointer(first / scores.Block, Couplings.Tokens), sum = reference + scores.Block;
            for (int lane = 0; lane < Math.Min(scores.Block, _batch - first); lane++) exponents += LocalEnergy.Exponent(reference[lane], sum[lane]);
        }
        return LocalEnergy.From(exponents / _batch, _settings.Attention.Lambda);
    }

    private void Outer(int j)
    {
        fixed (float* gradient = _gradient) Outer(_learning, j, _scores!, gradient);
    }

    private void Outer(int i, int j, LaneBuffer scores, float* gradient) =>
        _kernels.Outer(_seen!, scores, j, i, j, Couplings.Dim, -1f / _batch, gradient + (nint)j * Couplings.Dim * Couplings.Dim);

    private void Row(int i)
    {
        LaneBuffer scores = RowScores(_seen!);
        for (int block = 0; block < _seen!.Blocks; block++)
        {
            float* weights = scores.Pointer(block), normaliser = scores.Pointer(block, Couplings.Tokens), self = scores.Pointer(block, SelfRow);
            Score(i, block, scores);
            if (_panels == null) _kernels.Normalise(normaliser, weights, weights, Couplings.Tokens);
            else _kernels.Normalise(normaliser, _seen.Pointer(block, i * Couplings.Dim), self, Couplings.Dim);
        }
        _rowLosses[i] = Loss(scores);
        Silence(scores);
        Span<float> row = _gradient.AsSpan(i * Couplings.RowLength, Couplings.RowLength);
        fixed (float* gradient = row)
            if (_panels != null) Panels(_panels, scores, gradient);
            else
                for (int j = 0; j < Couplings.Tokens; j++) Outer(i, j, scores, gradient);
        _rowSquares[i] = TensorPrimitives.SumOfSquares<float>(row);
    }

    private void Panels(LaneBuffer panels, LaneBuffer scores, float* gradient)
    {
        PanelJob job = new()
        {
            Tokens = Couplings.Tokens,
            Dim = Couplings.Dim,
            Panels = panels,
            Lanes = scores,
            WeightRow = 0,
            SelfRow = SelfRow,
            Scale = -1f / _batch,
            Padding = Scratch.Rows(Couplings.Dim * Couplings.Dim / _kernels.Block + 1, _kernels.Block).Pointer(0),
            Gradient = gradient,
        };
        for (int panel = 0; panel < panels.Blocks; panel++) _kernels.OuterPanel(job, panel);
    }

    // A row of its own: weights, their normaliser, and x_i divided by it.
    private int SelfRow => Couplings.Tokens + 2;

    [ThreadStatic]
    private static LaneBuffer? s_rowScores;

    private LaneBuffer RowScores(LaneBuffer seen)
    {
        int rows = SelfRow + Couplings.Dim;
        if (s_rowScores is not LaneBuffer scores || scores.Rows != rows || scores.Blocks != seen.Blocks || scores.Block != seen.Block)
            s_rowScores = scores = new LaneBuffer(rows, _batch, seen.Block);
        return scores;
    }
}
