using MathNet.Numerics;
using MathNet.Numerics.Distributions;
using MathNet.Numerics.Integration;
using MathNet.Numerics.RootFinding;

namespace AttractorNotebooks.Hopfield;

/// <summary>
/// Theory of signs (d = 1) with free couplings of the largest stability, to which pseudo-likelihood tends when it fits all patterns ever
/// more closely.
/// </summary>
/// <remarks>
/// 1 / alpha = integral over z > -kappa of (z + kappa)^2 Dz (Gardner, 1988): kappa(2) = 0. A share Phi(kappa) of stabilities is kappa
/// itself, the others are normal above it; a start of overlap m is then after one step at the mean of erf(m D / sqrt(2 (1 - m^2)))
/// over the stabilities D (Kepler and Abbott, 1988). The basins of arXiv 2507.05147 rest on the same two equations.
/// </remarks>
public static class MaximalStability
{
    /// <summary>kappa at a load.</summary>
    /// <param name="alpha">P / N, in (0, 2].</param>
    /// <exception cref="ArgumentOutOfRangeException">The load is out of its range.</exception>
    public static double Kappa(double alpha)
    {
        if (!(alpha is > 0 and <= 2))
            throw new ArgumentOutOfRangeException(nameof(alpha), alpha, "The load must lie above 0 and at most at 2.");
        return alpha == 2 ? 0 : Brent.FindRoot(kappa => Load(kappa) - alpha, 0, 10 + 2 / Math.Sqrt(alpha), 1e-12);
    }

    /// <summary>The load of a stability.</summary>
    /// <param name="kappa">At least 0.</param>
    public static double Load(double kappa) => 1 / ((1 + kappa * kappa) * Normal.CDF(0, 1, kappa) + kappa * Normal.PDF(0, 1, kappa));

    /// <summary>The overlap after one step.</summary>
    /// <param name="overlap">m at the start, in [0, 1].</param>
    /// <param name="alpha">P / N, in (0, 2].</param>
    /// <exception cref="ArgumentOutOfRangeException">The overlap or the load is out of its range.</exception>
    public static double OneStep(double overlap, double alpha)
    {
        if (!(overlap is >= 0 and <= 1))
            throw new ArgumentOutOfRangeException(nameof(overlap), overlap, "An overlap of starts lies in [0, 1].");
        double kappa = Kappa(alpha);
        if (overlap == 1) return kappa > 0 ? 1 : 0.5;
        double slope = overlap / Math.Sqrt(2 * (1 - overlap * overlap));
        return Normal.CDF(0, 1, kappa) * SpecialFunctions.Erf(slope * kappa)
            + GaussLegendreRule.Integrate(stability => Normal.PDF(0, 1, stability) * SpecialFunctions.Erf(slope * stability), kappa,
                kappa + 10, 128);
    }
}
