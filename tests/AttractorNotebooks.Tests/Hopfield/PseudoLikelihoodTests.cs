using AttractorNotebooks.Analysis;
using AttractorNotebooks.Data;
using AttractorNotebooks.Hopfield;
using AttractorNotebooks.Model;

namespace AttractorNotebooks.Tests.Hopfield;

public class PseudoLikelihoodTests
{
    private const int Tokens = 4;

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(8)]
    [InlineData(-3)]
    public void The_slope_is_that_of_the_loss(int dim)
    {
        PseudoLikelihood rule = Rule(Law(dim), 6);
        double[] couplings = Start(rule.Law.Dim), slope = new double[couplings.Length];
        rule.TokenLoss(1, couplings, slope);
        double[] differences = FiniteDifferences.Gradient(x => rule.TokenLoss(1, x, new double[x.Length]), couplings);
        for (int k = 0; k < slope.Length; k++) if (k % (Tokens * rule.Law.Dim) / rule.Law.Dim == 1) differences[k] = 0;
        Assert.True(FiniteDifferences.RelativeDistance(slope, differences) < 1e-6);
    }

    [Theory]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(8)]
    public void The_loss_is_that_of_the_plain_statement(int dim)
    {
        SpinLaw law = new SphereSpins(dim);
        double[] pattern = Patterns(law, 1), couplings = Start(dim), blocks = new double[Tokens * Tokens * dim * dim];
        for (int k = 0; k < couplings.Length; k++)
            blocks[((Tokens + k % (Tokens * dim) / dim) * dim + k / (Tokens * dim)) * dim + k % dim] = couplings[k];
        ReferenceNormalized plain = new([blocks], Tokens, dim, SourcePooling.Sum, 1, dim);
        double loss = new PseudoLikelihood(law, pattern, Tokens).TokenLoss(1, couplings, new double[couplings.Length]);
        Assert.Equal(-plain.LogDensity(pattern, 1), loss, 1e-10);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(3)]
    public void Learnt_patterns_are_fixed_points_and_symmetric_couplings_symmetric(int dim)
    {
        const int N = 20;
        double[] patterns = VectorHopfieldNetworkTests.Patterns(N / 2, N, dim, 3);
        double[] couplings = new PseudoLikelihood(new SphereSpins(dim), patterns, N).Learn(symmetric: true);
        int size = N * dim;
        for (int r = 0; r < size; r++)
            for (int c = 0; c < size; c++)
            {
                Assert.Equal(couplings[r * size + c], couplings[c * size + r], 1e-12);
                if (r / dim == c / dim) Assert.Equal(0, couplings[r * size + c]);
            }
        double[] next = VectorHopfieldNetwork.Of(couplings, N, dim).Advance(patterns);
        Assert.All(next.Zip(patterns), pair => Assert.Equal(pair.Second, pair.First, 0.02));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public void Random_patterns_are_stored_below_the_load_of_counting_and_not_above(int dim)
    {
        const int N = 25;
        double load = Storability.CriticalLoad(dim);
        Assert.True(Solved((int)(0.75 * load * N)) >= 5);
        Assert.True(Solved((int)(1.4 * load * N)) <= 1);

        int Solved(int count)
        {
            double[] patterns = VectorHopfieldNetworkTests.Patterns(count, N, dim, 7);
            PseudoLikelihood rule = new(new SphereSpins(dim), patterns, N);
            double[] couplings = new double[N * dim * N * dim];
            for (int i = 0; i < 6; i++) rule.LearnToken(i).Couplings.CopyTo(couplings, i * dim * N * dim);
            double[] next = VectorHopfieldNetwork.Of(couplings, N, dim).Advance(patterns);
            return Enumerable.Range(0, 6).Count(i => Enumerable.Range(0, count).All(m => Enumerable.Range((m * N + i) * dim, dim)
                .Sum(k => next[k] * patterns[k]) > 0.98));
        }
    }

    private static SpinLaw Law(int dim) => dim < 0 ? new PottsSpins(-dim) : new SphereSpins(dim);

    private static PseudoLikelihood Rule(SpinLaw law, int count) => new(law, Patterns(law, count), Tokens) { Ridge = 0.1 };

    private static double[] Patterns(SpinLaw law, int count)
    {
        double[] patterns = new double[count * Tokens * law.Dim], zero = new double[law.Dim];
        Random random = SeededRandom.Create(1, "test");
        for (int k = 0; k < patterns.Length; k += law.Dim) law.Draw(zero, random, patterns.AsSpan(k, law.Dim));
        return patterns;
    }

    private static double[] Start(int dim)
    {
        double[] couplings = [.. SpinPatterns.Draw(1, Tokens * dim, dim, 5).Select(x => (double)x)];
        for (int k = 0; k < couplings.Length; k++) if (k % (Tokens * dim) / dim == 1) couplings[k] = 0;
        return couplings;
    }
}
