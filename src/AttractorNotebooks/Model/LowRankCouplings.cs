using MathNet.Numerics.LinearAlgebra;

namespace AttractorNotebooks.Model;

/// <summary>Couplings of low rank, J_ij = K_ij^T Q_ij: the queries and keys of a self-attention layer whose values are K^T Q.</summary>
public sealed class LowRankCouplings
{
    private readonly double[] _keys;
    private readonly double[] _queries;

    /// <summary>Wraps given factors.</summary>
    /// <param name="tokens">N, at least 2.</param>
    /// <param name="dim">d, at least 1.</param>
    /// <param name="rank">r, from 1 to d.</param>
    /// <param name="keys">K, row-major [N, N, r, d]; copied.</param>
    /// <param name="queries">Q, row-major [N, N, r, d]; copied.</param>
    /// <exception cref="ArgumentException">The rank is not between 1 and d, or a factor has another number of entries than its
    /// shape.</exception>
    public LowRankCouplings(int tokens, int dim, int rank, ReadOnlySpan<double> keys, ReadOnlySpan<double> queries)
    {
        RequireRank(rank, dim);
        long length = (long)tokens * tokens * rank * dim;
        if (keys.Length != length || queries.Length != length)
            throw new ArgumentException(
                $"Factors of shape [{tokens}, {tokens}, {rank}, {dim}] have {length} entries, but K has {keys.Length} and Q has "
                    + $"{queries.Length}.");
        Tokens = tokens;
        Dim = dim;
        Rank = rank;
        _keys = keys.ToArray();
        _queries = queries.ToArray();
    }

    /// <summary>N, the number of tokens.</summary>
    public int Tokens { get; }

    /// <summary>d, the components of a token.</summary>
    public int Dim { get; }

    /// <summary>r, the largest rank of a block.</summary>
    public int Rank { get; }

    /// <summary>Random factors, scaled so that the entries of J have the deviation of the published start, 1 / (d^2 sqrt(12)).</summary>
    public static LowRankCouplings Random(int tokens, int dim, int rank, int seed)
    {
        RequireRank(rank, dim);
        Random random = SeededRandom.Create(seed, "low rank");
        double scale = Math.Sqrt(1 / (dim * dim * Math.Sqrt(12.0 * rank)));
        double[] Normal()
        {
            double[] values = new double[tokens * tokens * rank * dim];
            MathNet.Numerics.Distributions.Normal.Samples(random, values, 0, scale);
            return values;
        }
        return new LowRankCouplings(tokens, dim, rank, Normal(), Normal());
    }

    /// <summary>
    /// The best approximation of given couplings by blocks of rank r (truncated singular value decomposition of every block).
    /// </summary>
    public static LowRankCouplings Approximate(Couplings couplings, int rank)
    {
        RequireRank(rank, couplings.Dim);
        int dim = couplings.Dim, factor = rank * dim;
        double[] keys = new double[couplings.Tokens * couplings.Tokens * factor], queries = new double[keys.Length];
        Parallel.For(0, couplings.Tokens * couplings.Tokens, pair =>
        {
            float[] block = couplings.Block(pair / couplings.Tokens, pair % couplings.Tokens).ToArray();
            var svd = Matrix<double>.Build.Dense(dim, dim, (row, column) => block[row * dim + column]).Svd();
            for (int r = 0; r < rank; r++)
                for (int c = 0; c < dim; c++)
                {
                    double root = Math.Sqrt(svd.S[r]);
                    keys[pair * factor + r * dim + c] = root * svd.U[c, r];
                    queries[pair * factor + r * dim + c] = root * svd.VT[r, c];
                }
        });
        return new LowRankCouplings(couplings.Tokens, dim, rank, keys, queries);
    }

    /// <summary>
    /// How much of J lies in few outer products: the fraction of the sum of its squares that the best blocks of rank r hold.
    /// </summary>
    /// <param name="couplings">J.</param>
    /// <param name="rank">r, from 1 to d.</param>
    /// <returns>From 0 to 1; 1 for r = d.</returns>
    public static double FractionHeld(Couplings couplings, int rank)
    {
        double held = Approximate(couplings, rank).ToFull().RootMeanSquare() / couplings.RootMeanSquare();
        return held * held;
    }

    /// <summary>Multiplies the factors out: J_ij = K_ij^T Q_ij, J_ii = 0.</summary>
    public Couplings ToFull()
    {
        Couplings couplings = new(Tokens, Dim);
        int factor = Rank * Dim;
        for (int pair = 0; pair < Tokens * Tokens; pair++)
        {
            int i = pair / Tokens, j = pair % Tokens;
            if (i == j) continue;
            Span<float> block = couplings.Block(i, j);
            for (int row = 0; row < Dim; row++)
                for (int column = 0; column < Dim; column++)
                {
                    double sum = 0;
                    for (int r = 0; r < Rank; r++) sum += _keys[pair * factor + r * Dim + row] * _queries[pair * factor + r * Dim + column];
                    block[row * Dim + column] = (float)sum;
                }
        }
        return couplings;
    }

    private static void RequireRank(int rank, int dim)
    {
        if (rank < 1 || rank > dim)
            throw new ArgumentOutOfRangeException(nameof(rank), rank, $"The rank must be from 1 to the dimension {dim}.");
    }
}
