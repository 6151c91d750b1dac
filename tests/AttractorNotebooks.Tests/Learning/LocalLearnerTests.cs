using AttractorNotebooks.Learning;
using AttractorNotebooks.Model;
using AttractorNotebooks.Tests.Model;
using AttractorNotebooks.Tests.Simd;
using AttractorNotebooks.Tests.Verification;
using AttractorNotebooks.Verification;

namespace AttractorNotebooks.Tests.Learning;

public class LocalLearnerTests
{
    public static TheoryData<VectorWidth> EveryWidth => Widths.Data;

    public static TheoryData<int, int, int> Sizes { get; } = new() { { 2, 1, 1 }, { 2, 8, 16 }, { 3, 4, 15 }, { 7, 5, 3 }, { 9, 8, 17 },
        { 5, 18, 33 }, { 6, 32, 2 }, { 3, 64, 17 }, { 12, 9, 40 }, { 5, 24, 70 }, { 4, 16, 515 } };

    [Theory]
    [MemberData(nameof(Sizes))]
    public void Gradients_and_losses_are_those_of_the_reference_at_every_width(int tokens, int dim, int batch)
    {
        Couplings couplings = Arbitrary.Couplings(tokens, dim);
        float[] x = Arbitrary.Tokens(batch, tokens, dim);
        foreach (AttentionSettings attention in new AttentionSettings[] { new(), new(5), new(5, 0.2), new(0.1, null) })
        {
            LearningSettings settings = new() { Attention = attention };
            ReferenceLearner reference = new(couplings.ToDoubles(), tokens, dim, settings);
            foreach (VectorWidth width in Widths.Here)
                foreach (int i in new[] { 0, tokens - 1 })
                {
                    (double[] expected, double expectedLoss) = reference.Gradient(Closeness.Widen(x), i);
                    (float[] gradient, double loss) = new LocalLearner(couplings.Clone(), settings, new WorkerPool(2), width)
                        .Gradient(x, i);
                    Closeness.AssertClose(expected, gradient, Tolerances.Kernels, $"the gradient at {width}, {attention}");
                    Closeness.AssertClose([expectedLoss], [loss], Tolerances.Kernels, "the loss");
                }
        }
    }

    [Theory]
    [MemberData(nameof(Sizes))]
    public void The_gradients_of_all_tokens_at_once_are_those_of_each(int tokens, int dim, int batch)
    {
        Couplings couplings = Arbitrary.Couplings(tokens, dim);
        float[] x = Arbitrary.Tokens(batch, tokens, dim);
        LearningSettings settings = new() { Attention = new AttentionSettings(5, 0.4), Tokens = TokenChoice.All };
        ReferenceLearner reference = new(couplings.ToDoubles(), tokens, dim, settings);
        (double[] Gradient, double Loss)[] rows = [.. Enumerable.Range(0, tokens).Select(i => reference.Gradient(Closeness.Widen(x), i))];
        foreach (VectorWidth width in Widths.Here)
        {
            LocalLearner learner = new(couplings.Clone(), settings, new WorkerPool(2), width);
            Closeness.AssertClose([.. rows.SelectMany(row => row.Gradient)], learner.AllGradients(x, out double loss), Tolerances.Kernels,
                $"gradients at {width}");
            Closeness.AssertClose([rows.Average(row => row.Loss)], [loss], Tolerances.Kernels, "the loss");
        }
    }

    [Theory]
    [InlineData(5, 1e4, null)]
    [InlineData(5, 1e4, 20.0)]
    [InlineData(5, 1e12, null)]
    [InlineData(5, 1e-12, null)]
    [InlineData(5, 0, 20.0)]
    [InlineData(8, 1e4, null)]
    [InlineData(8, 1e4, 20.0)]
    [InlineData(8, 1e12, null)]
    [InlineData(8, 1e-12, null)]
    [InlineData(8, 0, 20.0)]
    public void Adversarial_tokens_give_the_gradients_of_the_reference(int dim, double scale, double? clamp)
    {
        const int N = 6;
        Couplings couplings = Arbitrary.Couplings(N, dim);
        LearningSettings settings = new() { Attention = new AttentionSettings(5, clamp), Tokens = TokenChoice.All };
        ReferenceLearner reference = new(couplings.ToDoubles(), N, dim, settings);
        // Tokens of one sample are all equal, those of another all zero.
        float[] x = Arbitrary.Tokens(9, N, dim, scale: scale);
        for (int i = 1; i < N; i++) x.AsSpan(0, dim).CopyTo(x.AsSpan(i * dim));
        x.AsSpan(N * dim, N * dim).Clear();
        (double[] Gradient, double Loss)[] rows = [.. Enumerable.Range(0, N).Select(i => reference.Gradient(Closeness.Widen(x), i))];
        foreach (VectorWidth width in Widths.Here)
        {
            LocalLearner learner = new(couplings.Clone(), settings, new WorkerPool(1), width);
            Closeness.AssertClose([.. rows.SelectMany(row => row.Gradient)], learner.AllGradients(x, out double loss), Tolerances.Kernels,
                $"gradients at {width}");
            Closeness.AssertClose([rows.Average(row => row.Loss)], [loss], Tolerances.Kernels, "the loss");
        }
    }

