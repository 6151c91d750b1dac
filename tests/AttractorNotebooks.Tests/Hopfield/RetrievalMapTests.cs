using AttractorNotebooks.Hopfield;

namespace AttractorNotebooks.Tests.Hopfield;

public class RetrievalMapTests
{
    [Theory]
    [InlineData(1)]
    [InlineData(3)]
    public void Hebbs_rule_by_overlaps_is_that_of_its_matrix(int dim)
    {
        const int N = 30;
        double[] patterns = VectorHopfieldNetworkTests.Patterns(4, N, dim, 1), states = VectorHopfieldNetworkTests.Patterns(5, N, dim, 2);
        double[] matrix = VectorHopfieldNetwork.Hebb(patterns, N, dim).Advance(states),
            overlaps = new HebbMemory(patterns, N, dim).Advance(states);
        for (int k = 0; k < matrix.Length; k++) Assert.Equal(matrix[k], overlaps[k], 1e-10);
    }

    [Fact]
    public void What_is_no_pattern_or_no_state_is_refused_by_every_memory()
    {
        Assert.Contains("Token 1 of pattern 0", Assert.Throws<ArgumentException>(() => new HebbMemory([1, 0, 0.5, 0], 2, 2)).Message,
            StringComparison.Ordinal);
        double[] pattern = VectorHopfieldNetworkTests.Patterns(1, 2, 2, 1);
        IAssociativeMemory[] memories = [new HebbMemory(pattern, 2, 2), VectorHopfieldNetwork.Hebb(pattern, 2, 2),
            AttentionMemory.Learn(pattern, 2, 2, symmetric: false), new ModernHopfieldNetwork(pattern, 4)];
        foreach (IAssociativeMemory memory in memories)
        {
            Assert.Throws<ArgumentException>(() => memory.Advance(new double[3]));
            Assert.Throws<ArgumentException>(() => memory.Advance(new[] { 1, 0, double.NaN, 0 }));
        }
    }

    [Fact]
    public void A_basin_ends_at_the_first_start_that_does_not_come_home()
    {
        RetrievalMap map = new([0.4, 0.6, 0.8, 1], [], [[0.99, 0.1], [0.2, 0.1], [0.97, 0.3], [1, 0.5]]);
        Assert.Equal([0.2, 0], map.Basins().Select(x => Math.Round(x, 12)));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(3)]
    public void Damaged_patterns_have_the_overlap_asked_for(int dim)
    {
        const int N = 4000;
        double[] pattern = VectorHopfieldNetworkTests.Patterns(1, N, dim, 1);
        double[] damaged = RetrievalMap.Damaged(pattern, dim, 0.7, 5), more = RetrievalMap.Damaged(pattern, dim, 0.4, 5);
        Assert.Equal(0.7, RetrievalMap.To(damaged, pattern, N * dim, dim).Single(), 0.03);
        // The same tokens and more.
        for (int k = 0; k < pattern.Length; k++) Assert.True(damaged[k] == pattern[k] || damaged[k] == more[k]);
    }

    [Fact]
    public void Stability_is_the_field_along_the_token_in_units_of_random_fields()
    {
        // Token 0 hears (3, 4) from two signs; token 1 hears token 0; token 2 hears nothing.
        double[] couplings = [0, 3, 4, 1, 0, 0, 0, 0, 0];
        PatternStability found = PatternStability.Of(couplings, [1, 1, 1, 1, 1, -1], 3, 1);
        Assert.Equal([1.4, 1, 0, -0.2, 1, 0], found.Kappa.Select(x => Math.Round(x, 12)));
        Assert.Equal([1, 1, 0, -1, 1, 0], found.Cosines);
        Assert.Equal(1 / 3.0, found.TokensThatHoldAll(0.99), 1e-12);
        Assert.Equal(0.5, found.Held(0.99), 1e-12);
    }

    [Theory]
    [InlineData(0, 2)]
    [InlineData(1, 0.518)]
    public void The_largest_stability_is_Gardners(double kappa, double load)
    {
        Assert.Equal(load, MaximalStability.Load(kappa), 2e-3);
        Assert.Equal(kappa, MaximalStability.Kappa(MaximalStability.Load(kappa)), 1e-8);
    }

    [Fact]
    public void One_step_of_signs_is_that_of_the_theory_of_the_largest_stability()
    {
        const int N = 100, P = 50;
        double[] patterns = VectorHopfieldNetworkTests.Patterns(P, N, 1, 1);
        double[] couplings = new PseudoLikelihood(new SphereSpins(1), patterns, N) { Enough = 1e-10 }.Learn(symmetric: false);
        RetrievalMap map = RetrievalMap.Of(VectorHopfieldNetwork.Of(couplings, N, 1), patterns, 1, [0.8, 0.5], 1, 1);
        Assert.Equal(MaximalStability.OneStep(0.8, 0.5), map.One[0].Average(), 0.03);
        Assert.Equal(MaximalStability.OneStep(0.5, 0.5), map.One[1].Average(), 0.04);
    }
}
