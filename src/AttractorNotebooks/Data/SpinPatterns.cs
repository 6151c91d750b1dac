using System.Globalization;
using System.Numerics.Tensors;
using MathNet.Numerics.Distributions;
using MathNet.Numerics.Integration;
using MathNet.Numerics.RootFinding;

namespace AttractorNotebooks.Data;

/// <summary>Random patterns of vector spins, with a chosen correlation between patterns.</summary>
/// <remarks>
/// Token i of pattern k is sqrt(r) g_i + sqrt(1 - r) g_ki, normalized, where the g are independent standard normal vectors
/// and g_i, the prototype, is shared by all patterns. Every token is therefore uniform on the sphere S^(d-1), and r is
/// chosen so that the overlap of two patterns, the mean over i of x_ki . x_li, is expected to be what is asked for.
/// </remarks>
public static class SpinPatterns
{
    /// <summary>Draws patterns.</summary>
    /// <param name="count">How many, at least 0.</param>
    /// <param name="tokens">Tokens a pattern, N, at least 1.</param>
    /// <param name="dimension">Components a token, d, at least 1; 1 gives Ising spins, +1 or -1.</param>
    /// <param name="seed">The same seed always gives the same patterns; pattern k depends on it and k alone.</param>
    /// <param name="overlap">Expected overlap of two patterns, from 0 (independent) to 1 (all the same).</param>
    /// <returns>Unit vectors, shape [count, tokens, dimension].</returns>
    /// <exception cref="ArgumentOutOfRangeException">A size or the overlap is out of range.</exception>
    public static float[] Draw(int count, int tokens, int dimension, int seed, double overlap = 0)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(count);
        ArgumentOutOfRangeException.ThrowIfLessThan(tokens, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(dimension, 1);
        double shared = SharedPart(overlap, dimension);
        (double common, double own) = (Math.Sqrt(shared), Math.Sqrt(1 - shared));
        int size = checked(tokens * dimension);
        double[] prototype = Gaussian(seed, "spin prototype", 0, size);
        float[] patterns = new float[checked(count * size)];
        Parallel.For(0, count, k =>
        {
            double[] spins = Gaussian(seed, "spin pattern", k, size);
            for (int i = 0; i < size; i++) spins[i] = common * prototype[i] + own * spins[i];
            for (int start = 0; start < size; start += dimension)
            {
                double length = TensorPrimitives.Norm<double>(spins.AsSpan(start, dimension));
                for (int i = start; i < start + dimension; i++) patterns[k * size + i] = (float)(spins[i] / length);
            }
        });
        return patterns;
    }

    /// <summary>The correlation r of two normal vectors in R^d whose directions overlap by <paramref name="overlap"/> on average.</summary>
    /// <remarks>
    /// The mean cosine is r I(r^2) / I(1) with I(z) = integral over [0, pi/2] of cos^d(t) / sqrt(1 - z sin^2 t) dt: Euler's
    /// form of the hypergeometric function in the mean of a sample's uncentred correlation. For d = 1 it is (2 / pi) arcsin r.
    /// </remarks>
    internal static double SharedPart(double overlap, int dimension)
    {
        if (!(overlap >= 0 && overlap <= 1))
            throw new ArgumentOutOfRangeException(nameof(overlap), overlap,
                string.Create(CultureInfo.InvariantCulture, $"The overlap of two patterns lies in [0, 1]; {overlap} does not."));
        if (overlap is 0 or 1) return overlap;
        if (dimension == 1) return Math.Sin(Math.PI / 2 * overlap);
        double whole = Integral(1);
        return Brent.FindRoot(r => r * Integral(r * r) / whole - overlap, 0, 1, 1e-10);

        double Integral(double z) => GaussLegendreRule.Integrate(
            t => Math.Pow(Math.Cos(t), dimension) / Math.Sqrt(1 - z * Math.Pow(Math.Sin(t), 2)), 0, Math.PI / 2, 128);
    }

    private static double[] Gaussian(int seed, string purpose, int index, int size)
    {
        double[] values = new double[size];
        Normal.Samples(SeededRandom.Create(seed, purpose, index), values, 0, 1);
        return values;
    }
}
