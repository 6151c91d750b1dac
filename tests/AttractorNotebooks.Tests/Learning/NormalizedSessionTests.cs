using AttractorNotebooks.Analysis;
using AttractorNotebooks.Data;
using AttractorNotebooks.Experiments;
using AttractorNotebooks.Learning;
using AttractorNotebooks.Model;
using AttractorNotebooks.Tests.Data;
using AttractorNotebooks.Tokens;

namespace AttractorNotebooks.Tests.Learning;

[Trait("Speed", "Slow")]
public sealed class NormalizedSessionTests : IDisposable
{
    // 60 images in batches of 20, 16 tokens of 98 components.
    private const int Epochs = 3;
    private static readonly DigitData Digits = new(GeneratedDigits.Draw(100, 1), GeneratedDigits.Draw(30, 1, "test"), "for tests");
    private readonly TemporaryFolder _folder = new();

    public static TheoryData<SourcePooling> Poolings { get; } = [.. Enum.GetValues<SourcePooling>()];

    public void Dispose() => _folder.Dispose();

    [Theory]
    [MemberData(nameof(Poolings))]
    public void Stopped_after_any_batch_saved_and_resumed_it_is_the_unbroken_run_bit_for_bit(SourcePooling pooling)
    {
        TrainingSession unbroken = TrainingSession.Start(Plan(pooling), Digits, new WorkerPool(2));
        List<EpochReport> expected = [.. unbroken.Run()];
        unbroken.Save(_folder.At("expected"));
        for (int stop = 1; stop < Epochs * unbroken.UpdatesPerEpoch; stop++)
        {
            using CancellationTokenSource source = new();
            TrainingSession broken = TrainingSession.Start(Plan(pooling), Digits, new WorkerPool(1));
            List<EpochReport> reports = [];
            int batches = 0;
            Assert.Throws<OperationCanceledException>(() => broken.Run(reports.Add, new Each(() =>
            {
                if (++batches == stop) source.Cancel();
            }), source.Token));
            broken.Save(_folder.At("checkpoint"));
            TrainingSession resumed = TrainingSession.Resume(_folder.At("checkpoint"), Plan(pooling), Digits, new WorkerPool(2));
            reports.AddRange(resumed.Run());
            resumed.Save(_folder.At("actual"));
            Assert.Equal(expected.Select(report => (report.Epoch, report.Loss, report.MaskedSimilarity)),
                reports.Select(report => (report.Epoch, report.Loss, report.MaskedSimilarity)));
            Assert.Equal(File.ReadAllBytes(_folder.At("expected")), File.ReadAllBytes(_folder.At("actual")));
        }
    }

    [Theory]
    [MemberData(nameof(Poolings))]
    public void The_file_keeps_heads_and_settings_and_predicts_the_same(SourcePooling pooling)
    {
        TrainingSession session = TrainingSession.Start(Plan(pooling), Digits);
        session.Run();
        session.Network.Save(_folder.At("network"));
        TrainedNetwork network = TrainedNetwork.Load(_folder.At("network"));
        Assert.Equal(session.Plan, network.Plan);
        Assert.Equal(pooling == SourcePooling.Sum ? 2 : 1, network.Heads.Count);
        for (int k = 0; k < network.Heads.Count; k++) Assert.Equal(session.Network.Heads[k].Values, network.Heads[k].Values);
        float[] x = network.Tokenizer.Encode<float>(Digits.Test.Pixels.Span);
        Assert.Equal(session.Network.Predictor().Predict(x), network.Predictor().Predict(x));
    }

    [Fact]
    public void The_network_is_that_of_the_best_epoch()
    {
        // A step far too large after a good one: the held-out overlap falls.
        TrainingPlan plan = Plan(SourcePooling.Sum) with { Epochs = 8 };
        plan = plan with
        {
            Learning =
            plan.Learning with { Optimizer = plan.Learning.Optimizer with { LearningRate = 0.5, HalveEvery = 0 } }
        };
        TrainingSession session = TrainingSession.Start(plan, Digits);
        EpochReport[] reports = [.. session.Run()];
        EpochReport best = reports.MaxBy(report => report.MaskedSimilarity)!;
        Assert.True(best.MaskedSimilarity > reports[^1].MaskedSimilarity,
            string.Join(' ', reports.Select(report => report.MaskedSimilarity)));
        Assert.Equal(best.Epoch, session.Network.Epochs);
        ImageSet held = Digits.Train.Select(Enumerable.Range(60, 40));
        Assert.Equal(best.MaskedSimilarity,
            new PredictedSimilarity(session.Network.Tokenizer, held, plan.Seed).Measure(session.Network.Predictor()), 1e-12);
    }

