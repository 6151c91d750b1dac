using AttractorNotebooks.Tests.Model;
using AttractorNotebooks.Tokens;
using MathNet.Numerics.Statistics;

namespace AttractorNotebooks.Tests.Tokens;

public class LayerNormTests
{
    private const int N = 7, D = 3;
    private static readonly double[] X = Arbitrary.Normals(N * D, 1, "x", 2);

    [Fact]
    public void Every_component_gets_mean_0_and_sample_deviation_1_across_tokens()
    {
        double[] seen = new double[X.Length];
        LayerNorm.Apply(X, seen, D);
        for (int c = 0; c < D; c++)
        {
            double[] component = [.. Enumerable.Range(0, N).Select(i => seen[i * D + c])];
            Assert.Equal(0, component.Mean(), 1e-14);
            Assert.Equal(1, component.StandardDeviation(), 1e-8);
        }
    }

    [Fact]
    public void With_a_mask_known_tokens_get_population_deviation_1_and_masked_ones_stay()
    {
        double[] seen = new double[X.Length];
        bool[] masked = [true, false, false, true, false, false, false];
        LayerNorm.Apply(X, masked, seen, D);
        for (int c = 0; c < D; c++)
        {
            double[] known = [.. Enumerable.Range(0, N).Where(i => !masked[i]).Select(i => seen[i * D + c])];
            Assert.Equal(0, known.Mean(), 1e-14);
            Assert.Equal(1, known.PopulationStandardDeviation(), 1e-8);
            Assert.Equal((X[c], X[3 * D + c]), (seen[c], seen[3 * D + c]));
        }
    }

    [Fact]
    public void It_works_in_place_and_a_constant_component_becomes_zero()
    {
        double[] x = [.. X], seen = new double[X.Length];
        for (int i = 0; i < N; i++) x[i * D + 1] = 0.3;
        LayerNorm.Apply(x, seen, D);
        LayerNorm.Apply(x, x, D);
        Assert.Equal(seen, x);
        for (int i = 0; i < N; i++) Assert.Equal(0, x[i * D + 1], 1e-6);
    }

    [Fact]
    public void One_token_alone_becomes_zero_and_no_known_token_is_an_error()
    {
        double[] seen = new double[D];
        LayerNorm.Apply(X.AsSpan(0, D), seen, D);
        Assert.Equal(new double[D], seen);
        LayerNorm.Apply(X, [true, true, true, false, true, true, true], new double[X.Length], D);
        Assert.Contains("All 7 tokens are masked",
            Assert.Throws<ArgumentException>(() => LayerNorm.Apply(X, [.. Enumerable.Repeat(true, N)], new double[X.Length], D))
            .Message, StringComparison.Ordinal);
    }
}
