using AttractorNotebooks.Analysis;
using AttractorNotebooks.Model;
using AttractorNotebooks.Tests.Model;
using AttractorNotebooks.Tests.Verification;

namespace AttractorNotebooks.Tests.Analysis;

public class FiniteDifferencesTests
{
    [Fact]
    public void The_slope_of_a_block_of_couplings_is_the_local_rule()
    {
        Couplings couplings = Arbitrary.Couplings(5, 4);
        AttentionSettings settings = new(5, null);
        double[] x = Closeness.Widen(Arbitrary.Tokens(1, 5, 4)), rule = new double[5 * 4 * 4];
        new ReferenceAttention(couplings, settings).AddGradient(x, 1, 1, rule);
        double[] slopes = FiniteDifferences.Gradient(J => new ReferenceAttention(J, settings).Energy(x, 1), couplings, 1, 3, 1e-4f);
        Assert.InRange(FiniteDifferences.RelativeDistance(rule.AsSpan(3 * 16, 16), slopes), 0, 1e-5);
        Assert.Throws<ArgumentOutOfRangeException>(() => FiniteDifferences.Gradient(J => 0, couplings, 2, 2));
    }

    [Fact]
    public void The_slope_of_a_parabola_is_exact()
    {
        Assert.Equal(6, FiniteDifferences.Slope(x => x * x, 3, 0.5), 12);
        Assert.Throws<ArgumentOutOfRangeException>(() => FiniteDifferences.Slope(x => x, 0, 0));
    }

    [Fact]
    public void A_gradient_covers_the_components_asked_for_and_leaves_x_alone()
    {
        double[] x = [1, 2, 3, 4];
        Assert.Equal([6, 8], FiniteDifferences.Gradient(v => v.Sum(c => c * c), x, 2..4).Select(slope => Math.Round(slope, 6)));
        Assert.Equal(4, FiniteDifferences.Gradient(v => v[0], x).Length);
        Assert.Equal([1, 2, 3, 4], x);
    }

    [Fact]
    public void Minus_the_slope_of_the_local_energy_is_attention()
    {
        ReferenceAttention model = new(Arbitrary.Couplings(5, 4), new AttentionSettings(5, null));
        double[] x = Closeness.Widen(Arbitrary.Tokens(1, 5, 4)), all = model.Outputs(x);
        for (int i = 0; i < model.Tokens; i++)
        {
            double[] slopes = Array.ConvertAll(FiniteDifferences.Gradient(v => model.Energy(v, i), x, model.At(i)), slope => -slope);
            Assert.InRange(FiniteDifferences.RelativeDistance(all[model.At(i)], slopes), 0, 1e-7);
        }
    }
}
