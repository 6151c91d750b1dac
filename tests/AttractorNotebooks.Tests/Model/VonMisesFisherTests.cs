using System.Globalization;
using AttractorNotebooks.Model;
using MathNet.Numerics;
using MathNet.Numerics.Integration;

namespace AttractorNotebooks.Tests.Model;

public class VonMisesFisherTests
{
    private const double Tolerance = 1e-10;

    /// <summary>Values of a quadrature with 40 digits: Model/vectors/von-mises-fisher.py.</summary>
    private static (int Dim, double Kappa, double Log, double Length)[] Quadrature { get; } =
    [
        .. File.ReadLines(Path.Combine(AppContext.BaseDirectory, "Model", "vectors", "von-mises-fisher.csv")).Skip(1)
            .Select(line => line.Split(','))
            .Select(cells => (int.Parse(cells[0], CultureInfo.InvariantCulture), Number(cells[1]), Number(cells[2]), Number(cells[3]))),
    ];

    [Fact]
    public void The_normalizer_agrees_with_quadrature_of_many_digits()
    {
        Assert.Equal(225, Quadrature.Length);
        Assert.All(Quadrature, row =>
            Assert.InRange(Math.Abs(VonMisesFisher.LogNormalizer(row.Dim, row.Kappa) / row.Log - 1), 0, Tolerance));
    }

    [Fact]
    public void The_length_of_the_mean_agrees_with_quadrature_of_many_digits() =>
        Assert.All(Quadrature, row =>
            Assert.InRange(Math.Abs(VonMisesFisher.MeanLength(row.Dim, row.Kappa) - row.Length), 0, Tolerance * row.Length));

    [Fact]
    public void Every_dimension_agrees_with_quadrature_done_here()
    {
        // The density of the angle is sampled by its trapezoidal sum, which converges exponentially where both ends are flat or
        // the integrand is periodic.
        for (int dim = 2; dim <= 512; dim++)
        {
            double kappa = 0.1 * Math.Pow(1.03, dim),
                peak = Math.Acos((Math.Sqrt((dim - 2.0) * (dim - 2) + 4 * kappa * kappa) - (dim - 2)) / (2 * kappa));
            double LogDensity(double angle) =>
                kappa * (Math.Cos(angle) - Math.Cos(peak)) + (dim > 2 ? (dim - 2) * Math.Log(Math.Sin(angle) / Math.Sin(peak)) : 0);
            double total = 0, first = 0;
            const int Points = 40_000;
            double width = 12 / Math.Sqrt(kappa + dim), low = dim < 60
                ? 0 : Math.Max(0, peak - 2 * width), high = dim < 60 ? Math.PI : Math.Min(Math.PI, peak + 2 * width);
            for (int k = 0; k <= Points; k++)
            {
                double angle = low + (high - low) * k / Points, end = k is 0 or Points ? 0.5 : 1;
                double density = dim > 2 && (angle == 0 || angle >= Math.PI) ? 0 : end * Math.Exp(LogDensity(angle));
                total += density;
                first += density * Math.Cos(angle);
            }
            // |S^(d-2)| and the factor of the peak.
            double log = Math.Log(2) + (dim - 1) / 2.0 * Math.Log(Math.PI) - SpecialFunctions.GammaLn((dim - 1) / 2.0)
                + Math.Log(total * (high - low) / Points) + kappa * Math.Cos(peak) + (dim > 2 ? (dim - 2) * Math.Log(Math.Sin(peak)) : 0);
            // Odd dimensions below 8 have ends that are not flat: the trapezoidal sum itself is less exact there.
            double tolerance = dim is 3 or 5 or 7 ? 1e-8 : Tolerance;
            Assert.InRange(Math.Abs(VonMisesFisher.LogNormalizer(dim, kappa) - log), 0, tolerance * Math.Max(1, Math.Abs(log)));
            Assert.InRange(Math.Abs(VonMisesFisher.MeanLength(dim, kappa) * total / first - 1), 0, tolerance);
        }
    }

