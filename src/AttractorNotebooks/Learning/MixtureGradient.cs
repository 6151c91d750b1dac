using System.Numerics.Tensors;
using AttractorNotebooks.Model;
using AttractorNotebooks.Simd;

namespace AttractorNotebooks.Learning;

/// <summary>The normalized rule where every source is a head of its own.</summary>
/// <remarks>
/// d(-ln p(x_i)) / d J_ij = -lambda a_ij x_i x_j^T + lambda^2 w_ij (A / kappa)_ij h_ij x_j^T. Because h_ij = J_ij x_j, the batch
/// mean of the model term is J_ij times the mean of c_ij x_j x_j^T: no field has to be kept or computed twice.
/// </remarks>
internal sealed unsafe class MixtureGradient : NormalizedGradient
{
    private readonly Couplings _couplings;
    private readonly UnitWork _rows;
    private LaneBuffer? _seen;
    private LaneBuffer? _known;
    private int _batch;

    [ThreadStatic]
    private static LaneBuffer? s_rows;

    public MixtureGradient(Couplings couplings, SphereFit fit, double lambda, double prior, WorkerPool workers, SimdRoutines simd)
        : base(fit, lambda, prior, workers, simd, couplings.Values.Length, couplings.Tokens)
    {
        _couplings = couplings;
        _rows = new UnitWork(() => _couplings.Tokens, Row);
    }

    public override float* Values => AttentionLayer.Pointer(_couplings, 0);

    public override int Rows => _couplings.Tokens;

    public override int RowLength => _couplings.RowLength;

    private protected override int SampleLength => _couplings.Tokens * _couplings.Dim;

    public override IReadOnlyList<Couplings> ToHeads() => [_couplings];

    public override float[] GradientBlocks() => [.. Gradient];

    private protected override int Run(ReadOnlySpan<float> batch, ReadOnlySpan<bool> hidden)
    {
        int n = _couplings.Tokens, d = _couplings.Dim;
        _batch = batch.Length / (n * d);
        if (_seen is null || _seen.Blocks != (_batch + Simd.Block - 1) / Simd.Block)
            (_seen, _known) = (new LaneBuffer(n * d, _batch, Simd.Block), new LaneBuffer(n, _batch, Simd.Block));
        _seen.Load(batch);
        _known!.Span.Fill(1);
        if (!hidden.IsEmpty) SourceLanes.Load(_known, hidden);
        Workers.Run(_rows);
        return n;
    }

    private void Row(int i)
    {
        int n = _couplings.Tokens, d = _couplings.Dim, block = Simd.Block, rows = 2 * n + 2;
        if (s_rows is not LaneBuffer weights || weights.Rows != rows || weights.Blocks != _seen!.Blocks || weights.Block != block)
            s_rows = weights = new LaneBuffer(rows, _batch, block);
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
            Simd.MixtureScores(job, _seen.Pointer(b, i * d), scores, squares);
            Simd.MixtureExpWeights(job, Fit, (float)Lambda, (float)Prior, scores, squares);
        }
        Losses[i] = 0;
        for (int b = 0; b < _batch; b++) Losses[i] -= weights[2 * n, b];
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
                Simd.Outer(_seen, weights, j, i, j, d, (float)(-Lambda / _batch), target);
                Simd.Outer(_seen, weights, n + j, j, j, d, (float)(Lambda * Lambda / _batch), moment);
                Simd.Gemm(new GemmJob
                {
                    Rows = d,
                    Inner = d,
                    Columns = d,
                    A = couplings + j * d * d,
                    ARow = d,
                    AColumn = 1,
                    B = moment,
                    BRow = d,
                    C = target,
                    CRow = d,
                    Add = true,
                });
            }
        gradientRow.Slice(i * d * d, d * d).Clear();
        Squares[i] = TensorPrimitives.SumOfSquares<float>(gradientRow);
    }
}
