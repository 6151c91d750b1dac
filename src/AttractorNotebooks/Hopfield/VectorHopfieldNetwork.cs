using System.Numerics.Tensors;

namespace AttractorNotebooks.Hopfield;

/// <summary>Hopfield's network with vector spins: tokens of length one, symmetric couplings W, and one field for every token.</summary>
/// <remarks>
/// <para>Field h_i = sum_j W_ij x_j; update x_i becomes h_i / |h_i| (unchanged where h_i is zero); energy E = -1/2 sum_ij x_i .
/// W_ij x_j. For d = 1 these are Ising
/// spins. With W_ii = 0 no update of a single token raises E; with positive semidefinite W no synchronous step does.</para>
/// <para>Rules: Hebb, W_ij = (d / N) sum over patterns of p_i p_j^T without the blocks W_ii (Hopfield, 1982; vector spins as in
/// Nicoletti, D'Amico and Negri, 2025),
/// and projection, W = the orthogonal projector on the span of the patterns (Personnaz, Guyon and Dreyfus, 1985; Kanter and
/// Sompolinsky, 1987).</para>
/// </remarks>
public sealed class VectorHopfieldNetwork : IAssociativeMemory
{
    private readonly double[] _couplings;

    private VectorHopfieldNetwork(double[] couplings, int tokens, int dim) => (_couplings, Tokens, Dim) = (couplings, tokens, dim);

    /// <summary>N.</summary>
    public int Tokens { get; }

    /// <summary>d.</summary>
    public int Dim { get; }

    /// <inheritdoc/>
    public int Components => Tokens * Dim;

    /// <summary>W, row-major [N d, N d].</summary>
    public ReadOnlyMemory<double> Couplings => _couplings;

    /// <summary>Stores patterns by Hebb's rule.</summary>
    /// <param name="patterns">[P, N, d]; unit tokens, at least one pattern.</param>
    /// <param name="tokens">N, at least 1.</param>
    /// <param name="dim">d, at least 1.</param>
    /// <exception cref="ArgumentException">There is no pattern, the length is wrong, or a token is not of length one.</exception>
    public static VectorHopfieldNetwork Hebb(ReadOnlySpan<double> patterns, int tokens, int dim)
    {
        CountSpins(patterns, tokens, dim);
        double[] couplings = SumOfOuterProducts(patterns, tokens * dim);
        TensorPrimitives.Multiply(couplings, (double)dim / tokens, couplings);
        for (int i = 0; i < tokens; i++)
            for (int row = i * dim; row < (i + 1) * dim; row++) couplings.AsSpan(row * tokens * dim + i * dim, dim).Clear();
        return new VectorHopfieldNetwork(couplings, tokens, dim);
    }

    /// <summary>Stores patterns by Hebb's rule.</summary>
    /// <param name="patterns">[P][N d]; unit tokens, at least one pattern.</param>
    /// <param name="tokens">N, at least 1.</param>
    /// <param name="dim">d, at least 1.</param>
    /// <exception cref="ArgumentException">There is no pattern, a length is wrong, or a token is not of length one.</exception>
    public static VectorHopfieldNetwork Hebb(IEnumerable<double[]> patterns, int tokens, int dim) =>
        Hebb([.. patterns.SelectMany(pattern => pattern)], tokens, dim);

    /// <summary>
    /// Stores patterns by the projection rule: all are fixed points exactly, as long as they are linearly independent or not.
    /// </summary>
    /// <remarks>The blocks W_ii are kept: without them a stored pattern of vector spins would in general not be a fixed point.</remarks>
    /// <param name="patterns">[P, N, d]; unit tokens, at least one pattern.</param>
    /// <param name="tokens">N, at least 1.</param>
    /// <param name="dim">d, at least 1.</param>
    /// <exception cref="ArgumentException">There is no pattern, the length is wrong, or a token is not of length one.</exception>
    public static VectorHopfieldNetwork Projection(ReadOnlySpan<double> patterns, int tokens, int dim)
    {
        CountSpins(patterns, tokens, dim);
        return new VectorHopfieldNetwork(SumOfOuterProducts(OrthonormalBasis(patterns, tokens * dim), tokens * dim), tokens, dim);
    }

