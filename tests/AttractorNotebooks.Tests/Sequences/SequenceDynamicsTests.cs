using AttractorNotebooks.Sequences;

namespace AttractorNotebooks.Tests.Sequences;

public class SequenceDynamicsTests
{
    [Theory]
    [MemberData(nameof(SmallSequences.Names), MemberType = typeof(SmallSequences))]
    public void One_step_from_a_known_text_is_the_distribution_of_every_character(string name)
    {
        (TrainedSequence sequence, int[] symbols) = Trained(name);
        SequenceDynamics dynamics = new(sequence);
        double[] next = dynamics.Run(dynamics.State(symbols), [], 1)[1];
        for (int at = 0; at < symbols.Length; at++)
        {
            float[] p = sequence.Distribution(symbols.AsSpan(0, at));
            for (int a = 0; a < 5; a++) Assert.Equal(p[a], next[at * 5 + a], 1e-6);
        }
    }

    [Theory]
    [MemberData(nameof(SmallSequences.Names), MemberType = typeof(SmallSequences))]
    public void Every_text_is_forgotten_after_as_many_steps_as_it_has_tokens(string name)
    {
        (TrainedSequence sequence, int[] symbols) = Trained(name);
        SequenceDynamics dynamics = new(sequence);
        int n = symbols.Length;
        IReadOnlyList<double[]> one = dynamics.Run(dynamics.State(symbols), [], n + 1);
        int[] other = [.. symbols.Select(symbol => (symbol + 1) % 5)];
        IReadOnlyList<double[]> two = dynamics.Run(dynamics.State(other), [], n + 1);
        Assert.NotEqual(one[1], two[1]);
        Assert.Equal(one[n], two[n]);
        Assert.Equal(one[n], one[n + 1]);
    }

    [Fact]
    public void Held_tokens_stay_and_retention_slows()
    {
        (TrainedSequence sequence, int[] symbols) = Trained("pooled, runs");
        SequenceDynamics dynamics = new(sequence);
        bool[] gap = [.. symbols.Select((_, at) => at is >= 6 and < 9)], held = [.. gap.Select(unknown => !unknown)];
        double[] start = dynamics.State(symbols, gap);
        IReadOnlyList<double[]> states = dynamics.Run(start, held, 5, retention: 0.25);
        for (int at = 0; at < symbols.Length; at++)
            if (held[at]) Assert.Equal(start.AsSpan(at * 5, 5).ToArray(), states[5].AsSpan(at * 5, 5).ToArray());
        double[] force = dynamics.Density(start, 6);
        for (int a = 0; a < 5; a++) Assert.Equal(0.75 * force[a], states[1][6 * 5 + a], 1e-12);
        Assert.Equal(symbols[..6], dynamics.Read(states[5])[..6]);
    }

    [Theory]
    [InlineData("pooled, heads", 1)]
    [InlineData("mixture", 0.5)]
    [InlineData("pooled, runs", 1)]
    public void Heat_bath_draws_a_gap_with_the_probabilities_that_enumeration_gives(string name, double temperature)
    {
        const int First = 7, Sweeps = 20_000;
        (TrainedSequence sequence, int[] symbols) = Trained(name);
        (ReferenceSequence reference, double[] learnt) = SmallSequences.Reference(sequence);
        double[] exact = new double[25];
        for (int code = 0; code < 25; code++)
        {
            int[] text = [.. symbols];
            (text[First], text[First + 1]) = (code / 5, code % 5);
            double energy = 0;
            for (int at = 0; at < text.Length; at++) energy -= Math.Log(reference.Distribution(learnt, text, at)[text[at]]);
            exact[code] = Math.Exp(-energy / temperature);
        }
        double sum = exact.Sum();
        SequenceHeatBath bath = new(sequence, symbols, seed: 4);
        double[] counts = new double[25];
        for (int sweep = 0; sweep < Sweeps; sweep++)
        {
            bath.Sweep(First, 2, temperature);
            counts[bath.Symbols[First] * 5 + bath.Symbols[First + 1]]++;
        }
        // Sweeps are nearly independent here; five deviations of a mean of independent ones.
        for (int code = 0; code < 25; code++)
        {
            double p = exact[code] / sum;
            Assert.Equal(p, counts[code] / Sweeps, 6 * Math.Sqrt(p * (1 - p) / Sweeps) + 1e-4);
        }
    }

    [Fact]
    public void Attention_to_the_sources_sums_to_one()
    {
        (TrainedSequence mixture, int[] symbols) = Trained("mixture, heads");
        double[] attention = mixture.Attention(symbols, 9);
        Assert.Equal(1, attention.Sum(), 1e-12);
        Assert.All(attention, weight => Assert.InRange(weight, 0, 1));
        Assert.Equal(mixture.Heard.Count, attention.Length);
    }

    private static (TrainedSequence Sequence, int[] Symbols) Trained(string name)
    {
        SequenceText text = SmallSequences.Text();
        SequenceSettings settings = SmallSequences.All[name];
        SequenceTraining training = SequenceTraining.Start(
            settings with { Epochs = 3, Optimizer = settings.Optimizer with { LearningRate = 0.05 } }, text);
        training.Run();
        return (training.Sequence, training.Sequence.Alphabet.Encode(text)[..16]);
    }
}
