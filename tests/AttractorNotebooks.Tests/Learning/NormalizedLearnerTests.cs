using AttractorNotebooks.Learning;
using AttractorNotebooks.Model;
using AttractorNotebooks.Tests.Model;
using AttractorNotebooks.Tests.Simd;
using AttractorNotebooks.Tests.Verification;

namespace AttractorNotebooks.Tests.Learning;

public class NormalizedLearnerTests
{
    // log Z and its ratio are fitted to a few 1e-6, 2e-5 on the circle.
    private const double Tolerance = 5e-5;

    /// <summary>Pooling, heads, N, d, components of a unit vector, batch, prior.</summary>
    public static TheoryData<SourcePooling, int, int, int, int, int, double> Rules { get; } = new()
    {
        { SourcePooling.None, 1, 2, 8, 8, 1, 0 }, { SourcePooling.None, 1, 7, 8, 8, 33, 0.01 }, { SourcePooling.None, 1, 5, 3, 3, 17, 0 },
            { SourcePooling.None, 1, 3, 66, 66, 5, 0 },
        { SourcePooling.Sum, 1, 2, 2, 2, 1, 0 }, { SourcePooling.Sum, 1, 9, 8, 8, 40, 0.1 }, { SourcePooling.Sum, 4, 11, 8, 2, 70, 0 },
            { SourcePooling.Sum, 3, 5, 6, 3, 19, 0.05 },
    };

    public static TheoryData<VectorWidth> EveryWidth => Widths.Data;

    [Theory]
    [MemberData(nameof(Rules))]
    public void Gradients_and_losses_are_those_of_the_reference_at_every_width(
        SourcePooling pooling, int heads, int tokens, int dim, int sphere, int batch, double prior)
    {
        const double Lambda = 2;
        Couplings[] couplings = Heads(heads, tokens, dim);
        ReferenceNormalized reference = new([.. couplings.Select(head => head.ToDoubles())], tokens, dim, pooling, Lambda, sphere, prior);
        float[] x = UnitSamples.Tokens(batch, tokens, dim, sphere);
        double[] wide = UnitSamples.Widen(x, sphere);
        bool[] some = Arbitrary.Mask(batch, tokens);
        // Every token is left one source, so that it has a density.
        for (int b = 0; b < batch; b++) some.AsSpan(b * tokens, 2).Clear();
        foreach (bool[] hidden in new[] { [], some })
        {
            double[] expected = new double[heads * tokens * tokens * dim * dim];
            double loss = 0;
            int row = tokens * dim * dim;
            for (int b = 0; b < batch; b++)
                for (int i = 0; i < tokens; i++)
                {
                    bool[] mask = hidden.Length == 0 ? [] : hidden[(b * tokens)..((b + 1) * tokens)];
                    ReadOnlySpan<double> sample = wide.AsSpan(b * tokens * dim, tokens * dim);
                    loss -= reference.LogDensity(sample, i, mask) / tokens / batch;
                    double[] gradient = reference.Gradient(sample, i, mask);
                    for (int head = 0; head < heads; head++)
                        for (int k = 0; k < row; k++) expected[(head * tokens + i) * row + k] += gradient[head * row + k] / tokens / batch;
                }
            foreach (VectorWidth width in Widths.Here)
            {
                NormalizedLearner learner = new([.. couplings.Select(head => head.Clone())],
                    Settings(pooling, heads, sphere == dim ? 0 : sphere, prior, Lambda), new WorkerPool(2), width);
                (float[] gradient, double actualLoss) = learner.Gradient(x, hidden);
                Closeness.AssertClose(expected, gradient, Tolerance, $"the gradient at {width}");
                Closeness.AssertClose([loss], [actualLoss], Tolerance, "the loss");
            }
        }
    }

