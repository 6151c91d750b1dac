using AttractorNotebooks.Sequences;

namespace AttractorNotebooks.Tests.Sequences;

public class CountModelTests
{
    [Theory]
    [InlineData(1, Smoothing.KneserNey)]
    [InlineData(3, Smoothing.KneserNey)]
    [InlineData(4, Smoothing.KneserNey)]
    [InlineData(1, Smoothing.WittenBell)]
    [InlineData(4, Smoothing.WittenBell)]
    public void Probabilities_of_all_characters_sum_to_one(int order, Smoothing smoothing)
    {
        SequenceText text = SmallSequences.Text();
        int[] symbols = Alphabet.Of(text).Encode(text);
        CountModel counts = new(symbols.AsSpan(0, 200), 6, order, smoothing);
        foreach (int at in new[] { 0, 1, 5, 220, 390 })
        {
            double sum = 0;
            for (int a = 0; a < 6; a++)
            {
                int[] changed = [.. symbols];
                changed[at] = a;
                double p = counts.Probability(changed, at);
                Assert.True(p > 0);
                sum += p;
            }
            Assert.Equal(1, sum, 1e-12);
        }
    }

    [Fact]
    public void Small_counts_give_what_paper_and_pencil_give()
    {
        // a b a b b: after a: b twice; after b: a once, b once.
        int[] text = [0, 1, 0, 1, 1];
        CountModel bell = new(text, 2, 2, Smoothing.WittenBell);
        double unigram = (3 + 2 * 0.5) / 7;
        Assert.Equal((2 + unigram) / 3, bell.Probability([0, 1], 1), 1e-12);
        Assert.Equal((1 + 2 * unigram) / 4, bell.Probability([1, 1], 1), 1e-12);
        // Continuations: b after a and b, a after b; no count of 1 among 2 and 1 but one: D = 1 / (1 + 2) below.
        CountModel kneser = new(text, 2, 2, Smoothing.KneserNey);
        double below = (2 - 1.0 / 3 + 1.0 / 3 * 2 * 0.5) / 3;
        // Bigrams: a b 2, b a 1, b b 1: n1 = 2, n2 = 1, D = 2 / 4.
        Assert.Equal((2 - 0.5 + 0.5 * below) / 2, kneser.Probability([0, 1], 1), 1e-12);
        Assert.Equal((1 - 0.5 + 0.5 * 2 * below) / 2, kneser.Probability([1, 1], 1), 1e-12);
    }

    [Theory]
    [InlineData(1, Smoothing.WittenBell, 4.592)]
    [InlineData(2, Smoothing.WittenBell, 3.673)]
    [InlineData(3, Smoothing.WittenBell, 2.863)]
    [InlineData(4, Smoothing.WittenBell, 2.425)]
    [InlineData(2, Smoothing.KneserNey, 3.667)]
    [InlineData(3, Smoothing.KneserNey, 2.8152)]
    [InlineData(4, Smoothing.KneserNey, 2.3212)]
    [InlineData(5, Smoothing.KneserNey, 2.1894)]
    [InlineData(6, Smoothing.KneserNey, 2.1544)]
    public void The_chapters_cost_what_an_independent_count_says(int order, Smoothing smoothing, double bits) =>
        Assert.Equal(bits, CountModel.Score(SequenceText.Chapters, order, smoothing).Average(), 5e-4);
}
