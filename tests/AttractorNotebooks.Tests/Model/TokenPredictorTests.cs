using AttractorNotebooks.Model;
using AttractorNotebooks.Tests.Simd;
using AttractorNotebooks.Tests.Verification;

namespace AttractorNotebooks.Tests.Model;

public class TokenPredictorTests
{
    // log Z and its ratio are fitted to a few 1e-6, 2e-5 on the circle.
    private const double Tolerance = 5e-5;

    /// <summary>Pooling, heads, N, d, components of a unit vector, batch.</summary>
    public static TheoryData<SourcePooling, int, int, int, int, int> Models { get; } = new()
    {
        { SourcePooling.None, 1, 2, 8, 8, 1 }, { SourcePooling.None, 1, 7, 8, 8, 33 }, { SourcePooling.None, 1, 5, 3, 3, 17 },
            { SourcePooling.None, 1, 4, 18, 18, 300 },
        { SourcePooling.Sum, 1, 2, 2, 2, 1 }, { SourcePooling.Sum, 1, 9, 8, 8, 40 }, { SourcePooling.Sum, 4, 11, 8, 2, 300 },
            { SourcePooling.Sum, 3, 5, 6, 3, 19 },
    };

    [Theory]
    [MemberData(nameof(Models))]
    public void Means_and_logarithms_are_those_of_the_reference_at_every_width(
        SourcePooling pooling, int heads, int tokens, int dim, int sphere, int batch)
    {
        const double Lambda = 2;
        Couplings[] couplings = [.. Enumerable.Range(1, heads).Select(seed => Arbitrary.Couplings(tokens, dim, seed, 3))];
        ReferenceNormalized reference = new([.. couplings.Select(head => head.ToDoubles())], tokens, dim, pooling, Lambda, sphere);
        float[] x = UnitSamples.Tokens(batch, tokens, dim, sphere);
        double[] wide = UnitSamples.Widen(x, sphere);
        foreach (bool[] masked in new[] { [], Arbitrary.Mask(batch, tokens) })
        {
            // The token that is asked for hears no masked token; alone with masked ones it would hear nothing.
            int sample = tokens * dim;
            double[] means = new double[x.Length], logs = new double[batch * tokens];
            bool[] hears = new bool[batch * tokens];
            for (int b = 0; b < batch; b++)
                for (int i = 0; i < tokens; i++)
                {
                    bool[] hidden = masked.Length == 0 ? [] : masked[(b * tokens)..((b + 1) * tokens)];
                    hears[b * tokens + i] = Enumerable.Range(0, tokens).Any(j => j != i && (hidden.Length == 0 || !hidden[j]));
                    if (!hears[b * tokens + i]) continue;
                    reference.Mean(wide.AsSpan(b * sample, sample), i, hidden).CopyTo(means, (b * tokens + i) * dim);
                    logs[b * tokens + i] = reference.LogDensity(wide.AsSpan(b * sample, sample), i, hidden);
                }
            foreach (VectorWidth width in Widths.Here)
            {
                TokenPredictor predictor = new(couplings, pooling, Lambda, sphere, new WorkerPool(2), width);
                float[] actualLogs = predictor.LogLikelihoods(x, masked);
                for (int k = 0; k < hears.Length; k++)
                    if (!hears[k]) actualLogs[k] = 0;
                Closeness.AssertClose(means, predictor.Predict(x, masked), Tolerance, $"the means at {width}");
                Closeness.AssertClose(logs, actualLogs, Tolerance, $"the logarithms at {width}");
            }
        }
    }

    [Theory]
    [InlineData(SourcePooling.None)]
    [InlineData(SourcePooling.Sum)]
    public void A_second_iteration_hears_what_the_first_predicted(SourcePooling pooling)
    {
        const int N = 6, D = 4, Batch = 5;
        Couplings[] couplings = [Arbitrary.Couplings(N, D, strength: 3)];
        TokenPredictor predictor = new(couplings, pooling, 1.5);
        float[] x = UnitSamples.Tokens(Batch, N, D, D), once = predictor.Predict(x, Mask), twice = predictor.Predict(x, Mask, 2);
        ReferenceNormalized reference = new([couplings[0].ToDoubles()], N, D, pooling, 1.5, D);
        if (pooling == SourcePooling.Sum)
        {
            float[] filled = [.. x];
            for (int k = 0; k < Mask.Length; k++)
                if (Mask[k]) once.AsSpan(k * D, D).CopyTo(filled.AsSpan(k * D));
            for (int b = 0; b < Batch; b++)
                Closeness.AssertClose(reference.Mean(Closeness.Widen(filled.AsSpan(b * N * D, N * D)), 2),
                    twice.AsSpan((b * N + 2) * D, D), Tolerance);
        }
        Assert.NotEqual(once, twice);
    }

    private static bool[] Mask { get; } = [.. Enumerable.Repeat(new[] { false, true, false, false, true, false }, 5)
        .SelectMany(mask => mask)];

    [Fact]
    public void What_masked_tokens_hold_is_not_read()
    {
        TokenPredictor predictor = new([Arbitrary.Couplings(6, 4)], SourcePooling.Sum, 1);
        float[] x = UnitSamples.Tokens(5, 6, 4, 4), other = [.. x];
        for (int k = 0; k < Mask.Length; k++)
            if (Mask[k]) other.AsSpan(k * 4, 4).Fill(7);
        Closeness.AssertSameBits(predictor.Predict(x, Mask, 3), predictor.Predict(other, Mask, 3));
    }

    [Fact]
    public void What_makes_no_sense_is_refused()
    {
        Couplings[] one = [Arbitrary.Couplings(3, 4)], two = [one[0], Arbitrary.Couplings(3, 4, 2)];
        Assert.Contains("one set of couplings",
            Assert.Throws<ArgumentException>(() => new TokenPredictor(two, SourcePooling.None, 1)).Message, StringComparison.Ordinal);
        Assert.Contains("unit vectors of 3",
            Assert.Throws<ArgumentException>(() => new TokenPredictor(one, SourcePooling.Sum, 1, 3)).Message, StringComparison.Ordinal);
        Assert.Throws<ArgumentOutOfRangeException>(() => new TokenPredictor(one, SourcePooling.Sum, 0));
        Assert.Contains("All 3 tokens",
            Assert.Throws<ArgumentException>(() => new TokenPredictor(one, SourcePooling.Sum, 1).Predict(new float[12], [true, true, true]))
            .Message, StringComparison.Ordinal);
        Assert.Contains("must be alike",
            Assert.Throws<ArgumentException>(() => new TokenPredictor([one[0], Arbitrary.Couplings(2, 4)], SourcePooling.Sum, 1))
            .Message, StringComparison.Ordinal);
    }
}