    [Theory]
    [MemberData(nameof(EveryWidth))]
    public void The_number_of_threads_does_not_change_a_bit(VectorWidth width)
    {
        float[] x = Arbitrary.Tokens(35, 11, 8);
        foreach (LearningSettings settings in new[] { Settings(SourcePooling.None, 1, 0, 0.01), Settings(SourcePooling.Sum, 3, 2, 0.01),
            Settings(SourcePooling.Sum, 1, 0, 0) })
        {
            LearningSettings hiding = settings with { Normalized = settings.Normalized! with { HiddenFraction = 0.3 } };
            (float[] couplings, double[] losses) = Run(1);
            foreach (int threads in new[] { 2, 3 })
            {
                (float[] same, double[] sameLosses) = Run(threads);
                Closeness.AssertSameBits(couplings, same, $"{threads} threads, {settings.Normalized!.Pooling}:");
                Assert.Equal(losses, sameLosses);
            }

            (float[] Couplings, double[] Losses) Run(int threads)
            {
                NormalizedLearner learner = new(Heads(settings.Normalized!.Heads, 11, 8), hiding, new WorkerPool(threads), width);
                double[] all = [.. Enumerable.Range(0, 5).Select(_ => learner.Update(x))];
                return ([.. learner.Heads.SelectMany(head => head.Values.ToArray())], all);
            }
        }
    }

    [Theory]
    [InlineData(SourcePooling.None, 1, 0)]
    [InlineData(SourcePooling.Sum, 3, 2)]
    public void The_loss_goes_down_and_no_token_couples_to_itself(SourcePooling pooling, int heads, int sphere)
    {
        // Tokens that agree with their neighbours: there is something to learn.
        float[] x = Arbitrary.Tokens(64, 1, 4);
        x = [.. Enumerable.Range(0, 64).SelectMany(b => Enumerable.Range(0, 5).SelectMany(_ => x[(b * 4)..(b * 4 + 4)]))];
        NormalizedLearner learner = new([.. Enumerable.Range(0, heads).Select(head => Couplings.Random(5, 4, 1, head))],
            Settings(pooling, heads, sphere, 0));
        double[] losses = [.. Enumerable.Range(0, 60).Select(_ => learner.Update(x))];
        Assert.True(losses[20] < losses[0] - 0.1 && losses[59] < losses[20] - 0.1, string.Join(' ', losses));
        foreach (Couplings head in learner.Heads)
            for (int i = 0; i < 5; i++) Assert.All(head.Block(i, i).ToArray(), value => Assert.Equal(0, value));
    }

    [Theory]
    [InlineData(SourcePooling.None)]
    [InlineData(SourcePooling.Sum)]
    public void Planted_couplings_are_recovered_from_samples(SourcePooling pooling)
    {
        // Tokens 1 and 2 are anywhere on the sphere; token 0 is drawn from the density that planted couplings give it.
        const int D = 3, Samples = 20_000;
        Couplings planted = Arbitrary.Couplings(3, D, seed: 4, strength: 6);
        double[] j = planted.ToDoubles();
        ReferenceAttention fields = new(j, 3, D, new AttentionSettings());
        float[] x = UnitSamples.Tokens(Samples, 3, D, D, seed: 3);
        Random random = SeededRandom.Create(1, "planted");
        for (int s = 0; s < Samples; s++)
        {
            Span<float> sample = x.AsSpan(s * 3 * D, 3 * D);
            double[] wide = Closeness.Widen(sample), one = fields.Field(wide, 0, 1), two = fields.Field(wide, 0, 2);
            double[] heard = pooling == SourcePooling.Sum ? [one[0] + two[0], one[1] + two[1], one[2] + two[2]]
                : random.NextDouble() < 1 / (1 + Math.Exp(VonMisesFisher.LogNormalizer(D, Length(two))
                    - VonMisesFisher.LogNormalizer(D, Length(one)))) ? one : two;
            Draw(heard, random, sample[..D]);
        }
        LearningSettings settings = Settings(pooling, 1, 0, 0) with { Optimizer = Optimizer with { LearningRate = 0.1, HalveEvery = 4 } };
        NormalizedLearner learner = new([Couplings.Random(3, D, 2)], settings);
        for (int epoch = 0; epoch < 24; epoch++)
            for (int start = 0; start < Samples; start += 500) learner.Update(x.AsSpan(start * 3 * D, 500 * 3 * D), epoch);
        // Statistical error of 20 000 samples, the last steps' noise included.
        Closeness.AssertClose(j.AsSpan(0, 3 * D * D), Closeness.Widen(learner.Heads[0].Row(0)), 0.06, $"couplings learnt with {pooling}");
    }