    /// <summary>
    /// A network of given couplings, for example those of <see cref="PseudoLikelihood"/>; the energy is one where W is symmetric.
    /// </summary>
    /// <param name="couplings">W, row-major [N d, N d]; finite; copied.</param>
    /// <param name="tokens">N, at least 1.</param>
    /// <param name="dim">d, at least 1.</param>
    /// <exception cref="ArgumentException">The length is wrong, or an entry is not finite.</exception>
    public static VectorHopfieldNetwork Of(ReadOnlySpan<double> couplings, int tokens, int dim)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(tokens, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(dim, 1);
        if (couplings.Length != tokens * dim * tokens * dim || !TensorPrimitives.IsFiniteAll(couplings))
            throw new ArgumentException($"{couplings.Length} numbers are no finite couplings of {tokens} tokens of {dim} components.",
                nameof(couplings));
        return new VectorHopfieldNetwork(couplings.ToArray(), tokens, dim);
    }

    /// <summary>E.</summary>
    /// <param name="state">x, [N, d].</param>
    public double Energy(ReadOnlySpan<double> state)
    {
        RequireState(state.Length);
        double energy = 0;
        for (int row = 0; row < Components; row++) energy -= state[row] * TensorPrimitives.Dot(Row(row), state) / 2;
        return energy;
    }

    /// <inheritdoc/>
    public double[] Advance(ReadOnlyMemory<double> states)
    {
        int size = Components, count = IAssociativeMemory.Count(this, states);
        double[] next = states.ToArray();
        // Every row of W meets all states, which a block of them keeps in the cache.
        Parallel.For(0, Tokens, i =>
        {
            Span<double> field = stackalloc double[Dim];
            for (int b = 0; b < count; b++)
            {
                Field(states.Span.Slice(b * size, size), i, field);
                Turn(field, next.AsSpan(b * size + i * Dim, Dim));
            }
        });
        return next;
    }

    /// <summary>One synchronous step of many states.</summary>
    /// <param name="states">[B][N d]; finite.</param>
    /// <returns>The next states, [B][N d].</returns>
    /// <exception cref="ArgumentException">A state has another size, or is not finite.</exception>
    public double[][] Advance(IReadOnlyList<double[]> states)
    {
        ArgumentNullException.ThrowIfNull(states);
        foreach (double[] state in states) RequireState(state.Length);
        return [.. Advance(states.SelectMany(state => state).ToArray()).Chunk(Components)];
    }

    /// <summary>One asynchronous sweep: every token once, in random order, each from the state that the ones before it left.</summary>
    /// <param name="state">x, [N, d]; changed in place.</param>
    /// <param name="seed">Decides the order.</param>
    /// <param name="t">The sweep's number, 1, 2, ...: every sweep has its own order.</param>
    public void Sweep(Span<double> state, int seed, int t)
    {
        RequireState(state.Length);
        int[] order = [.. Enumerable.Range(0, Tokens)];
        SeededRandom.Create(seed, "order of spins", t).Shuffle(order);
        double[] field = new double[Dim];
        foreach (int i in order)
        {
            Field(state, i, field);
            Turn(field, state.Slice(i * Dim, Dim));
        }
    }

    /// <summary>Asynchronous sweeps of several states.</summary>
    /// <param name="states">[B][N d]; not changed.</param>
    /// <param name="sweeps">How many, at least 0.</param>
    /// <param name="seed">State k has the orders of <paramref name="seed"/> + k.</param>
    /// <returns>The states after the last sweep, [B][N d].</returns>
    /// <exception cref="ArgumentException">A state has another size.</exception>
    public double[][] Sweep(IReadOnlyList<double[]> states, int sweeps, int seed)
    {
        ArgumentNullException.ThrowIfNull(states);
        foreach (double[] state in states) RequireState(state.Length);
        double[][] swept = [.. states.Select(state => state.ToArray())];
        Parallel.For(0, swept.Length, k =>
        {
            for (int t = 1; t <= sweeps; t++) Sweep(swept[k], seed + k, t);
        });
        return swept;
    }

