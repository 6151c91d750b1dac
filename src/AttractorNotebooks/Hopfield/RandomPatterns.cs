using AttractorNotebooks.Data;
using AttractorNotebooks.Tokens;

namespace AttractorNotebooks.Hopfield;

/// <summary>Random patterns of vector spins in float64, one array a pattern, and what simulations of capacity do with them.</summary>
public static class RandomPatterns
{
    /// <summary>Draws independent patterns, those of <see cref="SpinPatterns"/>.</summary>
    /// <param name="count">P, at least 0.</param>
    /// <param name="tokens">N, at least 1.</param>
    /// <param name="dim">d, at least 1.</param>
    /// <param name="seed">The same seed always gives the same patterns; pattern k depends on it and k alone.</param>
    /// <returns>Unit tokens, [P][N d].</returns>
    public static double[][] Draw(int count, int tokens, int dim, int seed)
    {
        double[] drawn = Array.ConvertAll(SpinPatterns.Draw(count, tokens, dim, seed), component => (double)component);
        return [.. UnitTokens.Of(drawn, dim).Chunk(tokens * dim)];
    }

    /// <summary>A pattern with some of its tokens replaced by those of another.</summary>
    /// <param name="pattern">[N d].</param>
    /// <param name="other">[N d].</param>
    /// <param name="dim">d.</param>
    /// <param name="fraction">Share of tokens to replace, above 0 and below 1.</param>
    /// <param name="seed">Decides which.</param>
    /// <returns>[N d], a new array.</returns>
    /// <exception cref="ArgumentException">The lengths differ, or the fraction replaces all tokens or none.</exception>
    public static double[] Damaged(double[] pattern, double[] other, int dim, double fraction, int seed)
    {
        ArgumentNullException.ThrowIfNull(pattern);
        ArgumentNullException.ThrowIfNull(other);
        if (pattern.Length != other.Length)
            throw new ArgumentException($"A pattern of {pattern.Length} components can't be replaced by one of {other.Length}.",
                nameof(other));
        bool[] replaced = Corruption.RandomTokens(1, pattern.Length / dim, fraction, seed);
        return [.. pattern.Select((component, k) => replaced[k / dim] ? other[k] : component)];
    }

    /// <summary>The overlap of every state with its pattern, sum_i x_i . p_i / N.</summary>
    /// <param name="states">[B][N d].</param>
    /// <param name="patterns">[B][N d] or more.</param>
    /// <param name="tokens">N.</param>
    public static double[] Overlaps(IEnumerable<double[]> states, IEnumerable<double[]> patterns, int tokens) =>
        [.. states.Zip(patterns, (state, pattern) => state.Zip(pattern, (x, p) => x * p).Sum() / tokens)];
}