    [Theory]
    [InlineData(TokenChoice.Random, OptimizerKind.AdamW, false)]
    [InlineData(TokenChoice.Random, OptimizerKind.Sgd, false)]
    [InlineData(TokenChoice.All, OptimizerKind.AdamW, false)]
    [InlineData(TokenChoice.All, OptimizerKind.Sgd, false)]
    [InlineData(TokenChoice.Random, OptimizerKind.AdamW, true)]
    [InlineData(TokenChoice.Random, OptimizerKind.Sgd, true)]
    [InlineData(TokenChoice.All, OptimizerKind.AdamW, true)]
    [InlineData(TokenChoice.All, OptimizerKind.Sgd, true)]
    public void Learning_is_that_of_the_reference_at_every_width(TokenChoice choice, OptimizerKind kind, bool perRow)
    {
        foreach ((int tokens, int dim, int batch) in new[] { (2, 3, 5), (7, 5, 9), (9, 8, 33), (5, 18, 3) })
            foreach (double clip in new[] { 1e-2, double.PositiveInfinity })
                foreach (bool layerNorm in new[] { true, false })
                    foreach (bool keep in new[] { true, false })
                    {
                        // Steps large enough to change J by a tenth, so that a wrong one shows.
                        OptimizerSettings optimizer = new()
                        {
                            Kind = kind,
                            LearningRate = kind == OptimizerKind.Sgd ? (clip < 1 ? 5 : 0.1)
                            : 5e-3,
                            WeightDecay = 0.1,
                            ClipNorm = clip,
                            KeepRootMeanSquare = keep,
                            HalveEvery = 2
                        };
                        CompareWithReference(tokens, dim, batch,
                            new LearningSettings
                            {
                                Tokens = choice,
                                PerRow = perRow,
                                LayerNorm = layerNorm,
                                Optimizer = optimizer,
                                Attention = new AttentionSettings(2)
                            });
                    }
    }

    [Theory]
    [MemberData(nameof(EveryWidth))]
    public void The_number_of_threads_does_not_change_a_bit(VectorWidth width)
    {
        foreach ((bool perRow, int dim, TokenChoice choice, OptimizerKind kind) in
            from perRow in new[] { false, true }
            from dim in new[] { 8, 9 }
            from choice in Enum.GetValues<TokenChoice>()
            from kind in Enum.GetValues<OptimizerKind>()
            select (
                perRow, dim, choice, kind))
        {
            float[] x = Arbitrary.Tokens(35, 11, dim);
            (Couplings couplings, double[] losses) = Run(1);
            foreach (int threads in new[] { 2, 3 })
            {
                (Couplings same, double[] sameLosses) = Run(threads);
                Closeness.AssertSameBits(couplings.Values, same.Values, $"{threads} threads, d = {dim}, {choice}, {kind}:");
                Assert.Equal(losses, sameLosses);
            }

            (Couplings Couplings, double[] Losses) Run(int threads)
            {
                LocalLearner learner = new(Arbitrary.Couplings(11, dim),
                    new LearningSettings { Tokens = choice, PerRow = perRow, Optimizer = new OptimizerSettings { Kind = kind } },
                    new WorkerPool(threads),
                    width);
                return (learner.Couplings, [.. Enumerable.Range(0, 6).Select(k => learner.Update(x, k))]);
            }
        }
    }

    [Fact]
    public void No_token_ever_couples_to_itself_and_the_root_mean_square_stays()
    {
        Couplings couplings = Couplings.Random(9, 8, 1);
        double start = couplings.RootMeanSquare();
        LocalLearner learner = new(couplings,
            new LearningSettings { Tokens = TokenChoice.All, Optimizer = new OptimizerSettings { LearningRate = 0.01 } });
        for (int k = 0; k < 20; k++) learner.Update(Arbitrary.Tokens(6, 9, 8, seed: k), 0);
        Assert.Same(couplings, learner.Couplings);
        Assert.Equal(20, learner.Updates);
        Assert.Equal(1, couplings.RootMeanSquare() / start, 1e-6);
        for (int i = 0; i < 9; i++) Assert.All(couplings.Block(i, i).ToArray(), value => Assert.Equal(0, value));
    }

    [Fact]
    public void Where_rows_learn_apart_each_keeps_its_own_root_mean_square()
    {
        Couplings couplings = Couplings.Random(9, 8, 1);
        double[] start = Rows(couplings);
        LocalLearner learner = new(couplings,
            new LearningSettings { PerRow = true, Tokens = TokenChoice.All, Optimizer = new OptimizerSettings { LearningRate = 0.01 } });
        for (int k = 0; k < 20; k++) learner.Update(Arbitrary.Tokens(6, 9, 8, seed: k), 0);
        Assert.All(Rows(couplings).Zip(start), row => Assert.Equal(1, row.First / row.Second, 1e-6));
        Assert.Equal(start, learner.State.RowRootMeanSquares.ToArray(), (one, other) => Math.Abs(one - other) < 1e-12);

        couplings.Row(3).Clear();
        Assert.Contains("Row 3 of the couplings is all zero", Assert.Throws<ArgumentException>(() =>
            new LocalLearner(couplings, new LearningSettings { PerRow = true })).Message, StringComparison.Ordinal);

        static double[] Rows(Couplings couplings) => [.. Enumerable.Range(0, 9).Select(i =>
            Math.Sqrt(couplings.Row(i).ToArray().Average(value => (double)value * value)))];
    }

