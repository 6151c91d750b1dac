using AttractorNotebooks.Analysis;
using AttractorNotebooks.Hopfield;
using AttractorNotebooks.Transformers;

namespace AttractorNotebooks.Tests.Transformers;

public class FactoredAttentionTests
{
    [Fact]
    public void Backpropagation_gives_the_slope_of_the_loss()
    {
        FactoredAttention layer = Layer(out _, 50, heads: 2);
        double[] parameters = [.. Enumerable.Range(0, layer.Parameters).Select(k => Math.Sin(k))], slope = new double[parameters.Length];
        layer.Loss(parameters, slope);
        double[] differences = FiniteDifferences.Gradient(x => layer.Loss(x, new double[x.Length]), parameters);
        Assert.True(FiniteDifferences.RelativeDistance(slope, differences) < 1e-6);
    }

    [Fact]
    public void Learning_finds_a_shared_block_on_a_ring()
    {
        FactoredAttention layer = Layer(out double[] planted, 4000, heads: 1);
        double best = Enumerable.Range(1, 3).Select(seed => layer.Learn(seed)).MinBy(run => run.Loss) is var run
            ? Error(layer.Couplings(run.Parameters), planted) : double.NaN;
        Assert.InRange(best, 0, 0.25);
    }

    private static double Error(double[] found, double[] planted)
    {
        PlantedCouplings.ZeroSum(found, 6, 3);
        return CouplingRecovery.Error(found, planted);
    }

    private static FactoredAttention Layer(out double[] planted, int count, int heads)
    {
        PottsSpins law = new(3);
        (int, int)[] ring = [.. PlantedCouplings.Chain(6), (5, 0)];
        planted = PlantedCouplings.OnEdges(law, 6, ring, 1.2, 1, shared: true);
        double[] samples = new HeatBath(law, planted, 6).Draw(10, count / 10, 30, 3, 1).States;
        return new FactoredAttention(new PseudoLikelihood(law, samples, 6), heads, 6);
    }
}
