using System.Numerics.Tensors;

namespace AttractorNotebooks.Model;

/// <summary>
/// The couplings J in R^(N x N x d x d): the block J_ij acts on token j and is heard by token i. J_ii = 0; no symmetry is asked.
/// </summary>
public sealed unsafe class Couplings
{
    private readonly float* _values;

    /// <summary>Couplings that are all zero.</summary>
    /// <param name="tokens">N, at least 2: a token alone hears nothing.</param>
    /// <param name="dim">d, at least 1.</param>
    /// <exception cref="ArgumentException">There is one token only, or the couplings would not fit in one array.</exception>
    public Couplings(int tokens, int dim)
    {
        if (tokens < 2) throw new ArgumentException(
            $"Self-attention needs at least two tokens, but there is {tokens}; use smaller patches.", nameof(tokens));
        ArgumentOutOfRangeException.ThrowIfLessThan(dim, 1);
        double length = (double)tokens * tokens * dim * dim;
        if (length > Array.MaxLength)
            throw new ArgumentException(
                $"Couplings of {tokens} tokens of {dim} components have {length:0} entries, more than one array holds "
                    + $"({Array.MaxLength}); use larger patches or a smaller dimension.", nameof(tokens));
        Tokens = tokens;
        Dim = dim;
        float[] values = GC.AllocateArray<float>((int)length, pinned: true);
        // Pinned for its whole life.
        fixed (float* first = values) _values = first;
        Memory = values;
    }

    /// <summary>Couplings that lie somewhere already, such as in a file that is mapped.</summary>
    internal Couplings(int tokens, int dim, ReadOnlyMemory<float> memory, float* first)
    {
        (Tokens, Dim, Memory) = (tokens, dim, memory);
        _values = first;
    }

    /// <summary>Couplings with given values.</summary>
    /// <param name="tokens">N, at least 2.</param>
    /// <param name="dim">d, at least 1.</param>
    /// <param name="values">J, row-major [N, N, d, d]; finite, with J_ii = 0; copied.</param>
    /// <exception cref="ArgumentException">The length is wrong, an entry is not finite, or a token couples to itself.</exception>
    public Couplings(int tokens, int dim, ReadOnlySpan<float> values)
        : this(tokens, dim)
    {
        if (values.Length != Memory.Length)
            throw new ArgumentException(
                $"Couplings of {tokens} tokens of {dim} components have {Memory.Length} entries, but {values.Length} were given.",
                nameof(values));
        values.CopyTo(Values);
        RequireValid();
    }

    /// <summary>N, the number of tokens.</summary>
    public int Tokens { get; }

    /// <summary>d, the components of a token.</summary>
    public int Dim { get; }

    /// <summary>J, row-major [N, N, d, d].</summary>
    public Span<float> Values => new(_values, Memory.Length);

    /// <summary>The same for a file to be written.</summary>
    internal ReadOnlyMemory<float> Memory { get; }

    /// <summary>The first entry of row i; valid as long as this object is reachable.</summary>
    internal float* Pointer(int i) => _values + (nint)i * RowLength;

    /// <summary>All blocks that token i hears, [N, d, d].</summary>
    public Span<float> Row(int i) => new(Pointer(i), RowLength);

    /// <summary>The block J_ij, [d, d].</summary>
    public Span<float> Block(int i, int j) => Row(i).Slice(j * Dim * Dim, Dim * Dim);

    /// <summary>Entries of a row: N d^2.</summary>
    public int RowLength => Tokens * Dim * Dim;

    /// <summary>The published start: J ~ U(-0.5, 0.5) / d^2 or / d, J_ii = 0.</summary>
    /// <param name="tokens">N.</param>
    /// <param name="dim">d.</param>
    /// <param name="seed">Any number; one seed, one start.</param>
    /// <param name="head">Which of several sets of couplings of one seed: 0, 1, ...</param>
    /// <param name="start">The size.</param>
    public static Couplings Random(int tokens, int dim, int seed, int head = 0, CouplingStart start = CouplingStart.OverDimSquared)
    {
        Couplings couplings = new(tokens, dim);
        Random random = SeededRandom.Create(seed, "couplings", head);
        Fill(couplings.Values, random, dim, start);
        for (int i = 0; i < tokens; i++) couplings.Block(i, i).Clear();
        return couplings;
    }

    /// <summary>Draws entries one after the other.</summary>
    internal static void Fill(Span<float> values, Random random, int dim, CouplingStart start)
    {
        float scale = 1f / (start == CouplingStart.OverDim ? dim : dim * dim);
        foreach (ref float value in values) value = (random.NextSingle() - 0.5f) * scale;
    }

    /// <summary>sqrt(mean of the squares of all entries), summed in float64.</summary>
    public double RootMeanSquare()
    {
        double squares = 0;
        for (int i = 0; i < Tokens; i++) squares += TensorPrimitives.SumOfSquares<float>(Row(i));
        return Math.Sqrt(squares / Memory.Length);
    }

    /// <summary>The largest Frobenius norm of a block J_ij.</summary>
    internal double StrongestBlock()
    {
        double squares = 0;
        for (int start = 0; start < Memory.Length; start += Dim * Dim)
            squares = Math.Max(squares, TensorPrimitives.SumOfSquares<float>(Values.Slice(start, Dim * Dim)));
        return Math.Sqrt(squares);
    }

    /// <summary>A copy that shares nothing with this one.</summary>
    public Couplings Clone() => new(Tokens, Dim, Values);

    /// <summary>The values as float64, for the plain reference.</summary>
    public double[] ToDoubles()
    {
        double[] values = new double[Memory.Length];
        TensorPrimitives.ConvertTruncating<float, double>(Values, values);
        return values;
    }

    private void RequireValid()
    {
        for (int k = 0; k < Memory.Length; k++)
            if (!float.IsFinite(_values[k]))
                throw new ArgumentException(
                    $"Entry {k} of the couplings (J[{k / RowLength}, {k % RowLength / (Dim * Dim)}]) is {_values[k]}; all must be finite.");
        RequireNoSelf();
    }

    /// <summary>Refuses blocks J_ii that are not zero.</summary>
    /// <exception cref="ArgumentException">One is; names it.</exception>
    internal void RequireNoSelf()
    {
        for (int i = 0; i < Tokens; i++)
            if (Block(i, i).ContainsAnyExcept(0f)) throw new ArgumentException($"J[{i}, {i}] is not zero; no token couples to itself.");
    }
}
