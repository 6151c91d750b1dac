using AttractorNotebooks.Analysis;
using AttractorNotebooks.Data;

namespace AttractorNotebooks.Tests.Analysis;

public class StateClustersTests
{
    [Fact]
    public void Planted_clusters_are_found_largest_first_in_any_order()
    {
        const int Tokens = 10, Dim = 3;
        int[] sizes = [7, 4, 1];
        float[] centres = SpinPatterns.Draw(3, Tokens, Dim, seed: 1);
        Random random = SeededRandom.Create(1, "noise");
        int[] owners = [.. sizes.SelectMany((size, owner) => Enumerable.Repeat(owner, size))];
        random.Shuffle(owners);
        float[] states = [.. owners.SelectMany(owner =>
            centres.Skip(owner * Tokens * Dim).Take(Tokens * Dim).Select(x => x + 0.001f * random.NextSingle()))];

        StateClusters clusters = StateClusters.Of(states, Tokens, Dim, tolerance: 0.01);

        Assert.Equal(sizes, clusters.Sizes);
        Assert.Equal(owners, clusters.Cluster);
    }

    [Fact]
    public void A_chain_of_short_links_is_one_cluster_and_breaks_where_a_link_is_too_long()
    {
        float[] line = [0, 1, 2, 3, 4.5f, 5.5f];
        Assert.Equal([6], StateClusters.Of(line, 1, 1, 1.6).Sizes);
        Assert.Equal([4, 2], StateClusters.Of(line, 1, 1, 1.01).Sizes);
        Assert.Equal([1, 1, 1, 1, 1, 1], StateClusters.Of(line, 1, 1, 0.9).Sizes);
    }

    [Fact]
    public void The_tolerance_is_per_token()
    {
        // Every token of the second state is 0.1 away.
        float[] states = [.. Enumerable.Repeat(0f, 50), .. Enumerable.Repeat(0.1f, 50)];
        Assert.Equal(2, StateClusters.Of(states, 50, 1, 0.099).Count);
        Assert.Equal(1, StateClusters.Of(states, 50, 1, 0.101).Count);
    }

    [Fact]
    public void What_cannot_be_sorted_is_refused()
    {
        Assert.Throws<ArgumentException>(() => StateClusters.Of(new float[5], 2, 2, 1));
        Assert.Throws<ArgumentOutOfRangeException>(() => StateClusters.Of(new float[4], 2, 2, double.NaN));
        Assert.Equal(0, StateClusters.Of(ReadOnlyMemory<float>.Empty, 2, 2, 1).Count);
    }

    [Fact]
    public void Every_cluster_has_a_first_state()
    {
        StateClusters clusters = StateClusters.Of(new float[] { 9, 0, 1, 2 }, 1, 1, 1.1);
        Assert.Equal([1, 0], [clusters.FirstOf(0), clusters.FirstOf(1)]);
        Assert.Throws<ArgumentOutOfRangeException>(() => clusters.FirstOf(2));
    }
}