    private static void Turn(ReadOnlySpan<double> field, Span<double> token)
    {
        double length = TensorPrimitives.Norm(field);
        if (length > 0) TensorPrimitives.Divide(field, length, token);
    }

    private void Field(ReadOnlySpan<double> state, int i, Span<double> field)
    {
        for (int c = 0; c < Dim; c++) field[c] = TensorPrimitives.Dot(Row(i * Dim + c), state);
    }

    private ReadOnlySpan<double> Row(int row) => _couplings.AsSpan(row * Components, Components);

    private void RequireState(int length)
    {
        if (length != Components)
            throw new ArgumentException($"{length} numbers are no state of {Tokens} tokens of {Dim} components.");
    }

    // W = sum over vectors of v v^T: entry (r, c) is the scalar product of what all vectors hold at r and at c.
    private static double[] SumOfOuterProducts(ReadOnlySpan<double> vectors, int size)
    {
        int count = vectors.Length / size;
        double[] turned = new double[vectors.Length], sum = new double[size * size];
        for (int v = 0; v < count; v++)
            for (int k = 0; k < size; k++) turned[k * count + v] = vectors[v * size + k];
        Parallel.For(0, size, row =>
        {
            for (int column = 0; column <= row; column++)
                sum[row * size + column] = sum[column * size + row] = TensorPrimitives.Dot<double>(turned.AsSpan(row * count, count),
                    turned.AsSpan(column * count, count));
        });
        return sum;
    }

    // Gram-Schmidt, every vector twice, which is enough to be orthogonal to rounding (Giraud and others, 2005). What is left of a
    // dependent pattern is dropped.
    private static ReadOnlySpan<double> OrthonormalBasis(ReadOnlySpan<double> patterns, int size)
    {
        const double Dependent = 1e-10;
        double[] basis = new double[Math.Min(patterns.Length, size * size)];
        int kept = 0;
        for (int start = 0; start < patterns.Length && kept < size; start += size)
        {
            double[] vector = patterns.Slice(start, size).ToArray();
            double length = TensorPrimitives.Norm<double>(vector);
            for (int pass = 0; pass < 2; pass++)
                for (int b = 0; b < kept; b++)
                {
                    ReadOnlySpan<double> direction = basis.AsSpan(b * size, size);
                    TensorPrimitives.MultiplyAdd(direction, -TensorPrimitives.Dot(direction, vector), vector, vector);
                }
            double left = TensorPrimitives.Norm<double>(vector);
            if (left <= Dependent * length) continue;
            TensorPrimitives.Divide(vector, left, basis.AsSpan(kept++ * size, size));
        }
        return basis.AsSpan(0, kept * size);
    }

    /// <summary>How many patterns of spins are given.</summary>
    /// <exception cref="ArgumentException">There is none, the length is wrong, or a token is not of length one.</exception>
    internal static int CountSpins(ReadOnlySpan<double> patterns, int tokens, int dim)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(tokens, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(dim, 1);
        int size = tokens * dim;
        if (patterns.IsEmpty || patterns.Length % size != 0)
            throw new ArgumentException(
                $"{patterns.Length} numbers are no whole number of patterns of {tokens} tokens of {dim} components; at least one is "
                    + "needed.", nameof(patterns));
        for (int start = 0; start < patterns.Length; start += dim)
        {
            double length = TensorPrimitives.Norm(patterns.Slice(start, dim));
            if (!(Math.Abs(length - 1) < 1e-4))
                throw new ArgumentException(
                    $"Token {start % size / dim} of pattern {start / size} has length {length}; spins have length one (UnitTokens.Of "
                        + "makes them so).", nameof(patterns));
        }
        return patterns.Length / size;
    }
}
