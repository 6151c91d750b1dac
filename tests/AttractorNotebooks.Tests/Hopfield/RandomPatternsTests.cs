using AttractorNotebooks.Hopfield;

namespace AttractorNotebooks.Tests.Hopfield;

public class RandomPatternsTests
{
    private const int Tokens = 20, Dim = 3;

    [Fact]
    public void Patterns_are_unit_tokens_that_overlap_with_themselves_only()
    {
        double[][] patterns = RandomPatterns.Draw(4, Tokens, Dim, seed: 1);
        Assert.Equal(4, patterns.Length);
        Assert.All(RandomPatterns.Overlaps(patterns, patterns, Tokens), overlap => Assert.Equal(1, overlap, 1e-12));
        Assert.All(RandomPatterns.Overlaps(patterns[..3], patterns[1..], Tokens), overlap => Assert.InRange(overlap, -0.6, 0.6));
        Assert.Equal(patterns[..2], RandomPatterns.Draw(2, Tokens, Dim, seed: 1));
    }

    [Fact]
    public void A_damaged_pattern_has_whole_tokens_of_the_other()
    {
        double[][] patterns = RandomPatterns.Draw(2, Tokens, Dim, seed: 1);
        double[][] damaged = [.. RandomPatterns.Damaged(patterns[0], patterns[1], Dim, 0.3, seed: 2).Chunk(Dim)];
        int kept = damaged.Zip(patterns[0].Chunk(Dim)).Count(pair => pair.First.SequenceEqual(pair.Second));
        int replaced = damaged.Zip(patterns[1].Chunk(Dim)).Count(pair => pair.First.SequenceEqual(pair.Second));
        Assert.Equal((14, 6), (kept, replaced));
        Assert.Throws<ArgumentException>(() => RandomPatterns.Damaged(patterns[0], patterns[1][1..], Dim, 0.3, seed: 2));
    }

    [Fact]
    public void A_network_takes_patterns_and_states_one_array_each()
    {
        double[][] patterns = RandomPatterns.Draw(3, Tokens, Dim, seed: 1);
        double[] flat = [.. patterns.SelectMany(pattern => pattern)];
        VectorHopfieldNetwork network = VectorHopfieldNetwork.Hebb(patterns, Tokens, Dim);
        Assert.Equal(VectorHopfieldNetwork.Hebb(flat, Tokens, Dim).Couplings.ToArray(), network.Couplings.ToArray());
        Assert.Equal(network.Advance(flat), network.Advance(patterns).SelectMany(state => state));

        double[] last = [.. patterns[2]];
        for (int t = 1; t <= 2; t++) network.Sweep(last, seed: 9, t);
        Assert.Equal(last, network.Sweep(patterns, sweeps: 2, seed: 7)[2]);
        Assert.Equal(patterns, network.Sweep(patterns, sweeps: 0, seed: 7));
        Assert.Throws<ArgumentException>(() => network.Sweep([flat], sweeps: 1, seed: 7));
        Assert.Throws<ArgumentException>(() => network.Advance([patterns[0], flat]));
    }
}
