using AttractorNotebooks.Data;
using AttractorNotebooks.Learning;
using AttractorNotebooks.Model;
using AttractorNotebooks.Tests.Data;
using AttractorNotebooks.Tokens;

namespace AttractorNotebooks.Tests.Learning;

/// <summary>A rule of one's own in one file: plain Hebb, which learns x_i x_j^T whatever the attention.</summary>
public sealed class HebbRuleTests : IDisposable
{
    private static readonly DigitData Digits = new(GeneratedDigits.Draw(40, 1), GeneratedDigits.Draw(20, 2), "drawn");
    private readonly TemporaryFolder _folder = new();

    private static TrainingPlan Plan { get; } = new()
    {
        Examples = 40,
        Epochs = 2,
        Patch = 7,
        Dim = 8,
        Embedding = EmbeddingKind.Gaussian,
        Learning = new LearningSettings
        {
            Rule = new HebbRule(),
            Tokens = TokenChoice.All,
            LayerNorm = false,
            BatchSize = 40,
            Optimizer = new OptimizerSettings
            {
                Kind = OptimizerKind.Sgd,
                LearningRate = 0.5,
                HalveEvery = 0,
                WeightDecay = 0,
                ClipNorm = double.PositiveInfinity,
                KeepRootMeanSquare = false,
            },
        },
    };

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Couplings_grow_by_the_products_of_their_tokens()
    {
        TrainingSession session = TrainingSession.Start(Plan with { Epochs = 1 }, Digits, new WorkerPool(2));
        Couplings start = session.Network.Couplings;
        session.Run();
        Couplings end = session.Network.Couplings;
        ImageTokenizer tokenizer = session.Network.Tokenizer;
        float[] x = tokenizer.Encode(session.Images);
        int n = tokenizer.Tokens, d = tokenizer.Dim, count = session.Images.Count;
        for (int k = 0; k < 50; k++)
        {
            int i = k % n, j = (3 * k + 1) % n, row = k % d, column = 5 * k % d;
            double products = Enumerable.Range(0, count).Average(b => (double)x[(b * n + i) * d + row] * x[(b * n + j) * d + column]);
            double expected = start.Block(i, j)[row * d + column] + (i == j ? 0 : 0.5 * products);
            Assert.Equal(expected, end.Block(i, j)[row * d + column], 1e-4);
        }
    }

    [Fact]
    public void It_is_saved_resumed_and_recalled_like_any_other_rule()
    {
        TrainingSession whole = TrainingSession.Start(Plan, Digits);
        whole.Run();
        TrainingSession half = TrainingSession.Start(Plan, Digits);
        half.RunEpoch();
        half.Save(_folder.At("half"));
        TrainingSession resumed = TrainingSession.Resume(_folder.At("half"), Plan, Digits);
        resumed.Run();
        Assert.Equal(whole.Network.Couplings.Values.ToArray(), resumed.Network.Couplings.Values.ToArray());

        resumed.Network.Save(_folder.At("hebb"));
        TrainedNetwork loaded = TrainedNetwork.Load(_folder.At("hebb"));
        Assert.Equal("hebb", loaded.Plan.Learning.Rule.Name);
        Assert.Contains("hebb rule", Assert.Throws<InvalidOperationException>(() => loaded.Predictor()).Message, StringComparison.Ordinal);
        TrainingPlan published = Plan with { Learning = Plan.Learning with { Rule = LearningRule.Local } };
        Assert.Throws<InvalidDataException>(() => TrainingSession.Resume(_folder.At("half"), published, Digits));
    }

    private sealed record HebbRule : LearningRule
    {
        public override string Name => "hebb";

        public override ILearner Learner(IReadOnlyList<Couplings> heads, LearningSettings settings, WorkerPool? workers = null) =>
            new GradientLearner(heads[0], settings, (batch, i, gradient) =>
                Gradient(batch, i, gradient, heads[0].Tokens, heads[0].Dim), workers);

        private static double Gradient(ReadOnlySpan<float> batch, int i, Span<float> gradient, int tokens, int dim)
        {
            int count = batch.Length / (tokens * dim);
            for (int b = 0; b < count; b++)
            {
                ReadOnlySpan<float> x = batch.Slice(b * tokens * dim, tokens * dim), xi = x.Slice(i * dim, dim);
                for (int j = 0; j < tokens; j++)
                {
                    if (j == i) continue;
                    for (int row = 0; row < dim; row++)
                        for (int column = 0; column < dim; column++)
                            gradient[(j * dim + row) * dim + column] -= xi[row] * x[j * dim + column] / count;
                }
            }
            return 0;
        }
    }
}
