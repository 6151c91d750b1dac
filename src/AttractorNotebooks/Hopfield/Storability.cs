using System.Numerics.Tensors;
using MathNet.Numerics.Distributions;
using MathNet.Numerics.LinearAlgebra;

namespace AttractorNotebooks.Hopfield;

/// <summary>
/// Whether couplings exist at all that make random patterns fixed points of one token: its field along the token in every pattern.
/// </summary>
/// <remarks>
/// <para>Of P patterns let X [P, (N - 1) d] be what the token hears and Y [P, d] what it should be. Couplings J with X J = lambda_m y_m
/// exist for those lengths lambda in R^P that solve K lambda = 0, K = (Y Y^T) o (1 - X X^+), entry by entry: d (P - (N - 1) d)
/// equations for P unknowns, so lambda may lie in a subspace of n = (N - 1) d^2 - P (d - 1) dimensions. Wanted: one with all
/// lambda_m > 0.</para>
/// <para>The law of random spins does not change when any y_m changes its sign, so all 2^P patterns of signs are alike; a subspace of n
/// dimensions in general position meets 2 sum_(k &lt; n) C(P - 1, k) of them (Schlaefli; Wendel, 1962; Cover, 1965). Hence
/// <see cref="Probability"/>, exactly and for every N. For d of 2 and more general position has probability one: the
/// determinants that could vanish are analytic on a product of connected spheres, and not zero where d groups of patterns
/// have y along one axis each. For d = 1 signs can coincide, and the formula holds but for that.</para>
/// <para>Half of the tokens can be served at P (d - 1/2) = (N - 1) d^2, and the larger N, the sharper: <see cref="CriticalLoad"/>.</para>
/// </remarks>
public static class Storability
{
    /// <summary>The load P / N up to which free couplings exist for many tokens: d^2 / (d - 1/2), 2 for signs.</summary>
    /// <param name="dim">d, at least 1.</param>
    public static double CriticalLoad(int dim)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(dim, 1);
        return dim * dim / (dim - 0.5);
    }

    /// <summary>The probability that one token of a network can hold all of P random patterns by free couplings.</summary>
    /// <param name="tokens">N, at least 2.</param>
    /// <param name="dim">d, at least 1.</param>
    /// <param name="patterns">P, at least 1.</param>
    public static double Probability(int tokens, int dim, int patterns)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(tokens, 2);
        ArgumentOutOfRangeException.ThrowIfLessThan(dim, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(patterns, 1);
        long free = Dimensions(tokens, dim, patterns);
        return free <= 0 ? 0 : free >= patterns ? 1 : Binomial.CDF(0.5, patterns - 1, free - 1);
    }

    /// <summary>n, the dimensions left to the lengths of the fields where there are more patterns than can be fitted freely.</summary>
    /// <param name="tokens">N.</param>
    /// <param name="dim">d.</param>
    /// <param name="patterns">P.</param>
    public static long Dimensions(int tokens, int dim, int patterns) => (tokens - 1L) * dim * dim - patterns * (dim - 1L);

    /// <summary>Finds lengths of the fields, all above 0, that some couplings give to one token in every pattern.</summary>
    /// <remarks>
    /// The answer is certain either way up to rounding: lengths are returned, or a nonnegative combination of the conditions that
    /// excludes them was found (Gordan's alternative, by nonnegative least squares). Meant for P up to a few hundred.
    /// </remarks>
    /// <param name="patterns">[P, N, d]; finite.</param>
    /// <param name="tokens">N, at least 2.</param>
    /// <param name="dim">d, at least 1.</param>
    /// <param name="token">The token.</param>
    /// <returns>lambda, [P]; null where there are none.</returns>
    /// <exception cref="ArgumentException">The numbers are no whole number of patterns, or N, d or the token is out of its
    /// range.</exception>
    public static double[]? Lengths(ReadOnlySpan<double> patterns, int tokens, int dim, int token)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(tokens, 2);
        ArgumentOutOfRangeException.ThrowIfLessThan(dim, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual((uint)token, (uint)tokens);
        int size = tokens * dim, count = patterns.Length / size;
        if (count == 0 || patterns.Length % size != 0)
            throw new ArgumentException(
                $"{patterns.Length} numbers are no whole number of patterns of {tokens} tokens of {dim} components.",
                nameof(patterns));
        Matrix<double> heard = Matrix<double>.Build.Dense(count, size - dim), wanted = Matrix<double>.Build.Dense(count, dim);
        for (int m = 0; m < count; m++)
            for (int k = 0; k < size; k++)
            {
                int c = k - token * dim;
                if (c >= 0 && c < dim) wanted[m, c] = patterns[m * size + k];
                else heard[m, c < 0 ? k : k - dim] = patterns[m * size + k];
            }
        Matrix<double> allowed = NullSpace((wanted * wanted.Transpose()).PointwiseMultiply(NullSpace(heard * heard.Transpose())));
        // Either allowed . u = 0 for some u >= 0 that is not 0, or allowed . u > 0 in every entry for the best u.
        (double[] weights, double left) = NonNegativeLeastSquares.Solve(allowed + 1, Vector<double>.Build.Dense(count, 1.0));
        double[] lengths = (allowed * Vector<double>.Build.Dense(weights)).ToArray();
        return left > 1e-9 && TensorPrimitives.Min<double>(lengths) > 0 ? lengths : null;
    }

    // The projector on the directions in which a symmetric positive semidefinite matrix vanishes.
    private static Matrix<double> NullSpace(Matrix<double> matrix)
    {
        var eigen = matrix.Evd(Symmetricity.Symmetric);
        double[] values = [.. eigen.EigenValues.Select(value => value.Real)];
        double least = 1e-10 * Math.Max(1e-300, values.Max());
        Matrix<double> sum = Matrix<double>.Build.Dense(matrix.RowCount, matrix.RowCount);
        int[] zero = [.. Enumerable.Range(0, values.Length).Where(k => values[k] <= least)];
        if (zero.Length == 0) return sum;
        Matrix<double> vectors = Matrix<double>.Build.DenseOfColumnVectors(zero.Select(eigen.EigenVectors.Column));
        return vectors * vectors.Transpose();
    }
}
