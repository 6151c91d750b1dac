namespace AttractorNotebooks.Model;

/// <summary>What some neighboring tokens hear: rows of J, [rows, N, d, d]; all of J or a part of it.</summary>
internal sealed unsafe class CouplingRows
{
    private readonly float* _first;
    // Keeps the numbers alive.
    private readonly object _owner;

    private CouplingRows(int tokens, int dim, RowRange range, float* first, object owner)
    {
        (Tokens, Dim, Range, _owner) = (tokens, dim, range, owner);
        _first = first;
    }

    /// <summary>N, the tokens of a sample.</summary>
    public int Tokens { get; }

    /// <summary>d, the components of a token.</summary>
    public int Dim { get; }

    /// <summary>The tokens that hear.</summary>
    public RowRange Range { get; }

    /// <summary>Entries of a row: N d^2.</summary>
    public int RowLength => Tokens * Dim * Dim;

    /// <summary>Entries of all rows.</summary>
    public int Length => Range.Count * RowLength;

    /// <summary>All rows, one after the other.</summary>
    public Span<float> Values => new(_first, Length);

    /// <summary>All rows of couplings; not copied.</summary>
    public static CouplingRows Of(Couplings couplings) =>
        new(couplings.Tokens, couplings.Dim, new RowRange(0, couplings.Tokens), AttentionLayer.Pointer(couplings, 0), couplings);

    /// <summary>Rows that are all zero.</summary>
    /// <exception cref="ArgumentException">They are more than one array holds.</exception>
    public static CouplingRows Zero(int tokens, int dim, RowRange range)
    {
        range.RequireIn(tokens);
        double length = (double)range.Count * tokens * dim * dim;
        if (length > Array.MaxLength)
            throw new ArgumentException($"Rows {range} of {tokens} tokens of {dim} components have {length:0} entries, more than one "
                + $"array holds ({Array.MaxLength}); take fewer rows.", nameof(range));
        float[] values = GC.AllocateArray<float>((int)length, pinned: true);
        // The array is pinned for its whole life.
        fixed (float* first = values) return new CouplingRows(tokens, dim, range, first, values);
    }

    /// <summary>Rows of <see cref="Couplings.Random"/>, bit for bit.</summary>
    public static CouplingRows Random(int tokens, int dim, RowRange range, int seed, CouplingStart start)
    {
        CouplingRows rows = Zero(tokens, dim, range);
        Random random = SeededRandom.Create(seed, "couplings");
        for (long k = (long)range.First * rows.RowLength; k > 0; k--) random.NextSingle();
        Couplings.Fill(rows.Values, random, dim, start);
        for (int i = range.First; i < range.End; i++) rows.Block(i, i).Clear();
        return rows;
    }

    /// <summary>The first entry of what token i hears; valid as long as this object is reachable.</summary>
    public float* Pointer(int i) => _first + (nint)(i - Range.First) * RowLength;

    /// <summary>The block J_ij, [d, d].</summary>
    public Span<float> Block(int i, int j) => new(Pointer(i) + (nint)j * Dim * Dim, Dim * Dim);

    /// <summary>The numbers of rows that are no others' couplings, without a copy: for a file.</summary>
    public ReadOnlyMemory<float> Memory => (float[])_owner;
}
