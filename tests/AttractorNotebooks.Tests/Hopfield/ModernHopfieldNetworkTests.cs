using AttractorNotebooks.Data;
using AttractorNotebooks.Hopfield;

namespace AttractorNotebooks.Tests.Hopfield;

public class ModernHopfieldNetworkTests
{
    [Theory]
    [InlineData(1, 3, 0.5)]
    [InlineData(7, 5, 1.0)]
    [InlineData(40, 12, 4.0)]
    public void The_update_is_the_state_minus_the_gradient_of_the_energy(int count, int components, double beta)
    {
        ModernHopfieldNetwork network = new(Normal(count * components, 1), components, beta);
        double[] state = Normal(components, 2), updated = network.Update(state);
        for (int c = 0; c < components; c++)
        {
            const double Nudge = 1e-5;
            double[] up = [.. state], down = [.. state];
            (up[c], down[c]) = (up[c] + Nudge, down[c] - Nudge);
            double slope = (network.Energy(up) - network.Energy(down)) / (2 * Nudge);
            Assert.Equal(state[c] - slope, updated[c], 1e-8);
        }
    }

    [Fact]
    public void No_update_raises_the_energy()
    {
        for (int seed = 0; seed < 50; seed++)
        {
            ModernHopfieldNetwork network = new(Normal(20 * 6, seed), 6, 0.2 * (1 + seed % 10));
            double[] state = Normal(6, 1000 + seed);
            double before = network.Energy(state);
            for (int t = 0; t < 20; t++)
            {
                state = network.Update(state);
                double after = network.Energy(state);
                Assert.True(after <= before + 1e-12, $"seed {seed}, t = {t}: {before} -> {after}");
                before = after;
            }
        }
    }

    [Fact]
    public void A_step_is_the_softmax_weighted_mean_of_the_patterns_for_every_state()
    {
        double[] patterns = Normal(3 * 4, 1), states = Normal(2 * 4, 2), next = new ModernHopfieldNetwork(patterns, 4, beta: 0.7)
            .Advance(states);
        for (int b = 0; b < 2; b++)
        {
            double[] weights = [.. Enumerable.Range(0, 3)
                .Select(m => Math.Exp(0.7 * Enumerable.Range(0, 4).Sum(c => patterns[m * 4 + c] * states[b * 4 + c])))];
            for (int c = 0; c < 4; c++)
                Assert.Equal(Enumerable.Range(0, 3).Sum(m => weights[m] * patterns[m * 4 + c]) / weights.Sum(), next[b * 4 + c], 1e-12);
        }
    }

    [Fact]
    public void One_update_retrieves_the_stored_pattern_from_a_part_of_it()
    {
        const int Count = 100, Components = 64;
        double[] patterns = Array.ConvertAll(SpinPatterns.Draw(Count, Components, 1, seed: 3), spin => (double)spin);
        ModernHopfieldNetwork network = new(patterns, Components, beta: 1);
        for (int m = 0; m < Count; m++)
        {
            double[] pattern = patterns[(m * Components)..((m + 1) * Components)], cue = [.. pattern];
            cue.AsSpan(Components * 7 / 10).Clear();
            double[] retrieved = network.Update(cue);
            Assert.Equal(pattern, Array.ConvertAll(retrieved, c => (double)Math.Sign(c)));
            Assert.Equal(m, Array.IndexOf(network.Attention(cue), network.Attention(cue).Max()));
        }
    }

    [Fact]
    public void Hot_networks_answer_with_the_mean_pattern_and_cold_ones_with_the_nearest()
    {
        double[] patterns = [1, 0, 0, 1, -1, 0.5];
        double[] hot = new ModernHopfieldNetwork(patterns, 2, 1e-9).Update([0.9, 0.2]);
        Assert.Equal(0, hot[0], 1e-8);
        Assert.Equal(0.5, hot[1], 1e-8);
        Assert.Equal([1.0, 0.0], new ModernHopfieldNetwork(patterns, 2, 1e6).Update([0.9, 0.2]));
    }

    [Fact]
    public void Attention_sums_to_one_even_where_its_exponents_are_huge()
    {
        ModernHopfieldNetwork network = new([1e4, -1e4, 2e4, 3], 2, beta: 50);
        double[] attention = network.Attention([5e3, 1]);
        Assert.Equal(1, attention.Sum(), 1e-12);
        Assert.True(double.IsFinite(network.Energy([5e3, 1])));
    }

    [Fact]
    public void Bad_input_is_named()
    {
        Assert.Contains("5 numbers", Assert.Throws<ArgumentException>(() => new ModernHopfieldNetwork(new double[5], 2)).Message,
            StringComparison.Ordinal);
        Assert.Contains("at least one", Assert.Throws<ArgumentException>(() => new ModernHopfieldNetwork([], 2)).Message,
            StringComparison.Ordinal);
        Assert.Contains("NaN", Assert.Throws<ArgumentException>(() => new ModernHopfieldNetwork([1, double.NaN], 2)).Message,
            StringComparison.Ordinal);
        Assert.Throws<ArgumentOutOfRangeException>(() => new ModernHopfieldNetwork([1, 2], 2, beta: 0));
        Assert.Throws<ArgumentOutOfRangeException>(() => new ModernHopfieldNetwork([1, 2], 0));
        Assert.Contains("2 components, but 3",
            Assert.Throws<ArgumentException>(() => new ModernHopfieldNetwork([1, 2], 2).Update(new double[3]))
            .Message, StringComparison.Ordinal);
        Assert.Contains("Component 1",
            Assert.Throws<ArgumentException>(() => new ModernHopfieldNetwork([1, 2], 2).Energy([1, double.PositiveInfinity]))
            .Message, StringComparison.Ordinal);
    }

    private static double[] Normal(int count, int seed)
    {
        double[] values = new double[count];
        MathNet.Numerics.Distributions.Normal.Samples(SeededRandom.Create(seed, "test"), values, 0, 1);
        return values;
    }
}