    [Fact]
    public void The_loss_goes_down()
    {
        float[] x = Arbitrary.Tokens(32, 9, 8);
        LocalLearner learner = new(Couplings.Random(9, 8, 1), new LearningSettings { Tokens = TokenChoice.All });
        double[] losses = [.. Enumerable.Range(0, 60).Select(k => learner.Update(x, 0))];
        Assert.True(losses[30] < losses[0] && losses[59] < losses[30], string.Join(' ', losses));
    }

    [Theory]
    [InlineData(OptimizerKind.Sgd, true)]
    [InlineData(OptimizerKind.Sgd, false)]
    [InlineData(OptimizerKind.AdamW, true)]
    [InlineData(OptimizerKind.AdamW, false)]
    public void Learning_that_diverges_says_so_and_what_to_do(OptimizerKind kind, bool keep)
    {
        // At 1e25 only the squares of J overflow, which only the kernel of AdamW sums in float32.
        foreach (double rate in kind == OptimizerKind.AdamW ? new[] { 1e25, 1e300 } : [1e300])
        {
            OptimizerSettings optimizer = new()
            {
                Kind = kind,
                LearningRate = rate,
                ClipNorm = double.PositiveInfinity,
                WeightDecay = 0,
                KeepRootMeanSquare = keep
            };
            LocalLearner learner = new(Arbitrary.Couplings(5, 4),
                new LearningSettings { Optimizer = optimizer, Attention = new AttentionSettings(5, null) });
            ArithmeticException error = Assert.Throws<ArithmeticException>(() =>
            {
                for (int k = 0; k < 20; k++) learner.Update(Arbitrary.Tokens(3, 5, 4, seed: k), k % 5);
            });
            Assert.Contains("diverged at update", error.Message, StringComparison.Ordinal);
            Assert.Contains("Lower the learning rate", error.Message, StringComparison.Ordinal);
        }
    }

    [Fact]
    public void What_makes_no_sense_is_refused()
    {
        LocalLearner learner = new(Arbitrary.Couplings(3, 2), new LearningSettings());
        Assert.Contains("no batch of samples of 3 tokens with 2 components",
            Assert.Throws<ArgumentException>(() => learner.Update(new float[7], 0)).Message, StringComparison.Ordinal);
        Assert.Contains("NaN", Assert.Throws<ArgumentException>(() => learner.Update([0, 0, 0, float.NaN, 0, 0], 0)).Message,
            StringComparison.Ordinal);
        Assert.Throws<ArgumentException>(() => learner.Update([], 0));
        Assert.Equal(3, Assert.Throws<ArgumentOutOfRangeException>(() => learner.Update(new float[6], 3)).ActualValue);
        Assert.Equal(-1, Assert.Throws<ArgumentOutOfRangeException>(() => learner.Gradient(new float[6], -1)).ActualValue);
        Assert.Equal(0, learner.Updates);
        Assert.Contains("all zero",
            Assert.Throws<ArgumentException>(() => new LocalLearner(new Couplings(3, 2), new LearningSettings()))
            .Message, StringComparison.Ordinal);
        Assert.Throws<InvalidOperationException>(() => learner.AllGradients(new float[6], out _));
    }

    private static void CompareWithReference(int tokens, int dim, int batch, LearningSettings settings)
    {
        const int Updates = 8;
        Couplings start = Arbitrary.Couplings(tokens, dim);
        ReferenceLearner reference = new(start.ToDoubles(), tokens, dim, settings);
        float[][] batches = [.. Enumerable.Range(0, Updates).Select(k => Arbitrary.Tokens(batch, tokens, dim, seed: k))];
        int Learning(int k) => 5 * k % tokens;
        double[] expected = [.. batches.Select((x, k) =>
            reference.Update(Closeness.Widen(x), settings.Tokens == TokenChoice.All ? null : Learning(k), epoch: k / 2))];
        Assert.True(Closeness.Error(start.ToDoubles(), reference.Couplings) > 0.01, "This test would not notice wrong steps.");
        foreach (VectorWidth width in Widths.Here)
        {
            LocalLearner learner = new(start.Clone(), settings, new WorkerPool(2), width);
            double[] losses = [.. batches.Select((x, k) => learner.Update(x, Learning(k), epoch: k / 2))];
            Closeness.AssertClose(expected, losses, Tolerances.KernelsAccumulated, $"losses at {width}, N = {tokens}, {settings}");
            Closeness.AssertClose(reference.Couplings, learner.Couplings.Values, Tolerances.KernelsAccumulated,
                $"couplings at {width}, N = {tokens}, {settings}");
        }
    }
}