    [Fact]
    public void Couplings_of_one_head_run_the_published_dynamics_and_several_say_what_to_do()
    {
        TrainedNetwork one = Trained(SourcePooling.None), two = Trained(SourcePooling.Sum);
        RecallPlan plan = new() { Steps = 2 };
        Assert.Equal(2, RecallExperiment.Run(one, Digits.Test, plan).Errors.Count);
        Assert.Contains("--predict", Assert.Throws<ArgumentException>(() => RecallExperiment.Run(two, Digits.Test, plan)).Message,
            StringComparison.Ordinal);
        foreach (TrainedNetwork network in new[] { one, two })
        {
            RecallResult result = PredictionExperiment.Run(network, Digits.Test, plan with { KeepImagesAt = [2] });
            float[] images = result.ImagesAt(2), originals = result.Originals();
            bool[] masked = result.MaskedPixels();
            for (int k = 0; k < images.Length; k++)
                if (!masked[k]) Assert.Equal(originals[k], images[k], 1e-5f);
            Assert.Equal(result.Errors[1].Mean, Enumerable.Range(0, images.Length).Average(k => Math.Pow(images[k] - originals[k], 2)),
                1e-6);
        }
        TrainedNetwork published =
            TrainingSession.Start(new TrainingPlan { Examples = 40, Epochs = 0, Patch = 7, Embedding = EmbeddingKind.Gaussian }, Digits)
            .Network;
        Assert.Contains("local rule", Assert.Throws<InvalidOperationException>(() =>
            PredictionExperiment.Run(published, Digits.Test, plan)).Message, StringComparison.Ordinal);
        Assert.Throws<InvalidOperationException>(() => published.Predictor());
        Assert.Contains("pooled", Assert.Throws<ArgumentException>(() => new NoisePosterior(one, Digits.Train, 0.7)).Message,
            StringComparison.Ordinal);
    }

    [Fact]
    public void Without_anything_heard_the_posterior_of_a_pixel_is_Bayes_rule_for_that_pixel()
    {
        TrainedNetwork network = Trained(SourcePooling.Sum);
        float[] noisy = Corruption.Noise(Digits.Test, 0.5, 1), levels = Digits.Train.Levels();
        NoisePosterior posterior = new(network, Digits.Train, 0.5, new NoisePosteriorSettings { PriorPower = 1, Levels = 2 });
        float[] restored = posterior.Restore(noisy, 0);
        double white = levels.Count(u => Math.Round(u) == 1), black = levels.Length - white;
        for (int k = 0; k < noisy.Length; k += 7)
        {
            // Two levels: what is seen at 0 or at 1 is a tail of the normal law, else its density.
            double tail = MathNet.Numerics.Distributions.Normal.CDF(0, 0.5, -1);
            (double ifBlack, double ifWhite) = noisy[k] <= 0 ? (0.5, tail) : noisy[k] >= 1 ? (tail, 0.5)
                : (Math.Exp(-2 * noisy[k] * noisy[k]), Math.Exp(-2 * (noisy[k] - 1) * (noisy[k] - 1)));
            Assert.Equal(white * ifWhite / (white * ifWhite + black * ifBlack), restored[k], 1e-4);
        }
        // Steps change it, and every step is told.
        List<int> steps = [];
        Assert.NotEqual(restored, posterior.Restore(noisy, 2, (t, _) => steps.Add(t)));
        Assert.Equal([0, 1, 2], steps);
    }

    private static TrainedNetwork Trained(SourcePooling pooling)
    {
        TrainingSession session = TrainingSession.Start(Plan(pooling), Digits);
        session.Run();
        return session.Network;
    }

    private static TrainingPlan Plan(SourcePooling pooling)
    {
        bool pooled = pooling == SourcePooling.Sum;
        TrainingPlan preset = pooled ? TrainingPresets.Pooled : TrainingPresets.Normalized;
        return preset with
        {
            Examples = 60,
            Epochs = Epochs,
            Patience = 0,
            Patch = 7,
            Dim = 98,
            Learning = preset.Learning with
            {
                BatchSize = 20,
                Normalized = preset.Learning.Normalized! with { HeldOut = 40, Heads = pooled ? 2 : 1 }
            },
        };
    }

    private sealed class Each(Action act) : IProgress<double>
    {
        public void Report(double value) => act();
    }

    [Fact]
    public void A_network_predicts_images_and_a_posterior_tells_its_errors_at_every_step()
    {
        TrainedNetwork network = Trained(SourcePooling.Sum);
        bool[] masked = Corruption.RandomTokens(Digits.Test.Count, network.Tokenizer.Tokens, 0.3, 1);
        float[] predicted = network.Predictor().Predict(network.Tokenizer.Encode(Digits.Test), masked, 2);
        Assert.Equal(network.Tokenizer.Decode<float>(predicted), network.Predict(Digits.Test, masked, passes: 2));

        NoisePosterior posterior = new(network, Digits.Train, 0.5);
        float[] levels = Digits.Test.Levels(), noisy = Corruption.Noise(Digits.Test, 0.5, 3);
        double[] errors = posterior.MeanErrors(Digits.Test, steps: 2, seed: 3);
        Assert.Equal(3, errors.Length);
        for (int t = 0; t < 3; t++)
            Assert.Equal(ImageErrors.Measure(posterior.Restore(noisy, t), levels, Digits.Test.PixelsPerImage).All.Average(), errors[t],
                1e-12);
    }
}
