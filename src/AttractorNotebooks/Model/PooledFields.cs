using AttractorNotebooks.Simd;

namespace AttractorNotebooks.Model;

/// <summary>The fields h_i^k = sum_j J^k_ij x_j of a tile of tokens, for a whole batch: one matrix product a head.</summary>
internal sealed unsafe class PooledFields
{
    // So many rows of J stay in the second-level cache while the batch passes by.
    private const int RowsOfATile = 64;

    [ThreadStatic]
    private static LaneMatrix? s_fields;

    private readonly PooledCouplings _couplings;
    private readonly SimdRoutines _simd;

    public PooledFields(PooledCouplings couplings, SimdRoutines simd)
    {
        _couplings = couplings;
        _simd = simd;
        TileTokens = Math.Max(1, RowsOfATile / couplings.Dim);
    }

    /// <summary>Tokens of a tile; the last may have fewer.</summary>
    public int TileTokens { get; }

    public int Tiles => (_couplings.Tokens + TileTokens - 1) / TileTokens;

    /// <summary>Computes the fields of one tile.</summary>
    /// <param name="tile">Which.</param>
    /// <param name="seen">x, rows [N d].</param>
    /// <param name="first">The first token of the tile.</param>
    /// <param name="count">Tokens of the tile.</param>
    /// <returns>Rows [K, tile, d], this thread's own until its next call.</returns>
    public LaneMatrix Compute(int tile, LaneMatrix seen, out int first, out int count)
    {
        first = tile * TileTokens;
        count = Math.Min(TileTokens, _couplings.Tokens - first);
        int dim = _couplings.Dim, rows = _couplings.Heads * TileTokens * dim;
        if (s_fields is not LaneMatrix fields || fields.Rows != rows || fields.Batch != seen.Batch)
            s_fields = fields = new LaneMatrix(rows, seen.Batch);
        for (int k = 0; k < _couplings.Heads; k++)
            _simd.Gemm(new GemmJob
            {
                Rows = count * dim,
                Inner = _couplings.Size,
                Columns = seen.Lanes,
                A = _couplings.Row(k, first * dim),
                ARow = _couplings.Size,
                AColumn = 1,
                B = seen.Pointer,
                BRow = seen.Stride,
                C = fields.Row(k * TileTokens * dim),
                CRow = fields.Stride,
            });
        return fields;
    }

    /// <summary>A job for one unit vector of the tile.</summary>
    /// <param name="fields">The tile's fields.</param>
    /// <param name="row">The vector's first row in the tile.</param>
    /// <param name="sphere">Its components.</param>
    /// <param name="lambda">lambda.</param>
    public PooledJob Job(LaneMatrix fields, int row, int sphere, double lambda) => new()
    {
        Heads = _couplings.Heads,
        Dim = sphere,
        Lanes = fields.Lanes,
        Lambda = (float)lambda,
        Fields = fields.Row(row),
        Row = fields.Stride,
        Head = (nint)TileTokens * _couplings.Dim * fields.Stride,
    };
}
