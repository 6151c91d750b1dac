using AttractorNotebooks.Sequences;

namespace AttractorNotebooks.Tests.Sequences;

public class SamplingTests
{
    [Theory]
    [InlineData("pooled", 1)]
    [InlineData("mixture, heads", 1)]
    [InlineData("pooled, runs", 0.7)]
    public void Draws_have_the_marginals_that_enumeration_gives(string name, double temperature)
    {
        const int Length = 3, Draws = 20_000;
        SequenceTraining training = SequenceTraining.Start(SmallSequences.All[name], SmallSequences.Text());
        training.Run();
        TrainedSequence sequence = training.Sequence;
        (ReferenceSequence reference, double[] learnt) = SmallSequences.Reference(sequence);
        Dictionary<string, int> counts = [];
        for (int seed = 1; seed <= Draws; seed++)
        {
            string draws = sequence.Sample(Length, temperature, seed);
            counts[draws] = counts.GetValueOrDefault(draws) + 1;
        }
        double chiSquare = 0, all = 0;
        for (int code = 0; code < 125; code++)
        {
            int[] text = [code / 25, code / 5 % 5, code % 5];
            double p = 1;
            for (int at = 0; at < Length; at++)
            {
                double[] weights = [.. reference.Distribution(learnt, text, at).Select(q => Math.Pow(q, 1 / temperature))];
                p *= weights[text[at]] / weights.Sum();
            }
            all += p;
            double expected = Draws * p, seen = counts.GetValueOrDefault(sequence.Alphabet.Decode(text));
            chiSquare += (seen - expected) * (seen - expected) / expected;
        }
        Assert.Equal(1, all, 1e-12);
        // 124 degrees of freedom: 1 in 10 000 lies above.
        Assert.InRange(chiSquare, 60, 189);
    }

    [Fact]
    public void One_seed_draws_one_text()
    {
        SequenceTraining training = SequenceTraining.Start(SmallSequences.All["pooled"], SmallSequences.Text());
        training.Run();
        TrainedSequence sequence = training.Sequence;
        Assert.Equal(sequence.Sample(50), sequence.Sample(50));
        Assert.NotEqual(sequence.Sample(50), sequence.Sample(50, seed: 2));
        string[] starts = ["", "edcb"];
        Assert.Equal(2, starts.Select(start => string.Concat(Enumerable.Range(1, 50).Select(seed => sequence.Sample(1, 1, seed, start))))
            .Distinct().Count());
        Assert.Throws<ArgumentOutOfRangeException>(() => sequence.Sample(5, 0));
        Assert.Throws<ArgumentException>(() => sequence.Sample(5, start: "Z"));
    }
}
