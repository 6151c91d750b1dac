using AttractorNotebooks.Model;
using AttractorNotebooks.Verification;

namespace AttractorNotebooks.Tests.Verification;

public sealed class GradientCheckTests
{
    [Fact]
    public void A_polynomial_of_order_three_falls_as_its_formula_says()
    {
        double[] x = [0.5, -1.5, 2];
        double[] slopes = GradientCheck.Descent(at => at[1] * at[1] * at[1] + 4 * at[2], x, 1, 2);
        Assert.Equal(-3 * 1.5 * 1.5, slopes[0], 1e-8);
        Assert.Equal(-4, slopes[1], 1e-8);
        Assert.Equal([0.5, -1.5, 2], x);
    }

    [Theory]
    [InlineData(-1, 1)]
    [InlineData(2, 2)]
    public void Components_outside_the_point_are_refused(int from, int count) =>
        Assert.Throws<ArgumentOutOfRangeException>(() => GradientCheck.Descent(at => at[0], [1, 2, 3], from, count));

    [Fact]
    public void A_difference_is_measured_against_the_second()
    {
        Assert.Equal(0.1, GradientCheck.RelativeDifference([3.3, 4.4], [3, 4]), 1e-12);
        Assert.Equal(0, GradientCheck.RelativeDifference([0, 0], [0, 0]));
        Assert.Equal(double.PositiveInfinity, GradientCheck.RelativeDifference([1], [0]));
    }

    [Theory]
    [InlineData(2, 3)]
    [InlineData(7, 5)]
    public void Attention_and_cross_terms_are_the_descent_of_the_sum(int tokens, int dim)
    {
        ReferenceAttention model = new(Couplings.Random(tokens, dim, 3).ToDoubles().Select(v => 20 * v).ToArray(), tokens, dim, new AttentionSettings(1.7, Clamp: null));
        Random random = SeededRandom.Create(1, "cross terms");
        double[] x = [.. Enumerable.Range(0, tokens * dim).Select(_ => 2 * random.NextDouble() - 1)];
        double[] descent = GradientCheck.Descent(model.TotalEnergy, x, 0, x.Length);
        Assert.True(GradientCheck.RelativeDifference(model.Outputs(x).Zip(model.CrossTerms(x), (f, extra) => f + extra), descent) < 1e-8);
    }
}
