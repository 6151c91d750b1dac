using AttractorNotebooks.Hopfield;

namespace AttractorNotebooks.Tests.Hopfield;

public class FeaturePatternsTests
{
    [Theory]
    [InlineData(1)]
    [InlineData(3)]
    public void Examples_are_unit_tokens_near_their_features_and_differ_by_purpose(int dim)
    {
        const int N = 500;
        FeaturePatterns source = new(features: 6, mixed: 3, N, dim, seed: 1);
        double[] train = source.Examples(4, "training"), again = new FeaturePatterns(6, 3, N, dim, 1).Examples(4, "training");
        Assert.Equal(train, again);
        Assert.NotEqual(train, source.Examples(4, "unseen"));
        Assert.All(train.Chunk(dim), token => Assert.Equal(1, token.Sum(x => x * x), 1e-9));
        foreach (double[] example in train.Chunk(N * dim))
        {
            double[] overlaps = [.. source.Features.Chunk(N * dim)
                .Select(f => Math.Abs(f.Zip(example, (a, b) => a * b).Sum() / N)).Order()];
            // Three features that went in, with about 1 / sqrt(3) or, of signs, 1 / 2 each; three that did not.
            Assert.All(overlaps[3..], overlap => Assert.InRange(overlap, 0.4, 0.68));
            Assert.All(overlaps[..3], overlap => Assert.InRange(overlap, 0, 0.2));
        }
    }

    [Fact]
    public void More_features_than_there_are_cannot_be_mixed() =>
        Assert.Throws<ArgumentOutOfRangeException>(() => new FeaturePatterns(2, 3, 10, 1, 1));
}
