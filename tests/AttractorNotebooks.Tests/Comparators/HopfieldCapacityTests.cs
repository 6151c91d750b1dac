using AttractorNotebooks.Comparators;

namespace AttractorNotebooks.Tests.Comparators;

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
        Assert.True(Math.Abs(scaled[2] / scaled[1] - 1) < 0.06 && Math.Abs(scaled[2] / scaled[1] - 1) < Math.Abs(scaled[1] / scaled[0] - 1), string.Join(", ", scaled));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(8)]
    public void Simulated_networks_hold_their_patterns_below_the_capacity_and_lose_them_above(int dim)
    {
        const int Tokens = 500;
        double capacity = HopfieldCapacity.Largest(dim).Alpha;
        Assert.True(Overlap(Tokens, dim, 0.7 * capacity) > 0.9, $"{Overlap(Tokens, dim, 0.7 * capacity)}");
        Assert.True(Overlap(Tokens, dim, 1.8 * capacity) < 0.7, $"{Overlap(Tokens, dim, 1.8 * capacity)}");
    }

    [Theory]
    [InlineData(1, 0.3)]
    [InlineData(2, 0.3)]
    [InlineData(3, 2)]
    [InlineData(8, 4)]
    public void One_step_from_a_pattern_has_the_overlap_of_theory_far_above_the_capacity_too(int dim, double alpha)
    {
        const int Tokens = 400;
        double[] patterns = VectorHopfieldNetworkTests.Patterns((int)(alpha * Tokens), Tokens, dim, 5);
        int size = Tokens * dim, tried = Math.Min(40, patterns.Length / size);
        double[] next = VectorHopfieldNetwork.Hebb(patterns, Tokens, dim).Advance(patterns.AsMemory(0, tried * size));
        double overlap = next.Select((x, k) => x * patterns[k]).Sum() / tried / Tokens;
        Assert.Equal(HopfieldCapacity.OneStep(alpha, dim), overlap, 0.015);
    }

    [Fact]
    public void Loads_and_dimensions_out_of_range_are_refused()
    {
        Assert.Throws<ArgumentOutOfRangeException>(() => HopfieldCapacity.Largest(0));
        Assert.Throws<ArgumentOutOfRangeException>(() => HopfieldCapacity.OneStep(0, 3));
    }

    private static double Overlap(int tokens, int dim, double alpha)
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
