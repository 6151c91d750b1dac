using AttractorNotebooks.Model;
using AttractorNotebooks.Tests.Verification;
using MathNet.Numerics.Integration;

namespace AttractorNotebooks.Tests.Model;

public class ReferenceNormalizedTests
{
    /// <summary>Pooling, heads, d, components of a unit vector, prior.</summary>
    public static TheoryData<SourcePooling, int, int, int, double> Rules { get; } = new()
    {
        { SourcePooling.None, 1, 2, 2, 0 }, { SourcePooling.None, 1, 3, 3, 0.02 }, { SourcePooling.None, 1, 8, 8, 0 },
        { SourcePooling.Sum, 1, 3, 3, 0 }, { SourcePooling.Sum, 3, 4, 4, 0.1 }, { SourcePooling.Sum, 2, 6, 2, 0 },
            { SourcePooling.Sum, 4, 6, 3, 0.05 },
    };

    [Theory]
    [MemberData(nameof(Rules))]
    public void The_gradient_is_that_of_the_density_by_finite_differences(
        SourcePooling pooling, int heads, int dim, int sphere, double prior)
    {
        const int N = 4;
        const double Lambda = 1.7, Step = 1e-5;
        double[][] couplings = Heads(heads, N, dim);
        double[] x = UnitSamples.Widen(UnitSamples.Tokens(1, N, dim, sphere), sphere);
        foreach (bool[] hidden in new bool[][] { [], [false, true, false, true] })
            foreach (int i in new[] { 0, 3 })
            {
                double[] expected = new double[heads * N * dim * dim];
                for (int head = 0; head < heads; head++)
                    for (int k = 0; k < N * dim * dim; k++)
                    {
                        // A token has no coupling to itself.
                        if (k / (dim * dim) == i) continue;
                        ref double entry = ref couplings[head][i * N * dim * dim + k];
                        double kept = entry;
                        entry = kept + Step;
                        double above = Loss();
                        entry = kept - Step;
                        expected[head * N * dim * dim + k] = (above - Loss()) / (2 * Step);
                        entry = kept;
                    }
                Closeness.AssertClose(expected, Model(0).Gradient(x, i, hidden), 1e-8, $"hidden {hidden.Length}, i = {i}");

                double Loss() => -Model(0).LogDensity(x, i, hidden);
            }

        // The prior's share of the gradient is rho lambda^2 h x^T for every head and source that is heard.
        double[] without = Model(0).Gradient(x, 1), with = Model(prior).Gradient(x, 1);
        Assert.Equal(prior == 0, with.AsSpan().SequenceEqual(without));

        ReferenceNormalized Model(double rho) => new(couplings, N, dim, pooling, Lambda, sphere, rho);
    }

    [Theory]
    [InlineData(SourcePooling.None)]
    [InlineData(SourcePooling.Sum)]
    public void The_prior_adds_the_gradient_of_half_rho_times_the_squared_concentrations(SourcePooling pooling)
    {
        const int N = 3, D = 3;
        const double Lambda = 1.3, Rho = 0.2, Step = 1e-5;
        double[][] couplings = Heads(1, N, D);
        double[] x = UnitSamples.Widen(UnitSamples.Tokens(1, N, D, D), D), actual = new double[N * D * D], expected = new double[N * D * D];
        double[] with = new ReferenceNormalized(couplings, N, D, pooling, Lambda, D, Rho)
            .Gradient(x, 0), without = new ReferenceNormalized(couplings, N, D, pooling, Lambda, D).Gradient(x, 0);
        for (int k = 0; k < actual.Length; k++)
        {
            actual[k] = with[k] - without[k];
            if (k < D * D) continue;
            double kept = couplings[0][k];
            couplings[0][k] = kept + Step;
            double above = Prior();
            couplings[0][k] = kept - Step;
            expected[k] = (above - Prior()) / (2 * Step);
            couplings[0][k] = kept;
        }
        Closeness.AssertClose(expected, actual, 1e-8);

        double Prior()
        {
            ReferenceAttention attention = new(couplings[0], N, D, new AttentionSettings());
            double[][] fields = [attention.Field(x, 0, 1), attention.Field(x, 0, 2)];
            if (pooling == SourcePooling.Sum) fields = [[.. fields[0].Zip(fields[1], (a, b) => a + b)]];
            return Rho / 2 * Lambda * Lambda * fields.Sum(field => field.Sum(h => h * h));
        }
    }

    [Theory]
    [InlineData(SourcePooling.None, 1)]
    [InlineData(SourcePooling.Sum, 1)]
    [InlineData(SourcePooling.Sum, 3)]
    public void Densities_integrate_to_one_and_their_mean_is_the_prediction(SourcePooling pooling, int heads)
    {
        const int N = 4;
        foreach (int dim in new[] { 2, 3 })
        {
            ReferenceNormalized model = new(Heads(heads, N, dim), N, dim, pooling, 2.5, dim);
            double[] x = UnitSamples.Widen(UnitSamples.Tokens(1, N, dim, dim), dim);
            double[] moments = new double[dim + 1];
            for (int moment = 0; moment <= dim; moment++)
            {
                int chosen = moment;
                moments[moment] = dim == 2
                    ? GaussLegendreRule.Integrate(angle => ExpWeights([Math.Cos(angle), Math.Sin(angle)], chosen), 0, 2 * Math.PI, 128)
                    : GaussLegendreRule.Integrate(
                        (height, angle) => ExpWeights([Math.Sqrt(1 - height * height) * Math.Cos(angle), Math.Sqrt(1 - height * height)
                            * Math.Sin(angle), height], chosen), -1, 1, 0, 2 * Math.PI, 128);
            }
            Assert.Equal(1, moments[dim], 1e-10);
            Closeness.AssertClose(model.Mean(x, 1), moments.AsSpan(0, dim), 1e-9, $"the mean at d = {dim}");

            double ExpWeights(double[] place, int moment)
            {
                double[] moved = [.. x];
                place.CopyTo(moved, dim);
                return Math.Exp(model.LogDensity(moved, 1)) * (moment == dim ? 1 : place[moment]);
            }
        }
    }

    private static double[][] Heads(int heads, int tokens, int dim) =>
        [.. Enumerable.Range(1, heads).Select(seed => Arbitrary.Couplings(tokens, dim, seed, 3).ToDoubles())];
}
