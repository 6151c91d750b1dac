using System.Numerics.Tensors;
using AttractorNotebooks.Model;
using AttractorNotebooks.Simd;

namespace AttractorNotebooks.Learning;

/// <summary>
/// The normalized rule with heads that pool all sources: two matrix products a batch, and the mixture of heads in between.
/// </summary>
/// <remarks>d(-ln p(x_i)) / d J^k_ij = lambda (w_k (A / kappa)_k lambda h_i^k - a_k x_i) x_j^T: model term minus data term.</remarks>
internal sealed unsafe class PooledGradient : NormalizedGradient
{
    private readonly PooledCouplings _couplings;
    private readonly PooledFields _fields;
    private readonly UnitWork _load;
    private readonly UnitWork _tiles;
    private LaneMatrix? _seen;
    private LaneMatrix? _target;
    private float[] _sources = [];
    private float* _batch;
    private float* _sourceRows;

    public PooledGradient(IReadOnlyList<Couplings> heads, SphereFit fit, double lambda, double prior, WorkerPool workers, SimdRoutines simd)
        : this(new PooledCouplings(heads), fit, lambda, prior, workers, simd)
    {
    }

    private PooledGradient(PooledCouplings couplings, SphereFit fit, double lambda, double prior, WorkerPool workers, SimdRoutines simd)
        : this(couplings, new PooledFields(couplings, simd), fit, lambda, prior, workers, simd)
    {
    }

    private PooledGradient(
        PooledCouplings couplings, PooledFields fields, SphereFit fit, double lambda, double prior, WorkerPool workers, SimdRoutines simd)
        : base(fit, lambda, prior, workers, simd, couplings.Values.Length, fields.Tiles)
    {
        (_couplings, _fields) = (couplings, fields);
        _load = new UnitWork(() => _couplings.Tokens, Load);
        _tiles = new UnitWork(() => _fields.Tiles, Tile);
    }

    public override float* Values => _couplings.Row(0, 0);

    public override int Rows => _couplings.Heads * _couplings.Tokens;

    public override int RowLength => _couplings.Dim * _couplings.Size;

    private protected override int SampleLength => _couplings.Size;

    public override IReadOnlyList<Couplings> ToHeads() => _couplings.ToHeads();

    public override float[] GradientBlocks() => _couplings.ToBlocks(Gradient);

    private protected override int Run(ReadOnlySpan<float> batch, ReadOnlySpan<bool> hidden)
    {
        int size = _couplings.Size, dim = _couplings.Dim, count = batch.Length / size;
        if (_seen is null || _seen.Batch != count)
            (_seen, _target, _sources) = (new LaneMatrix(size, count), new LaneMatrix(size, count), new float[batch.Length]);
        batch.CopyTo(_sources);
        for (int token = 0; token < hidden.Length; token++)
            if (hidden[token]) _sources.AsSpan(token * dim, dim).Clear();
        fixed (float* samples = batch, sources = _sources)
        {
            _batch = samples;
            _sourceRows = sources;
            Workers.Run(_load);
            Workers.Run(_tiles);
        }
        _batch = null;
        _sourceRows = null;
        return _couplings.Tokens;
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
        (Losses[tile], Squares[tile]) = (0, 0);
        LaneBuffer logs = Scratch.Rows(1, fields.Lanes);
        for (int row = 0; row < tokens * dim; row += Fit.Dim)
        {
            PooledJob job = _fields.Job(fields, row, Fit.Dim, Lambda);
            job.Prior = (float)Prior;
            job.Target = _target!.Row(first * dim + row);
            job.TargetRow = _target.Stride;
            job.LogDensity = logs.Pointer(0);
            Simd.Pooled(job, Fit);
            // The sum in float64: a million logarithms are added up.
            for (int b = 0; b < count; b++) Losses[tile] -= job.LogDensity[b];
        }
        fixed (float* gradients = Gradient)
            for (int k = 0; k < _couplings.Heads; k++)
            {
                float* gradient = gradients + ((nint)k * size + first * dim) * size;
                Simd.Gemm(new GemmJob
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
                for (int row = 0; row < tokens * dim; row++)
                    new Span<float>(gradient + (nint)row * size + (first + row / dim) * dim, dim).Clear();
                Span<float> all = new(gradient, tokens * dim * size);
                TensorPrimitives.Multiply(all, 1f / count, all);
                Squares[tile] += TensorPrimitives.SumOfSquares<float>(all);
            }
    }
}
