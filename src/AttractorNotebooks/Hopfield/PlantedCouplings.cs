using MathNet.Numerics.Distributions;

namespace AttractorNotebooks.Hopfield;

/// <summary>Known couplings to be found again: random blocks J_ij = J_ji^T on the edges of a graph.</summary>
public static class PlantedCouplings
{
    /// <summary>The edges of an open chain.</summary>
    /// <param name="tokens">N.</param>
    public static (int I, int J)[] Chain(int tokens) => [.. Enumerable.Range(0, tokens - 1).Select(i => (i, i + 1))];

    /// <summary>The edges of an open square grid.</summary>
    /// <param name="side">Tokens a side; N is its square.</param>
    public static (int I, int J)[] Grid(int side) =>
    [
        .. from i in Enumerable.Range(0, side * side) where i % side < side - 1 select (i, i + 1),
        .. from i in Enumerable.Range(0, side * (side - 1)) select (i, i + side),
    ];

    /// <summary>The edges of a random graph.</summary>
    /// <param name="tokens">N.</param>
    /// <param name="edges">How many, at most N (N - 1) / 2.</param>
    /// <param name="seed">Decides which.</param>
    public static (int I, int J)[] Sparse(int tokens, int edges, int seed)
    {
        (int, int)[] all = [.. from i in Enumerable.Range(0, tokens) from j in Enumerable.Range(i + 1, tokens - i - 1) select (i, j)];
        ArgumentOutOfRangeException.ThrowIfGreaterThan(edges, all.Length);
        SeededRandom.Create(seed, "edges").Shuffle(all);
        return all[..edges];
    }

    /// <summary>Random blocks on edges; for Potts spins in the zero-sum gauge, where rows and columns of blocks add up to 0.</summary>
    /// <param name="law">What spins are.</param>
    /// <param name="tokens">N.</param>
    /// <param name="edges">Pairs of different tokens.</param>
    /// <param name="strength">The Frobenius norm of every block.</param>
    /// <param name="seed">Decides the entries.</param>
    /// <param name="shared">Whether all edges have one and the same symmetric block, as factored attention assumes.</param>
    /// <returns>J, row-major [N d, N d].</returns>
    public static double[] OnEdges(
        SpinLaw law, int tokens, IEnumerable<(int I, int J)> edges, double strength, int seed, bool shared = false)
    {
        ArgumentNullException.ThrowIfNull(law);
        ArgumentNullException.ThrowIfNull(edges);
        int dim = law.Dim, size = tokens * dim, edge = 0;
        double[] couplings = new double[size * size];
        foreach ((int i, int j) in edges)
        {
            double[] block = Block(law, strength, seed, shared ? 0 : edge, shared);
            for (int a = 0; a < dim; a++)
                for (int b = 0; b < dim; b++)
                    couplings[(i * dim + a) * size + j * dim + b] = couplings[(j * dim + b) * size + i * dim + a] = block[a * dim + b];
            edge++;
        }
        return couplings;
    }

    /// <summary>Couplings of low rank between all pairs, before the blocks J_ii are left out: sum over r of u_r u_r^T.</summary>
    /// <param name="law">What spins are.</param>
    /// <param name="tokens">N.</param>
    /// <param name="rank">How many u.</param>
    /// <param name="strength">The root mean square of the norms of blocks, for many pairs.</param>
    /// <param name="seed">Decides u.</param>
    public static double[] LowRank(SpinLaw law, int tokens, int rank, double strength, int seed)
    {
        ArgumentNullException.ThrowIfNull(law);
        int dim = law.Dim, size = tokens * dim;
        double[] couplings = new double[size * size];
        for (int r = 0; r < rank; r++)
        {
            double[] u = new double[size];
            Normal.Samples(SeededRandom.Create(seed, "low rank", r), u, 0, Math.Sqrt(strength / dim / Math.Sqrt(rank)));
            if (law is PottsSpins) Center(u, dim);
            for (int k = 0; k < size * size; k++) if (k / size / dim != k % size / dim) couplings[k] += u[k / size] * u[k % size];
        }
        return couplings;
    }

    /// <summary>Brings couplings of Potts spins into the zero-sum gauge, in place; the conditionals do not change up to fields.</summary>
    /// <param name="couplings">J, row-major [N q, N q].</param>
    /// <param name="tokens">N.</param>
    /// <param name="states">q.</param>
    public static void ZeroSum(double[] couplings, int tokens, int states)
    {
        int size = tokens * states;
        ArgumentOutOfRangeException.ThrowIfNotEqual(couplings.Length, size * size);
        Center(couplings, states);
        double[] column = new double[size];
        for (int c = 0; c < size; c++)
        {
            for (int r = 0; r < size; r++) column[r] = couplings[r * size + c];
            Center(column, states);
            for (int r = 0; r < size; r++) couplings[r * size + c] = column[r];
        }
    }

    private static double[] Block(SpinLaw law, double strength, int seed, int edge, bool symmetric)
    {
        int dim = law.Dim;
        double[] block = new double[dim * dim];
        Normal.Samples(SeededRandom.Create(seed, "planted block", edge), block, 0, 1);
        if (symmetric) PseudoLikelihood.Symmetrize(block, dim);
        if (law is PottsSpins) ZeroSum(block, 1, dim);
        double norm = MathNet.Numerics.LinearAlgebra.Vector<double>.Build.Dense(block).L2Norm();
        return Array.ConvertAll(block, x => x * strength / norm);
    }

    private static void Center(double[] values, int run)
    {
        for (int start = 0; start < values.Length; start += run)
        {
            double mean = values.AsSpan(start, run).ToArray().Average();
            for (int k = start; k < start + run; k++) values[k] -= mean;
        }
    }
}
