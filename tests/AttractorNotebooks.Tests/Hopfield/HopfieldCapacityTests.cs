using AttractorNotebooks.Hopfield;

namespace AttractorNotebooks.Tests.Hopfield;

[Trait("Speed", "Slow")]
public class HopfieldCapacityTests
{
    [Fact]
    public void Ising_spins_have_the_capacity_of_Amit_Gutfreund_and_Sompolinsky()
    {
        (double alpha, double overlap) = HopfieldCapacity.Largest(1);
        Assert.Equal(0.1379, alpha, 1e-4);
        Assert.Equal(0.967, overlap, 1e-3);
    }

    [Fact]
    public void For_many_components_the_capacity_falls_as_one_over_d()
    {
        double[] scaled = [.. new[] { 16, 32, 64 }.Select(dim => dim * HopfieldCapacity.Largest(dim).Alpha)];
        Assert.True(Math.Abs(scaled[2] / scaled[1] - 1) < 0.06
            && Math.Abs(scaled[2] / scaled[1] - 1) < Math.Abs(scaled[1] / scaled[0] - 1), string.Join(", ", scaled));
    }

    [Theory]
    // The theory is for many patterns; with d = 8 its capacity is 2 % of the spins, a handful of patterns in any network of a test's size.
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public void Simulated_networks_have_the_overlap_of_theory_below_the_capacity_only(int dim)
    {
        const int Tokens = 500;
        (double capacity, double least) = HopfieldCapacity.Largest(dim);
        double alpha = Math.Round(0.6 * capacity * Tokens) / Tokens;
        Assert.Equal(HopfieldCapacity.Overlap(alpha, dim), Simulated(Tokens, dim, alpha), 0.03);
        Assert.Equal(0, HopfieldCapacity.Overlap(1.01 * capacity, dim));
        Assert.True(Simulated(Tokens, dim, 3 * capacity) < least - 0.1, $"{Simulated(Tokens, dim, 3 * capacity)}, {least}");
    }

    [Fact]
    public void The_overlap_falls_from_one_to_that_at_the_capacity()
    {
        (double capacity, double least) = HopfieldCapacity.Largest(3);
        Assert.Equal(1, HopfieldCapacity.Overlap(1e-12, 3), 1e-6);
        Assert.Equal(least, HopfieldCapacity.Overlap(capacity * (1 - 1e-9), 3), 1e-3);
        double[] overlaps = [.. Enumerable.Range(1, 9).Select(n => HopfieldCapacity.Overlap(0.1 * n * capacity, 3))];
        Assert.Equal(overlaps.OrderDescending(), overlaps);
    }

    [Theory]
    [InlineData(1, 0.3)]
    [InlineData(2, 0.3)]
    [InlineData(3, 2)]
    [InlineData(8, 4)]
    public void One_step_from_a_pattern_has_the_overlap_of_theory_far_above_the_capacity_too(int dim, double alpha)
    {
        int tokens = dim == 8 ? 150 : 400;
        double[] patterns = VectorHopfieldNetworkTests.Patterns((int)(alpha * tokens), tokens, dim, 5);
        int size = tokens * dim, tried = Math.Min(40, patterns.Length / size);
        double[] next = VectorHopfieldNetwork.Hebb(patterns, tokens, dim).Advance(patterns.AsMemory(0, tried * size));
        double overlap = next.Select((x, k) => x * patterns[k]).Sum() / tried / tokens;
        Assert.Equal(HopfieldCapacity.OneStep(alpha, dim), overlap, 0.015);
    }

    [Fact]
    public void Loads_and_dimensions_out_of_range_are_refused()
    {
        Assert.Throws<ArgumentOutOfRangeException>(() => HopfieldCapacity.Largest(0));
        Assert.Throws<ArgumentOutOfRangeException>(() => HopfieldCapacity.OneStep(0, 3));
    }

    private static double Simulated(int tokens, int dim, double alpha)
    {
        double[] patterns = VectorHopfieldNetworkTests.Patterns(Math.Max(1, (int)Math.Round(alpha * tokens)), tokens, dim, 1);
        VectorHopfieldNetwork network = VectorHopfieldNetwork.Hebb(patterns, tokens, dim);
        int size = tokens * dim;
        double sum = 0;
        const int Tried = 3;
        for (int m = 0; m < Tried; m++)
        {
            double[] state = patterns.AsSpan(m % (patterns.Length / size) * size, size).ToArray(), pattern = [.. state];
            for (int t = 1; t <= 30; t++) network.Sweep(state, seed: m, t);
            sum += state.Zip(pattern, (x, p) => x * p).Sum() / tokens / Tried;
        }
        return sum;
    }
}
