using System.Numerics.Tensors;
using AttractorNotebooks.Model;
using AttractorNotebooks.Simd;

namespace AttractorNotebooks.Learning;

/// <summary>The normalized rule where every source is a head of its own.</summary>
/// <remarks>
/// d(-ln p(x_i)) / d J_ij = -lambda a_ij x_i x_j^T + lambda^2 w_ij (A / kappa)_ij h_ij x_j^T. Because h_ij = J_ij x_j, the batch mean of the model term is
/// J_ij times the mean of c_ij x_j x_j^T: no field has to be kept or computed twice.
/// </remarks>
internal sealed unsafe class MixtureGradient : INormalizedGradient
{
    private readonly Couplings _couplings;
    private readonly SphereFit _fit;
    private readonly SimdRoutines _simd;
    private readonly WorkerPool _workers;
    private readonly double _lambda;
    private readonly double _prior;
    private readonly double[] _losses;
    private readonly double[] _squares;
    private readonly UnitWork _rows;
    private LaneBuffer? _seen;
    private LaneBuffer? _known;
    private int _batch;

    [ThreadStatic]
    private static LaneBuffer? s_rows;

    public MixtureGradient(Couplings couplings, LearningSettings settings, WorkerPool workers, SimdRoutines simd)
    {
        _couplings = couplings;
        _fit = new SphereFit(settings.Normalized!.SphereOf(couplings.Dim));
        _simd = simd;
        _workers = workers;
        _lambda = settings.Attention.Lambda;
        _prior = settings.Normalized.FieldPrior;
        Gradient = GC.AllocateArray<float>(couplings.Values.Length, pinned: true);
        _losses = new double[couplings.Tokens];
        _squares = new double[couplings.Tokens];
        _rows = new UnitWork(() => _couplings.Tokens, Row);
    }

    public float* Values => AttentionLayer.Pointer(_couplings, 0);

    public int Rows => _couplings.Tokens;

    public int RowLength => _couplings.RowLength;

    public float[] Gradient { get; }

    public IReadOnlyList<Couplings> ToHeads() => [_couplings];

    public float[] GradientBlocks() => [.. Gradient];

    public double Compute(ReadOnlySpan<float> batch, ReadOnlySpan<bool> hidden, out double squares)
    {
        int n = _couplings.Tokens, d = _couplings.Dim;
        _batch = batch.Length / (n * d);
        if (_seen == null || _seen.Blocks != (_batch + _simd.Block - 1) / _simd.Block)
            (_seen, _known) = (new LaneBuffer(n * d, _batch, _simd.Block), new LaneBuffer(n, _batch, _simd.Block));
        _seen.Load(batch);
        _known!.Span.Fill(1);
        if (!hidden.IsEmpty) SourceLanes.Load(_known, hidden);
        _workers.Run(_rows);
        double loss = 0;
        squares = 0;
        for (int i = 0; i < n; i++)
        {
            loss += _losses[i];
            squares += _squares[i];
        }
        return loss / n / _batch;
    }

    private void Row(int i)
    {
        int n = _couplings.Tokens, d = _couplings.Dim, block = _simd.Block, rows = 2 * n + 2;
        if (s_rows is not LaneBuffer weights || weights.Rows != rows || weights.Blocks != _seen!.Blocks || weights.Block != block) s_rows = weights = new LaneBuffer(rows, _batch, block);
        float* room = Scratch.Rows(Math.Max(n, d), block).Pointer(0);
        float* couplings = AttentionLayer.Pointer(_couplings, i);
        for (int b = 0; b < _seen!.Blocks; b++)
        {
            AttentionJob job = new()
            {
                Tokens = n,
                Dim = d,
                Couplings = couplings,
                Token = i,
                Seen = _seen.Pointer(b),
                Sources = _known!.Pointer(b),
                Fields = room,
                Normalizer = weights.Pointer(b, 2 * n),
            };
            float* scores = weights.Pointer(b), squares = weights.Pointer(b, n);
            _simd.MixtureScores(job, _seen.Pointer(b, i * d), scores, squares);
            _simd.MixtureExpWeights(job, _fit, (float)_lambda, (float)_prior, scores, squares);
        }
        _losses[i] = 0;
        for (int b = 0; b < _batch; b++) _losses[i] -= weights[2 * n, b];
        // Padding lanes hold no sample: what they weigh must not count.
        for (int b = _batch; b < weights.Blocks * block; b++)
            for (int row = 0; row < rows; row++) weights[row, b] = 0;
        Span<float> moments = stackalloc float[d <= 64 ? d * d : 0];
        if (d > 64) moments = new float[d * d];
        Span<float> gradientRow = Gradient.AsSpan(i * RowLength, RowLength);
        fixed (float* gradient = gradientRow, moment = moments)
            for (int j = 0; j < n; j++)
            {
                float* target = gradient + j * d * d;
                _simd.Outer(_seen, weights, j, i, j, d, (float)(-_lambda / _batch), target);
                _simd.Outer(_seen, weights, n + j, j, j, d, (float)(_lambda * _lambda / _batch), moment);
                _simd.Gemm(new GemmJob { Rows = d, Inner = d, Columns = d, A = couplings + j * d * d, ARow = d, AColumn = 1, B = moment, BRow = d, C = target, CRow = d, Add = true });
            }
        gradientRow.Slice(i * d * d, d * d).Clear();
        _squares[i] = TensorPrimitives.SumOfSquares<float>(gradientRow);
    }
}
