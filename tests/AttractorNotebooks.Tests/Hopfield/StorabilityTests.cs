using AttractorNotebooks.Hopfield;
using MathNet.Numerics;
using MathNet.Numerics.LinearAlgebra;

namespace AttractorNotebooks.Tests.Hopfield;

public class StorabilityTests
{
    [Theory]
    [InlineData(3, 2, 5)]
    [InlineData(3, 2, 6)]
    [InlineData(3, 2, 7)]
    [InlineData(3, 3, 7)]
    [InlineData(3, 3, 8)]
    [InlineData(2, 8, 8)]
    public void Of_all_signs_of_a_token_exactly_as_many_can_be_stored_as_counting_says(int tokens, int dim, int count)
    {
        double[] patterns = VectorHopfieldNetworkTests.Patterns(count, tokens, dim, 1);
        int stored = 0;
        for (int code = 0; code < 1 << count; code++)
        {
            double[] signed = [.. patterns];
            for (int m = 0; m < count; m++)
                for (int c = 0; c < dim && (code >> m & 1) == 1; c++) signed[m * tokens * dim + c] *= -1;
            if (Storability.Lengths(signed, tokens, dim, 0) is not null) stored++;
        }
        long free = Storability.Dimensions(tokens, dim, count);
        double expected = 0;
        for (int k = 0; k < free && k < count; k++) expected += 2 * SpecialFunctions.Binomial(count - 1, k);
        Assert.Equal(expected, stored, 1e-6);
        Assert.Equal(expected / (1 << count), Storability.Probability(tokens, dim, count), 1e-12);
    }

    [Fact]
    public void Couplings_give_the_lengths_that_were_found()
    {
        const int N = 6, D = 3, P = 17, Heard = (N - 1) * D;
        double[] patterns = VectorHopfieldNetworkTests.Patterns(P, N, D, 3), lengths = Storability.Lengths(patterns, N, D, 0)!;
        Matrix<double> heard = Matrix<double>.Build.Dense(P, Heard, (m, k) => patterns[m * N * D + D + k]);
        Matrix<double> fields = Matrix<double>.Build.Dense(P, D, (m, c) => lengths[m] * patterns[m * N * D + c]);
        Assert.All(lengths, length => Assert.True(length > 0));
        Assert.True((heard * heard.PseudoInverse() * fields - fields).FrobeniusNorm() < 1e-8 * fields.FrobeniusNorm());
    }

    [Theory]
    [InlineData(1, 2)]
    [InlineData(2, 8 / 3.0)]
    [InlineData(3, 3.6)]
    public void Half_of_the_tokens_are_served_at_the_critical_load(int dim, double load)
    {
        Assert.Equal(load, Storability.CriticalLoad(dim), 1e-12);
        // P (d - 1/2) = (N - 1) d^2 exactly, and sharper for more tokens.
        int tokens = 2 * dim * (2 * dim - 1) + 1, count = 4 * dim * dim * dim;
        Assert.Equal(0.5, Storability.Probability(tokens, dim, count), 1e-12);
        Assert.True(Storability.Probability(1000 * (tokens - 1) + 1, dim, 900 * count) > 0.999);
        Assert.True(Storability.Probability(1000 * (tokens - 1) + 1, dim, 1100 * count) < 0.001);
    }
}