    [Theory]
    [InlineData(3)]
    [InlineData(5)]
    public void Odd_dimensions_agree_with_their_elementary_functions(int dim)
    {
        foreach (double kappa in new[] { 0.3, 1, 4, 20, 300 })
        {
            double sinh = Math.Exp(kappa) / 2 - Math.Exp(-kappa) / 2, cosh = sinh + Math.Exp(-kappa);
            double expected = dim == 3
                ? 4 * Math.PI * sinh / kappa : 8 * Math.PI * Math.PI * (kappa * cosh - sinh) / (kappa * kappa * kappa);
            Assert.Equal(Math.Log(expected), VonMisesFisher.LogNormalizer(dim, kappa), 1e-11);
        }
    }

    [Fact]
    public void Even_dimensions_agree_with_the_Bessel_functions_of_MathNet()
    {
        foreach (int dim in new[] { 2, 4, 8, 16, 32 })
            foreach (double kappa in new[] { 0.5, 2, 8, 40, 200 })
            {
                double nu = dim / 2.0 - 1, bessel = SpecialFunctions.BesselI(nu, kappa);
                Assert.Equal(dim / 2.0 * Math.Log(2 * Math.PI) + Math.Log(bessel) - nu * Math.Log(kappa),
                    VonMisesFisher.LogNormalizer(dim, kappa), 1e-9);
                Assert.Equal(SpecialFunctions.BesselI(nu + 1, kappa) / bessel, VonMisesFisher.MeanLength(dim, kappa), 1e-9);
            }
    }

    [Fact]
    public void The_length_of_the_mean_is_the_derivative_of_the_normalizer()
    {
        foreach (int dim in new[] { 2, 3, 8, 32, 200, 512 })
            foreach (double kappa in new[] { 1e-3, 0.2, 3, 47, 900, 2e4 })
            {
                // Five points: the error is of the fourth order in a step that grows with kappa.
                double step = 1e-2 * kappa;
                double F(double at) => VonMisesFisher.LogNormalizer(dim, kappa + at * step);
                double slope = (8 * (F(1) - F(-1)) - (F(2) - F(-2))) / (12 * step);
                Assert.Equal(slope, VonMisesFisher.MeanLength(dim, kappa), 1e-7 * slope + 1e-12 / step);
            }
    }

    [Fact]
    public void Without_concentration_the_normalizer_is_the_area_and_the_ratio_one_over_d()
    {
        foreach (int dim in new[] { 2, 3, 8, 511 })
        {
            Assert.Equal(Math.Log(2) + dim / 2.0 * Math.Log(Math.PI) - SpecialFunctions.GammaLn(dim / 2.0),
                VonMisesFisher.LogNormalizer(dim, 0), 1e-10);
            Assert.Equal(0, VonMisesFisher.MeanLength(dim, 0));
            Assert.Equal(1.0 / dim, VonMisesFisher.MeanRatio(dim, 0), 1e-14);
        }
    }

    [Fact]
    public void Densities_integrate_to_one_on_the_circle_and_on_the_sphere()
    {
        foreach (double kappa in new[] { 0, 0.7, 12, 150 })
        {
            double circle = VonMisesFisher.LogNormalizer(2, kappa), sphere = VonMisesFisher.LogNormalizer(3, kappa);
            Assert.Equal(1, GaussLegendreRule.Integrate(angle => 2 * Math.Exp(kappa * Math.Cos(angle) - circle), 0, Math.PI, 256), 1e-11);
            Assert.Equal(1, GaussLegendreRule.Integrate(angle =>
                2 * Math.PI * Math.Sin(angle) * Math.Exp(kappa * Math.Cos(angle) - sphere), 0, Math.PI, 256), 1e-11);
        }
    }

    [Theory]
    [InlineData(1, 1.0, "dim")]
    [InlineData(8, -1.0, "kappa")]
    [InlineData(8, double.NaN, "kappa")]
    [InlineData(8, double.PositiveInfinity, "kappa")]
    public void Values_out_of_range_are_named(int dim, double kappa, string name) =>
        Assert.Equal(name, Assert.Throws<ArgumentOutOfRangeException>(() => VonMisesFisher.LogNormalizer(dim, kappa)).ParamName);

    private static double Number(string text) => double.Parse(text, CultureInfo.InvariantCulture);
}
