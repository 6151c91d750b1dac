using MathNet.Numerics;
using MathNet.Numerics.Integration;
using MathNet.Numerics.RootFinding;

namespace AttractorNotebooks.Hopfield;

/// <summary>
/// What theory says of Hebb's rule for random patterns of vector spins, at zero temperature, for many tokens and replica
/// symmetry.
/// </summary>
/// <remarks>
/// <para>A token feels its pattern's direction e with strength m (the overlap) and noise: h = m e + sigma z, z normal in R^d.
/// With k = m / sigma,
/// m = A(k) = E[cos of the angle between h and e], and the noise is fed back through the susceptibility: sigma (1 - C) =
/// sqrt(alpha) / d, C = B(k) / sigma, B(k) = (d - 1) / d E[1 / |k e + z|], alpha = P / N. Together sqrt(alpha) = d (A(k) / k -
/// B(k)): the largest alpha over k is the capacity. For d = 1, A = erf(k / sqrt 2) and B = sqrt(2 / pi) exp(-k^2 / 2): the
/// equations of Amit, Gutfreund and Sompolinsky (1985), alpha = 0.138.</para>
/// <para>For large d the capacity falls as 1 / d, as Nicoletti, D'Amico and Negri (2025) found.</para>
/// </remarks>
public static class HopfieldCapacity
{
    private const int Order = 64;

    /// <summary>d times the capacity of Hebb's rule as published: arXiv 2507.02586, data of its figure of alpha_c against d.</summary>
    public static IReadOnlyDictionary<int, double> Published { get; } = new Dictionary<int, double>
    {
        [1] = 0.1379,
        [2] = 0.1508,
        [3] = 0.1524,
        [4] = 0.1523,
        [5] = 0.1519,
        [10] = 0.1504,
        [24] = 0.1491,
        [50] = 0.1486,
        [100] = 0.1483,
    };

    /// <summary>The capacity: the largest alpha = P / N at which patterns are still attractors.</summary>
    /// <param name="dim">d, from 1 to 64.</param>
    /// <returns>alpha and the overlap m there, below which it jumps to none.</returns>
    public static (double Alpha, double Overlap) Largest(int dim)
    {
        RequireDim(dim);
        double k = Best(dim);
        return (Load(k, dim), MeanCosine(k, dim));
    }

    /// <summary>The overlap m with a pattern of the attractor beside it.</summary>
    /// <param name="alpha">P / N, above 0.</param>
    /// <param name="dim">d, from 1 to 64.</param>
    /// <returns>m; 0 above the capacity.</returns>
    public static double Overlap(double alpha, int dim)
    {
        RequireDim(dim);
        RequireLoad(alpha);
        const double Narrowest = 1e4;
        double k = Narrowest, most = Best(dim);
        if (alpha > Load(most, dim)) return 0;
        // Beyond the maximum the load falls with k; for vanishing load k grows without end and m is 1.
        if (alpha > Load(Narrowest, dim)) k = Brent.FindRoot(x => Load(x, dim) - alpha, most, Narrowest, 1e-9);
        return MeanCosine(k, dim);
    }

    /// <summary>The overlap with its pattern that a state has after one synchronous step from the pattern itself.</summary>
    /// <param name="alpha">P / N, above 0.</param>
    /// <param name="dim">d, from 1 to 64.</param>
    public static double OneStep(double alpha, int dim)
    {
        RequireDim(dim);
        RequireLoad(alpha);
        // From the pattern itself m = 1 and nothing is fed back yet: sigma = sqrt(alpha) / d.
        return MeanCosine(dim / Math.Sqrt(alpha), dim);
    }

    // The k of the largest load: a coarse scan finds its neighbourhood, a golden section the place.
    private static double Best(int dim)
    {
        double best = Enumerable.Range(1, 80).Select(n => 0.25 * n).MaxBy(k => Load(k, dim));
        (double low, double high) = (best - 0.2, best + 0.25);
        double golden = (Math.Sqrt(5) - 1) / 2;
        while (high - low > 1e-6)
        {
            double left = high - golden * (high - low), right = low + golden * (high - low);
            if (Load(left, dim) < Load(right, dim)) low = left;
            else high = right;
        }
        return (low + high) / 2;
    }

    private static double Load(double k, int dim)
    {
        (double cosine, double susceptibility) = Means(k, dim);
        double root = dim * (cosine / k - susceptibility);
        return root > 0 ? root * root : 0;
    }

    private static double MeanCosine(double k, int dim) => Means(k, dim).Cosine;

    // A(k) and B(k): means over the length and the angle of h = k e + z.
    private static (double Cosine, double Susceptibility) Means(double k, int dim)
    {
        if (dim == 1) return (SpecialFunctions.Erf(k / Math.Sqrt(2)), Math.Sqrt(2 / Math.PI) * Math.Exp(-k * k / 2));
        double middle = Math.Sqrt(k * k + dim);
        GaussLegendreRule lengths = new(Math.Max(0, middle - 9), middle + 9, Order), angles = new(0, Math.Min(Math.PI, 12 / k), Order);
        double[] cosines = Array.ConvertAll(angles.Abscissas, Math.Cos), rings = new double[Order];
        for (int b = 0; b < Order; b++) rings[b] = angles.Weights[b] * Math.Pow(Math.Sin(angles.Abscissas[b]), dim - 2);
        double weights = 0, cosine = 0, inverse = 0;
        for (int a = 0; a < Order; a++)
        {
            double r = lengths.Abscissas[a], radial = (dim - 1) * Math.Log(r / middle) - (r * r + k * k - dim) / 2;
            for (int b = 0; b < Order; b++)
            {
                double weight = lengths.Weights[a] * rings[b] * Math.Exp(radial + r * k * cosines[b]);
                weights += weight;
                cosine += weight * cosines[b];
                inverse += weight / r;
            }
        }
        return (cosine / weights, (dim - 1.0) / dim * inverse / weights);
    }

    private static void RequireLoad(double alpha)
    {
        if (!(alpha > 0 && double.IsFinite(alpha)))
            throw new ArgumentOutOfRangeException(nameof(alpha), alpha, "The load P / N must be positive and finite.");
    }

    private static void RequireDim(int dim)
    {
        if (dim is < 1 or > 64) throw new ArgumentOutOfRangeException(nameof(dim), dim, "The theory is evaluated for 1 to 64 components.");
    }
}
