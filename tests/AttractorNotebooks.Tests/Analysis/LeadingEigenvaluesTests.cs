using AttractorNotebooks.Analysis;

namespace AttractorNotebooks.Tests.Analysis;

public class LeadingEigenvaluesTests
{
    [Fact]
    public void A_complex_pair_is_found()
    {
        // A turn by 1 radian and growth 1.5 beside a shrinking rest.
        const int Size = 60;
        double[] Product(double[] v)
        {
            double[] next = [.. v.Select((x, k) => x * k / Size)];
            next[0] = 1.5 * (Math.Cos(1) * v[0] - Math.Sin(1) * v[1]);
            next[1] = 1.5 * (Math.Sin(1) * v[0] + Math.Cos(1) * v[1]);
            return next;
        }
        LeadingEigenvalues found = LeadingEigenvalues.Of(Product, Size, tolerance: 1e-10);
        Assert.Equal(1.5 * Math.Cos(1), found.Largest.Real, 1e-8);
        Assert.Equal(1.5 * Math.Sin(1), found.Largest.Imaginary, 1e-8);
        Assert.Equal(found.Largest, System.Numerics.Complex.Conjugate(found.Values[1]));
        Assert.True(found.Residual <= 1e-10, $"{found.Residual}");
    }

    [Fact]
    public void The_residual_is_that_of_the_eigenvector()
    {
        // Stopped early, the residual bounds the error of a symmetric matrix's eigenvalue.
        double[] diagonal = [.. Enumerable.Range(0, 100).Select(k => 1 + k / 100.0)];
        LeadingEigenvalues found = LeadingEigenvalues.Of(v => [.. v.Zip(diagonal, (x, a) => a * x)], 100, tolerance: 0, mostProducts: 16);
        Assert.Equal(16, found.Products);
        double error = diagonal.Min(value => Math.Abs(value - found.Largest.Real)) / found.Largest.Real;
        Assert.InRange(found.Residual, error, 0.2);
    }

    [Fact]
    public void Small_matrices_and_invariant_subspaces_end_the_search()
    {
        Assert.Equal(3, LeadingEigenvalues.Of(v => [3 * v[0]], 1).Largest.Real, 1e-12);
        LeadingEigenvalues identity = LeadingEigenvalues.Of(v => v, 50);
        Assert.Equal((1, 1), (identity.Products, (int)Math.Round(identity.Largest.Real)));
        Assert.Equal(0, LeadingEigenvalues.Of(v => new double[4], 4).Largest.Magnitude);
    }

    [Fact]
    public void A_product_that_is_not_finite_is_named()
    {
        Assert.Contains("Product 1", Assert.Throws<ArgumentException>(() => LeadingEigenvalues.Of(v => [double.NaN, 0], 2)).Message);
    }
}