    [Fact]
    public void What_makes_no_sense_is_refused()
    {
        LearningSettings good = Settings(SourcePooling.Sum, 2, 0, 0);
        Refuse("1 sets of couplings are given for 2 heads", good);
        Refuse("layer norm", good with { LayerNorm = true });
        Refuse("all tokens", good with { Tokens = TokenChoice.Random });
        Refuse("without a clamp", good with { Attention = new AttentionSettings(1, 20) });
        Refuse("published rule", good with { Normalized = null });
        Refuse("more heads", good with { Normalized = good.Normalized! with { Pooling = SourcePooling.None } });
        Refuse("unit vectors of 3", good with { Normalized = good.Normalized! with { SphereDim = 3, Heads = 1 } });
        Refuse("share of hidden sources", good with { Normalized = good.Normalized! with { HiddenFraction = 1 } });
        Refuse("prior", good with { Normalized = good.Normalized! with { FieldPrior = double.NaN } });
        NormalizedLearner learner = new(Heads(2, 3, 4), good);
        Assert.Contains("no batch of samples of 3 tokens with 4 components",
            Assert.Throws<ArgumentException>(() => learner.Update(new float[7])).Message, StringComparison.Ordinal);
        Assert.Contains("has 3 entries, but 2",
            Assert.Throws<ArgumentException>(() => learner.Gradient(new float[12], new bool[2])).Message, StringComparison.Ordinal);

        static void Refuse(string why, LearningSettings settings) =>
            Assert.Contains(why, Assert.ThrowsAny<ArgumentException>(() => new NormalizedLearner(Heads(1, 3, 4), settings)).Message,
                StringComparison.Ordinal);
    }

    private static OptimizerSettings Optimizer { get; } = new()
    {
        LearningRate = 0.02,
        HalveEvery = 1,
        Beta2 = 0.99,
        WeightDecay = 0,
        ClipNorm = double.PositiveInfinity,
        KeepRootMeanSquare = false
    };

    private static LearningSettings Settings(SourcePooling pooling, int heads, int sphere, double prior, double lambda = 1) => new()
    {
        Attention = new AttentionSettings(lambda, null),
        LayerNorm = false,
        Tokens = TokenChoice.All,
        Optimizer = Optimizer,
        Normalized = new NormalizedSettings { Pooling = pooling, Heads = heads, SphereDim = sphere, FieldPrior = prior },
    };

    private static Couplings[] Heads(int heads, int tokens, int dim) =>
        [.. Enumerable.Range(1, heads).Select(seed => Arbitrary.Couplings(tokens, dim, seed, 3))];

    private static double Length(double[] h) => Math.Sqrt(h.Sum(c => c * c));

    // On the sphere in three dimensions the height along h has an elementary inverse distribution.
    private static void Draw(double[] h, Random random, Span<float> target)
    {
        double kappa = Length(h), uniform = random.NextDouble(), angle = 2 * Math.PI * random.NextDouble();
        double height = 1 + Math.Log(uniform + (1 - uniform) * Math.Exp(-2 * kappa)) / kappa,
            side = Math.Sqrt(Math.Max(0, 1 - height * height));
        double[] up = [.. h.Select(c => c / kappa)], other = Math.Abs(up[0]) < 0.9 ? [1, 0, 0] : [0, 1, 0];
        double[] first = Cross(up, other);
        double norm = Length(first);
        first = [.. first.Select(c => c / norm)];
        double[] second = Cross(up, first);
        for (int c = 0; c < 3; c++) target[c] = (float)(height * up[c] + side * (Math.Cos(angle) * first[c] + Math.Sin(angle) * second[c]));
    }

    private static double[] Cross(double[] a, double[] b) =>
        [a[1] * b[2] - a[2] * b[1], a[2] * b[0] - a[0] * b[2], a[0] * b[1] - a[1] * b[0]];
}
