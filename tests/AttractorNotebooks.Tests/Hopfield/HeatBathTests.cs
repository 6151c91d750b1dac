using AttractorNotebooks.Hopfield;
using AttractorNotebooks.Model;

namespace AttractorNotebooks.Tests.Hopfield;

public class HeatBathTests
{
    [Theory]
    [InlineData(1, 0.7)]
    [InlineData(2, 1.5)]
    [InlineData(3, 2)]
    [InlineData(8, 6)]
    public void Drawn_spins_have_the_mean_of_their_law(int dim, double kappa)
    {
        SphereSpins law = new(dim);
        double[] field = new double[dim], mean = new double[dim], spin = new double[dim], sum = new double[dim];
        field[^1] = kappa;
        law.LogNormalizer(field, mean);
        Random random = SeededRandom.Create(1, "test");
        const int Draws = 40_000;
        for (int k = 0; k < Draws; k++)
        {
            law.Draw(field, random, spin);
            Assert.Equal(1, spin.Sum(x => x * x), 1e-9);
            for (int c = 0; c < dim; c++) sum[c] += spin[c] / Draws;
        }
        for (int c = 0; c < dim; c++) Assert.Equal(mean[c], sum[c], 5 / Math.Sqrt(Draws));
    }

    [Theory]
    [InlineData(1e-3)]
    [InlineData(0.029)]
    [InlineData(0.031)]
    [InlineData(5)]
    [InlineData(900)]
    public void The_closed_form_in_space_is_that_of_the_Bessel_functions(double kappa)
    {
        double[] mean = new double[3];
        double log = new SphereSpins(3).LogNormalizer([0, kappa, 0], mean);
        Assert.Equal(VonMisesFisher.LogNormalizer(3, kappa), log, 1e-11);
        Assert.Equal(VonMisesFisher.MeanLength(3, kappa), mean[1], 1e-11);
    }

    [Fact]
    public void Potts_samples_have_the_marginals_of_enumeration()
    {
        PottsSpins law = new(3);
        const int N = 4, Size = N * 3;
        double[] planted = PlantedCouplings.OnEdges(law, N, PlantedCouplings.Grid(2), 1.2, 3);
        HeatBath bath = new(law, planted, N);
        double[] exact = new double[Size * Size];
        double total = 0;
        for (int code = 0; code < 81; code++)
        {
            double[] state = new double[Size];
            for (int i = 0, left = code; i < N; i++, left /= 3) state[i * 3 + left % 3] = 1;
            double weight = Math.Exp(-bath.Energy(state));
            total += weight;
            for (int k = 0; k < Size * Size; k++) exact[k] += weight * state[k / Size] * state[k % Size];
        }
        HeatBathSamples samples = bath.Draw(chains: 20, each: 2000, burnIn: 20, thin: 2, seed: 1);
        double[] found = new double[Size * Size];
        foreach (double[] state in samples.States.Chunk(Size))
            for (int k = 0; k < Size * Size; k++) found[k] += state[k / Size] * state[k % Size] / 40_000;
        for (int k = 0; k < found.Length; k++) Assert.Equal(exact[k] / total, found[k], 0.015);
        Assert.InRange(samples.SplitRHat, 0.99, 1.01);
        Assert.InRange(Math.Abs(samples.NextCorrelation), 0, 0.3);
    }

    [Fact]
    public void Two_coupled_vectors_have_the_correlation_of_theory()
    {
        // x_1 . x_2 of exp(k x_1 . x_2) has mean A_3(k).
        double[] couplings = new double[36];
        for (int c = 0; c < 3; c++) couplings[c * 6 + 3 + c] = couplings[(3 + c) * 6 + c] = 2;
        double[] states = new HeatBath(new SphereSpins(3), couplings, 2).Draw(10, 2000, 20, 2, 1).States;
        double mean = states.Chunk(6).Average(x => x[0] * x[3] + x[1] * x[4] + x[2] * x[5]);
        Assert.Equal(VonMisesFisher.MeanLength(3, 2), mean, 0.015);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(3)]
    [InlineData(-3)]
    public void Planted_couplings_are_found_better_with_more_samples(int dim)
    {
        SpinLaw law = dim < 0 ? new PottsSpins(-dim) : new SphereSpins(dim);
        const int N = 8;
        (int, int)[] edges = PlantedCouplings.Chain(N);
        double[] planted = PlantedCouplings.OnEdges(law, N, edges, law is PottsSpins ? 1.5 : dim, 2);
        double[] samples = new HeatBath(law, planted, N).Draw(20, 400, 50, 3, 1).States;
        double few = Error(500), many = Error(8000);
        Assert.InRange(few / many, 2.5, 7);
        Assert.True(many < 0.2, $"{many}");

        double Error(int count)
        {
            int size = N * law.Dim;
            double[] found = new PseudoLikelihood(law, samples.AsSpan(0, count * size), N).Learn(symmetric: true);
            if (law is PottsSpins) PlantedCouplings.ZeroSum(found, N, law.Dim);
            if (count == 8000) Assert.Equal(1, CouplingRecovery.Edges(CouplingRecovery.BlockNorms(found, N, law.Dim), edges, N).Average);
            return CouplingRecovery.Error(found, planted);
        }
    }

    [Fact]
    public void Mean_field_finds_weak_couplings()
    {
        SphereSpins law = new(3);
        double[] planted = PlantedCouplings.OnEdges(law, 6, PlantedCouplings.Chain(6), 0.4, 2);
        double[] samples = new HeatBath(law, planted, 6).Draw(20, 4000, 20, 1, 1).States;
        Assert.InRange(CouplingRecovery.Error(CouplingRecovery.MeanField(law, samples, 6), planted), 0, 0.25);
    }
}
