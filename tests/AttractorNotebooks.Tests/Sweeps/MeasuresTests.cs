using AttractorNotebooks.Data;
using AttractorNotebooks.Dynamics;
using AttractorNotebooks.Experiments;
using AttractorNotebooks.Sweeps;

namespace AttractorNotebooks.Tests.Sweeps;

public class MeasuresTests
{
    // By image: a memory of two steps, one that outlasts the run, one that is best at the end, a flat one.
    private static readonly double[][] Ways = [[5, 2, 3, 4, 4.1, 1.9], [3, 1, 1.5, 2, 2, 2], [6, 5, 4, 3, 2, 1], [1, 1, 1, 1, 1, 1]];

    [Theory]
    [InlineData("smallest_mse", new[] { 1.9, 1, 1, 1 })]
    [InlineData("best_step", new double[] { 6, 2, 6, 1 })]
    [InlineData("lifetime", new double[] { 0, 4, 0, 5 })]
    [InlineData("lasting", new double[] { 1, 1, 1, 1 })]
    [InlineData("mse_2", new double[] { 2, 1, 5, 1 })]
    public void Measures_of_known_ways(string name, double[] expected) => Assert.Equal(expected, Measures.Named(name).PerImage(Run(Ways)));

    [Fact]
    public void A_lifetime_ends_where_the_error_exceeds_twice_the_smallest()
    {
        RecallRun run = Run([[3, 1, 2, 2, 2.01, 1.5]]);
        Assert.Equal([3], Measures.Lifetime.PerImage(run));
        Assert.Equal([0], Measures.Lasting.PerImage(run));
    }

    [Fact]
    public void On_a_common_bound_a_worse_network_does_not_live_longer()
    {
        double[] good = [0.04, 0.01, 0.015, 0.03, 0.045, 0.2], bad = [0.3, 0.2, 0.2, 0.3, 0.3, 0.35];
        RecallRun run = Run([good, bad]);
        Assert.Equal([2, 4], Measures.Lifetime.PerImage(run));
        Assert.Equal([5, 0], Measures.Held().PerImage(run));
        Assert.Equal([3, 0], Measures.Named("held_0.03").PerImage(run));
        Assert.Equal([double.NaN], Measures.Held().PerImage(Run([[0.1, double.NaN]])));
        foreach (string name in new[] { "held_0", "held_-1", "held_NaN", "held_", "held_1e999" })
            Assert.Throws<ArgumentException>(() => Measures.Named(name));
    }

    private static RecallRun Run(double[][] ways)
    {
        Trajectory trajectory = new()
        {
            Errors = [.. Enumerable.Range(0, ways[0].Length).Select(step => ways.Select(way => way[step]).ToArray())],
            MaskedErrors = [],
            KnownErrors = [],
            Correlations = [],
            Energies = [],
            Norms = [],
            States = new Dictionary<int, float[]>(),
            Steps = ways[0].Length,
        };
        return new RecallRun(new Experiment(), null!, null!, null!,
            new RecallResult(new RecallPlan(), null!, new CorruptedImages(GrayLevel.Doubled, [], [], []), trajectory));
    }
}
