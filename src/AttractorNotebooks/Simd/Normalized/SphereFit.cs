using AttractorNotebooks.Model;
using MathNet.Numerics;

namespace AttractorNotebooks.Simd;

/// <summary>The normalizer of a von Mises-Fisher density of one dimension in a form that float32 lanes evaluate quickly: constants and a short polynomial.</summary>
/// <remarks>
/// <para>
/// With c = (d + 1) / 2, r = sqrt(kappa^2 + c^2) and p = c / r in (0, 1]:
/// log Z_d = constant + r - (d - 1) / 2 log(c + r) + C(p), A_d / kappa = (1 - (d - 1) / (2 (c + r)) - p^2 C'(p) / c) / r.
/// The terms before C carry the exponential and the power law of large kappa, as in the uniform expansion of the Bessel function
/// (DLMF 10.41.3); what is left is smooth and small on all of (0, 1].
/// </para>
/// <para>
/// C' is a polynomial through the Chebyshev points of <see cref="VonMisesFisher"/>, C its integral, so that kernels stay consistent with
/// each other. Errors in exact arithmetic: below 2e-5 relative in A_d / kappa and 2e-6 absolute in log Z_d at d = 2, below 1e-6 from d = 4.
/// </para>
/// </remarks>
internal sealed class SphereFit
{
    private const int Degree = 12;

    // Well above the degree, so that the fit is as good as the best one up to a small factor.
    private const int Points = 64;

    public SphereFit(int dim)
    {
        Dim = dim;
        Center = (dim + 1) / 2.0;
        HalfPower = (dim - 1) / 2.0;
        double[] places = new double[Points], slopes = new double[Points];
        for (int k = 0; k < Points; k++)
        {
            places[k] = Math.Cos(Math.PI * (k + 0.5) / Points);
            double p = (1 + places[k]) / 2, r = Center / p, kappa = Math.Sqrt(Math.Max(0, r * r - Center * Center));
            slopes[k] = (1 - HalfPower / (Center + r) - r * VonMisesFisher.MeanRatio(dim, kappa)) * Center / (p * p);
        }
        // In 2 p - 1, where the powers stay of order 1 and float32 loses nothing.
        double[] slope = Fit.Polynomial(places, slopes, Degree), curve = new double[Degree + 2];
        for (int k = 0; k <= Degree; k++) curve[k + 1] = slope[k] / (2 * (k + 1));
        Slope = Array.ConvertAll(slope, c => (float)c);
        double atZero = Center - HalfPower * Math.Log(2 * Center) + Polynomial.Evaluate(1, curve);
        curve[0] = VonMisesFisher.LogNormalizer(dim, 0) - atZero;
        Curve = Array.ConvertAll(curve, c => (float)c);
    }

    /// <summary>d.</summary>
    public int Dim { get; }

    /// <summary>c.</summary>
    public double Center { get; }

    /// <summary>(d - 1) / 2.</summary>
    public double HalfPower { get; }

    /// <summary>C' by powers of 2 p - 1, lowest first.</summary>
    public float[] Slope { get; }

    /// <summary>C and the constant by powers of 2 p - 1, lowest first.</summary>
    public float[] Curve { get; }
}
