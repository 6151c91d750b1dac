using System.Numerics.Tensors;
using AttractorNotebooks.Model;
using AttractorNotebooks.Simd;

namespace AttractorNotebooks.Learning;

/// <summary>The normalized rule with heads that pool all sources: two matrix products a batch, and the mixture of heads in between.</summary>
/// <remarks>d(-ln p(x_i)) / d J^k_ij = lambda (w_k (A / kappa)_k lambda h_i^k - a_k x_i) x_j^T: model term minus data term.</remarks>
internal sealed unsafe class PooledGradient : INormalizedGradient
{
    private readonly PooledCouplings _couplings;
    private readonly PooledFields _fields;
    private readonly SphereFit _fit;
    private readonly SimdRoutines _simd;
    private readonly WorkerPool _workers;
    private readonly double _lambda;
    private readonly double _prior;
    private readonly double[] _losses;
    private readonly double[] _squares;
    private readonly UnitWork _load;
    private readonly UnitWork _tiles;
    private LaneMatrix? _seen;
    private LaneMatrix? _target;
    private float[] _sources = [];
    private float* _batch;
    private float* _sourceRows;

    public PooledGradient(IReadOnlyList<Couplings> heads, LearningSettings settings, WorkerPool workers, SimdRoutines simd)
    {
        _couplings = new PooledCouplings(heads);
        _fields = new PooledFields(_couplings, simd);
        _fit = new SphereFit(settings.Normalized!.SphereOf(_couplings.Dim));
        _simd = simd;
        _workers = workers;
        _lambda = settings.Attention.Lambda;
        _prior = settings.Normalized.FieldPrior;
        Gradient = GC.AllocateArray<float>(_couplings.Values.Length, pinned: true);
        _losses = new double[_fields.Tiles];
        _squares = new double[_fields.Tiles];
        _load = new UnitWork(() => _couplings.Tokens, Load);
        _tiles = new UnitWork(() => _fields.Tiles, Tile);
    }

    public float* Values => _couplings.Row(0, 0);

    public int Rows => _couplings.Heads * _couplings.Tokens;

    public int RowLength => _couplings.Dim * _couplings.Size;

    public float[] Gradient { get; }

    public IReadOnlyList<Couplings> ToHeads() => _couplings.ToHeads();

    public float[] GradientBlocks() => _couplings.ToBlocks(Gradient);

    public double Compute(ReadOnlySpan<float> batch, ReadOnlySpan<bool> hidden, out double squares)
    {
        int size = _couplings.Size, dim = _couplings.Dim, count = batch.Length / size;
        if (_seen == null || _seen.Batch != count) (_seen, _target, _sources) = (new LaneMatrix(size, count), new LaneMatrix(size, count), new float[batch.Length]);
        batch.CopyTo(_sources);
        for (int token = 0; token < hidden.Length; token++)
            if (hidden[token]) _sources.AsSpan(token * dim, dim).Clear();
        fixed (float* samples = batch, sources = _sources)
        {
            _batch = samples;
            _sourceRows = sources;
            _workers.Run(_load);
            _workers.Run(_tiles);
        }
        _batch = null;
        _sourceRows = null;
        double loss = 0;
        squares = 0;
        for (int tile = 0; tile < _losses.Length; tile++)
        {
            loss += _losses[tile];
            squares += _squares[tile];
        }
        return loss / _couplings.Tokens / count;
    }

    private void Load(int token)
    {
        _seen!.Load(_sourceRows, token * _couplings.Dim, _couplings.Dim);
        _target!.Load(_batch, token * _couplings.Dim, _couplings.Dim);
    }

    private void Tile(int tile)
    {
        int dim = _couplings.Dim, size = _couplings.Size, count = _seen!.Batch;
        LaneMatrix fields = _fields.Compute(tile, _seen, out int first, out int tokens);
        (_losses[tile], _squares[tile]) = (0, 0);
        LaneBuffer logs = Scratch.Rows(1, fields.Lanes);
        for (int row = 0; row < tokens * dim; row += _fit.Dim)
        {
            PooledJob job = _fields.Job(fields, row, _fit.Dim, _lambda);
            job.Prior = (float)_prior;
            job.Target = _target!.Row(first * dim + row);
            job.TargetRow = _target.Stride;
            job.LogDensity = logs.Pointer(0);
            _simd.Pooled(job, _fit);
            // The sum in float64: a million logarithms are added up.
            for (int b = 0; b < count; b++) _losses[tile] -= job.LogDensity[b];
        }
        fixed (float* gradients = Gradient)
            for (int k = 0; k < _couplings.Heads; k++)
            {
                float* gradient = gradients + ((nint)k * size + first * dim) * size;
                _simd.Gemm(new GemmJob
                {
                    Rows = tokens * dim,
                    Inner = count,
                    Columns = size,
                    A = fields.Row(k * _fields.TileTokens * dim),
                    ARow = fields.Stride,
                    AColumn = 1,
                    B = _sourceRows,
                    BRow = size,
                    C = gradient,
                    CRow = size,
                });
                // No token couples to itself.
                for (int row = 0; row < tokens * dim; row++) new Span<float>(gradient + (nint)row * size + (first + row / dim) * dim, dim).Clear();
                Span<float> all = new(gradient, tokens * dim * size);
                TensorPrimitives.Multiply(all, 1f / count, all);
                _squares[tile] += TensorPrimitives.SumOfSquares<float>(all);
            }
    }
}
