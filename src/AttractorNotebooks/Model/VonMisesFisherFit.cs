using AttractorNotebooks.Simd;
using MathNet.Numerics;

namespace AttractorNotebooks.Model;

/// <summary>Fits the polynomial of a <see cref="SphereFit"/> to <see cref="VonMisesFisher"/>.</summary>
/// <remarks>
/// <para>
/// The terms before C carry the exponential and the power law of large kappa, as in the uniform expansion of the Bessel function
/// (DLMF 10.41.3); C itself is smooth and small on all of (0, 1].
/// </para>
/// <para>
/// C' is a polynomial through Chebyshev points, C its integral, so that the two stay consistent with each other. Errors in exact
/// arithmetic: below 2e-5 relative in A_d / kappa and 2e-6 absolute in log Z_d at d = 2, below 1e-6 from d = 4.
/// </para>
/// </remarks>
internal static class VonMisesFisherFit
{
    private const int Degree = 12;

    // Well above the degree, so that the fit is as good as the best one up to a small factor.
    private const int Points = 64;

    /// <summary>The fit for unit vectors of so many components.</summary>
    public static SphereFit Of(int dim)
    {
        double center = (dim + 1) / 2.0, halfPower = (dim - 1) / 2.0;
        double[] places = new double[Points], slopes = new double[Points];
        for (int k = 0; k < Points; k++)
        {
            places[k] = Math.Cos(Math.PI * (k + 0.5) / Points);
            double p = (1 + places[k]) / 2, r = center / p, kappa = Math.Sqrt(Math.Max(0, r * r - center * center));
            slopes[k] = (1 - halfPower / (center + r) - r * VonMisesFisher.MeanRatio(dim, kappa)) * center / (p * p);
        }
        // In 2 p - 1, where the powers stay of order 1 and float32 loses nothing.
        double[] slope = Fit.Polynomial(places, slopes, Degree), curve = new double[Degree + 2];
        for (int k = 0; k <= Degree; k++) curve[k + 1] = slope[k] / (2 * (k + 1));
        double atZero = center - halfPower * Math.Log(2 * center) + Polynomial.Evaluate(1, curve);
        curve[0] = VonMisesFisher.LogNormalizer(dim, 0) - atZero;
        return new SphereFit(dim, center, halfPower, Array.ConvertAll(slope, c => (float)c), Array.ConvertAll(curve, c => (float)c));
    }
}
