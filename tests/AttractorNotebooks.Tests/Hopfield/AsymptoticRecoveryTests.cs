using AttractorNotebooks.Analysis;
using AttractorNotebooks.Hopfield;

namespace AttractorNotebooks.Tests.Hopfield;

public class AsymptoticRecoveryTests
{
    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(-3)]
    public void The_covariance_is_the_slope_of_the_mean(int dim)
    {
        SpinLaw law = Law(dim);
        int d = law.Dim;
        double[] field = [.. Enumerable.Range(0, d).Select(c => 0.7 - 0.4 * c)], covariance = new double[d * d];
        law.Covariance(field, covariance);
        for (int a = 0; a < d; a++)
        {
            double[] slope = FiniteDifferences.Gradient(h => { double[] mean = new double[d]; law.LogNormalizer(h, mean); return mean[a]; },
                field);
            for (int b = 0; b < d; b++) Assert.Equal(slope[b], covariance[a * d + b], 1e-7);
        }
    }

    [Theory]
    [InlineData(1)]
    [InlineData(3)]
    [InlineData(-3)]
    public void The_law_of_many_samples_is_what_repeated_estimates_show(int dim)
    {
        SpinLaw law = Law(dim);
        const int N = 3, P = 1000, Repeats = 40;
        int size = N * law.Dim;
        double[] planted = PlantedCouplings.OnEdges(law, N, [(0, 1), (1, 2)], law is PottsSpins ? 1.2 : 0.5 * dim, 2);
        double[] samples = new HeatBath(law, planted, N).Draw(40, P * Repeats / 40, 30, 2, 1).States;
        double expected = AsymptoticRecovery.Error(law, samples[..(4000 * size)], planted, N) / Math.Sqrt(P), squares = 0;
        for (int r = 0; r < Repeats; r++)
        {
            double[] found = new PseudoLikelihood(law, samples.AsSpan(r * P * size, P * size), N) { Enough = 0, Ridge = 1e-6 }
                .Learn(symmetric: false);
            PseudoLikelihood.Symmetrize(found, size);
            if (law is PottsSpins) PlantedCouplings.ZeroSum(found, N, law.Dim);
            squares += Math.Pow(CouplingRecovery.Error(found, planted), 2) / Repeats;
        }
        Assert.InRange(Math.Sqrt(squares) / expected, 0.85, 1.15);
    }

    private static SpinLaw Law(int dim) => dim < 0 ? new PottsSpins(-dim) : new SphereSpins(dim);
}
