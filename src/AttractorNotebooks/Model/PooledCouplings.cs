using System.Runtime.InteropServices;

namespace AttractorNotebooks.Model;

/// <summary>
/// The couplings of K heads as matrices [K, N d, N d]: row (i, c), column (j, c'), so that the fields of a batch are a matrix
/// product.
/// </summary>
internal sealed unsafe class PooledCouplings
{
    private readonly float[] _values;

    public PooledCouplings(IReadOnlyList<Couplings> heads)
    {
        (Heads, Tokens, Dim) = (heads.Count, heads[0].Tokens, heads[0].Dim);
        foreach (Couplings head in heads)
            if (head.Tokens != Tokens || head.Dim != Dim)
                throw new ArgumentException($"A head joins {head.Tokens} tokens of {head.Dim} components, another {Tokens} of {Dim}; "
                    + "all must be alike.", nameof(heads));
        long length = (long)Heads * Size * Size;
        if (length > Array.MaxLength)
            throw new ArgumentException($"{Heads} heads of {Tokens} tokens of {Dim} components are more than one array holds; use fewer "
                + "heads, larger patches or a smaller dimension.", nameof(heads));
        _values = GC.AllocateArray<float>((int)length, pinned: true);
        for (int k = 0; k < Heads; k++) Load(heads[k].Values, Dim, Tokens, _values.AsSpan(k * Size * Size, Size * Size));
    }

    public int Heads { get; }

    /// <summary>N.</summary>
    public int Tokens { get; }

    /// <summary>d.</summary>
    public int Dim { get; }

    /// <summary>N d.</summary>
    public int Size => Tokens * Dim;

    /// <summary>All entries.</summary>
    public ReadOnlySpan<float> Values => _values;

    /// <summary>The first entry of a row of a head.</summary>
    public float* Row(int head, int row)
    {
        // The array is pinned for its whole life.
        fixed (float* first = &MemoryMarshal.GetArrayDataReference(_values)) return first + ((nint)head * Size + row) * Size;
    }

    /// <summary>The same as blocks; copies.</summary>
    public IReadOnlyList<Couplings> ToHeads()
    {
        float[] blocks = ToBlocks(_values);
        return [.. Enumerable.Range(0, Heads).Select(k => new Couplings(Tokens, Dim, blocks.AsSpan(k * Size * Size, Size * Size)))];
    }

    /// <summary>Matrices of this shape as blocks [K, N, N, d, d]; copies.</summary>
    public float[] ToBlocks(ReadOnlySpan<float> matrices)
    {
        float[] blocks = new float[matrices.Length];
        for (int block = 0, at = 0; block < Heads * Tokens * Tokens; block++)
            for (int c = 0; c < Dim; c++, at += Dim)
                matrices.Slice((block / Tokens * Dim + c) * Size + block % Tokens * Dim, Dim).CopyTo(blocks.AsSpan(at, Dim));
        return blocks;
    }

    private static void Load(ReadOnlySpan<float> blocks, int dim, int tokens, Span<float> matrix)
    {
        for (int block = 0, at = 0; block < tokens * tokens; block++)
            for (int c = 0; c < dim; c++, at += dim)
                blocks.Slice(at, dim).CopyTo(matrix.Slice((block / tokens * dim + c) * tokens * dim + block % tokens * dim, dim));
    }
}
