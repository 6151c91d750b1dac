using System.Text.Json.Nodes;
using AttractorNotebooks.Data;
using AttractorNotebooks.Dynamics;
using AttractorNotebooks.Files;
using AttractorNotebooks.Learning;
using AttractorNotebooks.Model;
using AttractorNotebooks.Tests.Data;
using AttractorNotebooks.Tokens;

namespace AttractorNotebooks.Tests.Learning;

public sealed class TrainingSessionTests : IDisposable
{
    // 70 images in batches of 20: four updates an epoch, the last of ten images.
    private const int Epochs = 3, UpdatesPerEpoch = 4;
    private static readonly DigitData Digits = Draw(seed: 1);
    private readonly TemporaryFolder _folder = new();

    public static TheoryData<TokenChoice, OptimizerKind> Rules { get; } = new()
    {
        { TokenChoice.Random, OptimizerKind.AdamW }, { TokenChoice.Random, OptimizerKind.Sgd }, { TokenChoice.All, OptimizerKind.AdamW },
            { TokenChoice.All, OptimizerKind.Sgd },
    };

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void A_plan_trains_as_a_session_does()
    {
        TrainingPlan plan = new TrainingPlan { Examples = 20, Epochs = 2 }.Seeded(3);
        Assert.Equal(3, plan.Seed);
        List<int> told = [];
        TrainedNetwork network = plan.Train(Digits, epoch => told.Add(epoch.Epoch));
        TrainingSession session = TrainingSession.Start(plan, Digits);
        session.Run();
        Assert.Equal([1, 2], told);
        Assert.Equal(2, network.Reports.Count);
        Assert.True(network.Couplings.Values.SequenceEqual(session.Network.Couplings.Values));
    }

    [Fact]
    public void The_defaults_are_the_published_run()
    {
        TrainingPlan plan = new();
        Assert.Equal((10_000, 10, 2, 8, EmbeddingKind.Orthonormal), (plan.Examples, plan.Epochs, plan.Patch, plan.Dim, plan.Embedding));
        Assert.Equal((5, 20.0), (plan.Learning.Attention.Lambda, plan.Learning.Attention.Clamp));
        Assert.Equal((TokenChoice.Random, true, 256), (plan.Learning.Tokens, plan.Learning.LayerNorm, plan.Learning.BatchSize));
        OptimizerSettings optimizer = plan.Learning.Optimizer;
        Assert.Equal((OptimizerKind.AdamW, 5e-4, 10, 0.9, 0.999),
            (optimizer.Kind, optimizer.LearningRate, optimizer.HalveEvery, optimizer.Beta1, optimizer.Beta2));
        Assert.Equal((1e-8, 1e-6, 1, true), (optimizer.Epsilon, optimizer.WeightDecay, optimizer.ClipNorm, optimizer.KeepRootMeanSquare));
    }

    [Fact]
    public void A_network_taken_from_a_session_does_not_change_with_it()
    {
        TrainingSession session = TrainingSession.Start(Plan(TokenChoice.All, OptimizerKind.AdamW), Digits);
        TrainedNetwork before = session.Network;
        float[] values = before.Couplings.Values.ToArray();
        session.RunEpoch();
        Assert.Equal(values, before.Couplings.Values.ToArray());
        Assert.NotEqual(values, session.Network.Couplings.Values.ToArray());
    }

    [Theory]
    [MemberData(nameof(Rules))]
    public void The_same_seed_makes_the_same_file_for_one_and_two_threads(TokenChoice tokens, OptimizerKind kind)
    {
        TrainingPlan plan = Plan(tokens, kind);
        byte[] one = Trained(plan, threads: 1), two = Trained(plan, threads: 2);
        Assert.Equal(one, two);
        Assert.NotEqual(one, Trained(plan with { Learning = plan.Learning with { Seed = 2 } }, threads: 1));
        Assert.NotEqual(one, Trained(plan with { EmbeddingSeed = 5 }, threads: 1));
    }

    [Theory]
    [MemberData(nameof(Rules))]
    public void Stopped_after_any_batch_saved_and_resumed_it_is_the_unbroken_run_bit_for_bit(TokenChoice tokens, OptimizerKind kind)
    {
        TrainingPlan plan = Plan(tokens, kind);
        TrainingSession unbroken = TrainingSession.Start(plan, Digits, new WorkerPool(2));
        List<EpochReport> expected = [.. unbroken.Run()];
        unbroken.Save(_folder.At("expected"));
        // A run that is cancelled in its last batch has nothing left to stop.
        for (int stop = 1; stop < Epochs * UpdatesPerEpoch; stop++)
        {
            using CancellationTokenSource source = new();
            TrainingSession broken = TrainingSession.Start(plan, Digits, new WorkerPool(1));
            List<EpochReport> reports = [];
            int batches = 0;
            Assert.Throws<OperationCanceledException>(() => broken.Run(reports.Add, new Each(_ =>
            {
                if (++batches == stop) source.Cancel();
            }), source.Token));
            Assert.Equal(stop, batches);
            broken.Save(_folder.At("checkpoint"));

            TrainingSession resumed = TrainingSession.Resume(_folder.At("checkpoint"), plan, Digits, new WorkerPool(2));
            Assert.Equal((stop - 1) / UpdatesPerEpoch == Epochs - 1 ? Epochs - 1 : broken.Epoch, resumed.Epoch);
            reports.AddRange(resumed.Run());
            resumed.Save(_folder.At("actual"));
            Assert.Equal(Bits(expected), Bits(reports));
            Assert.Equal(File.ReadAllBytes(_folder.At("expected")), File.ReadAllBytes(_folder.At("actual")));
        }
    }

    [Fact]
    public void A_stopped_session_can_also_just_go_on()
    {
        TrainingPlan plan = Plan();
        using CancellationTokenSource source = new();
        TrainingSession session = TrainingSession.Start(plan, Digits);
        Assert.Throws<OperationCanceledException>(() =>
            session.Run(null, new Each(share => { if (share > 0.4) source.Cancel(); }), source.Token));
        session.Run();
        session.Save(_folder.At("stopped"));
        Assert.Equal(Trained(plan, threads: 2, checkpoint: true), File.ReadAllBytes(_folder.At("stopped")));
    }

    [Fact]
    public void A_finished_run_can_be_given_more_epochs()
    {
        TrainingPlan longer = Plan() with { Epochs = Epochs + 2 };
        TrainingSession first = TrainingSession.Start(Plan(), Digits);
        first.Run();
        first.Save(_folder.At("three"));
        TrainingSession rest = TrainingSession.Resume(_folder.At("three"), longer, Digits);
        Assert.Equal([4, 5], rest.Run().Select(report => report.Epoch));
        rest.Save(_folder.At("five"));
        Assert.Equal(Trained(longer, threads: 1, checkpoint: true), File.ReadAllBytes(_folder.At("five")));
    }

    [Fact]
    public void A_network_knows_its_training_curve_and_its_file_keeps_it()
    {
        TrainingSession session = TrainingSession.Start(Plan(), Digits);
        EpochReport[] reports = [.. session.Run()];
        Assert.Equal(reports, session.Network.Reports);
        session.Network.Save(_folder.At("network"));
        Assert.Equal(reports.Select(report => report with { Seconds = double.NaN }), TrainedNetwork.Load(_folder.At("network")).Reports);
    }

    [Fact]
    public void A_file_from_before_training_curves_were_kept_is_read_and_resumed()
    {
        TrainingSession session = TrainingSession.Start(Plan(), Digits);
        session.RunEpoch();
        session.Save(_folder.At("new"));
        SafeTensorsFile file = SafeTensorsFile.Read(_folder.At("new"));
        new SafeTensorsFile(file.Tensors.Where(tensor => !tensor.Key.StartsWith("training_", StringComparison.Ordinal)).ToDictionary(),
            file.Metadata.ToDictionary()).Write(_folder.At("old"));
        Assert.Empty(TrainedNetwork.Load(_folder.At("old")).Reports);
        TrainingSession resumed = TrainingSession.Resume(_folder.At("old"), Plan(), Digits);
        resumed.Run();
        resumed.Save(_folder.At("resumed"));
        Assert.Equal([2, 3], TrainedNetwork.Load(_folder.At("resumed")).Reports.Select(report => report.Epoch));
    }

    [Fact]
    public void Another_plan_is_refused()
    {
        TrainingPlan plan = Plan();
        TrainingSession.Start(plan, Digits).Save(_folder.At("checkpoint"));
        foreach (TrainingPlan other in new[]
        {
            plan with { Examples = 60 },
            plan with { Patch = 4 },
            plan with { Dim = 9 },
            plan with { Embedding = EmbeddingKind.Sinusoidal },
            plan with { EmbeddingSeed = 2 },
            plan with { Gray = GrayLevel.Raw },
            plan with { Learning = plan.Learning with { Start = CouplingStart.OverDim } },
            plan with { Learning = plan.Learning with { Seed = 2 } },
            plan with { Learning = plan.Learning with { BatchSize = 21 } },
            plan with { Learning = plan.Learning with { Tokens = TokenChoice.All } },
            plan with { Learning = plan.Learning with { LayerNorm = false } },
            plan with { Learning = plan.Learning with { Attention = plan.Learning.Attention with { Lambda = 4 } } },
            plan with { Learning = plan.Learning with { Attention = plan.Learning.Attention with { Clamp = null } } },
            plan with { Learning = plan.Learning with { Optimizer = plan.Learning.Optimizer with { LearningRate = 1e-3 } } },
        })
        {
            InvalidDataException error =
                Assert.Throws<InvalidDataException>(() => TrainingSession.Resume(_folder.At("checkpoint"), other, Digits));
            Assert.Contains("was started with another plan", error.Message, StringComparison.Ordinal);
        }
    }

    [Fact]
    public void Other_images_are_refused_even_where_they_go_by_the_same_name()
    {
        TrainingSession.Start(Plan(), Digits).Save(_folder.At("checkpoint"));
        DigitData others = Draw(seed: 2);
        ImageSet renamed = new(Digits.Train.Name, Digits.Train.Provenance, 28, 28, 1, others.Train.Pixels.Span, others.Train.Labels.Span);
        foreach (DigitData other in new[] { others, Digits with { Train = renamed } })
        {
            InvalidDataException error =
                Assert.Throws<InvalidDataException>(() => TrainingSession.Resume(_folder.At("checkpoint"), Plan(), other));
            Assert.Contains("cannot be resumed: it was trained on other images", error.Message, StringComparison.Ordinal);
        }
    }

    [Fact]
    public void A_file_from_before_a_setting_existed_loads_with_its_default()
    {
        TrainedNetwork network = TrainingSession.Start(Plan(), Digits).Network;
        Dictionary<string, string> metadata = network.Metadata();
        JsonNode plan = JsonNode.Parse(metadata["plan"])!, recall = JsonNode.Parse(metadata["recall"])!;
        Assert.True(plan.AsObject().Remove("gray") && plan["learning"]!.AsObject().Remove("start") && recall["update"]!.AsObject()
            .Remove("unit_tokens"));
        (metadata["plan"], metadata["recall"]) = (plan.ToJsonString(), recall.ToJsonString());
        new SafeTensorsFile(network.Tensors(), metadata).Write(_folder.At("old"));
        TrainedNetwork old = TrainedNetwork.Load(_folder.At("old"));
        Assert.Equal((network.Plan, network.Recall), (old.Plan, old.Recall));
    }

    [Fact]
    public void Files_that_are_no_checkpoint_are_refused_and_named()
    {
        TrainingPlan plan = Plan();
        TrainingSession session = TrainingSession.Start(plan, Digits);
        session.RunEpoch();
        session.Save(_folder.At("checkpoint"));
        SafeTensorsFile good = SafeTensorsFile.Read(_folder.At("checkpoint"));
        string bad = _folder.At("bad");

        session.Network.Save(bad);
        Fails("images_sha256");
        foreach (string key in new[] { "images_sha256", "batches_done", "loss_sum", "best_overlap", "epochs_since_best",
            "root_mean_square", "plan", "recall", "data", "epochs", "format" })
        {
            Rewrite(metadata => metadata.Remove(key));
            Fails(key);
        }
        Rewrite(metadata => metadata["batches_done"] = "many");
        Fails("batches_done = 'many'");
        Rewrite(metadata => metadata["batches_done"] = "-1");
        Fails("batches_done = '-1'");
        foreach (string count in new[] { "5", "99" })
        {
            Rewrite(metadata => metadata["batches_done"] = count);
            Fails($"after 1 epochs and {count} of 4 batches");
        }
        Rewrite(metadata => metadata["epochs"] = "-2");
        Fails("epochs = '-2'");
        Rewrite(metadata => metadata["loss_sum"] = "much");
        Fails("loss_sum = 'much'");
        Rewrite(metadata => metadata["root_mean_square"] = "0");
        Fails("root_mean_square");
        Rewrite(metadata => metadata["plan"] = "{\"learning\": null}");
        Fails("bad");
        Rewrite(metadata => metadata["plan"] = "{\"embedding\": 7}");
        Fails("bad");
        Rewrite(metadata => metadata["plan"] = "[]");
        Fails("bad");
        foreach (string tensor in new[] { "optimizer_mean", "optimizer_square", "J", "embedding" })
        {
            Rewrite(_ => { }, tensors => tensors.Remove(tensor));
            Fails("bad");
            Rewrite(_ => { }, tensors => tensors[tensor] = Tensor.From(new float[3], 3));
            Fails("bad");
        }
        float[] values = good["J"].ToSingles();
        values[^60] = float.NaN;
        Rewrite(_ => { }, tensors => tensors["J"] = Tensor.From(values, [.. good["J"].Shape]));
        Fails("NaN");

        void Rewrite(Action<Dictionary<string, string>> change, Action<Dictionary<string, Tensor>>? changeTensors = null)
        {
            Dictionary<string, string> metadata = new(good.Metadata);
            Dictionary<string, Tensor> tensors = new(good.Tensors);
            change(metadata);
            changeTensors?.Invoke(tensors);
            new SafeTensorsFile(tensors, metadata).Write(bad);
        }

        void Fails(string message)
        {
            InvalidDataException error = Assert.Throws<InvalidDataException>(() => TrainingSession.Resume(bad, plan, Digits));
            Assert.Contains(message, error.Message, StringComparison.Ordinal);
            Assert.Contains(bad, error.Message, StringComparison.Ordinal);
        }
    }

    [Fact]
    public void Training_stops_early_when_the_masked_overlap_ceases_to_grow()
    {
        // Far too fast, so that it gets worse.
        TrainingPlan plan = Plan() with { Epochs = 40, Patience = 3 };
        plan = plan with
        {
            Learning =
            plan.Learning with { Optimizer = plan.Learning.Optimizer with { LearningRate = 0.1, HalveEvery = 0 } }
        };
        TrainingSession session = TrainingSession.Start(plan, Digits);
        List<EpochReport> reports = [.. session.Run()];
        Assert.True(session.Finished);
        int best = reports.FindIndex(report => report.MaskedSimilarity == reports.Max(r => r.MaskedSimilarity));
        Assert.InRange(reports.Count, 4, 39);
        Assert.Equal(best + 1 + plan.Patience, reports.Count);
        Assert.Throws<InvalidOperationException>(() => session.RunEpoch());

        // The memory of the best epoch survives a checkpoint.
        TrainingSession first = TrainingSession.Start(plan, Digits);
        for (int k = 0; k < reports.Count - 1; k++) first.RunEpoch();
        first.Save(_folder.At("checkpoint"));
        Assert.Single(TrainingSession.Resume(_folder.At("checkpoint"), plan, Digits).Run());
    }

    [Fact]
    public void Progress_grows_from_batch_to_batch_until_everything_is_done()
    {
        List<double> shares = [];
        TrainingSession.Start(Plan(), Digits).Run(null, new Each(shares.Add));
        Assert.Equal(Epochs * UpdatesPerEpoch, shares.Count);
        Assert.Equal(Enumerable.Range(1, shares.Count).Select(k => k / (double)shares.Count), shares, (a, b) => Math.Abs(a - b) < 1e-12);
    }

    [Fact]
    public void Every_image_is_seen_once_an_epoch_and_every_token_gets_its_turn()
    {
        // With one image a batch and a rule that moves J by the gradient alone, the change names image and token.
        TrainingPlan plan = Plan() with { Examples = 70, Epochs = 1 };
        TrainingSession session = TrainingSession.Start(plan with { Learning = plan.Learning with { BatchSize = 1 } }, Digits);
        Assert.Equal(70, session.UpdatesPerEpoch);
        int updates = 0;
        session.RunEpoch(new Each(_ => updates++));
        Assert.Equal(70, updates);
        float[] start = AttractorNotebooks.Model.Couplings.Random(16, 8, 1)
            .Values.ToArray(), end = session.Network.Couplings.Values.ToArray();
        for (int i = 0; i < 16; i++) Assert.NotEqual(start.AsSpan(i * 1024, 1024).ToArray(), end.AsSpan(i * 1024, 1024).ToArray());
    }

    [Fact]
    public void A_trained_network_is_saved_and_loaded_whole()
    {
        TrainingSession session = TrainingSession.Start(Plan(), Digits);
        session.RunEpoch();
        DynamicsSettings recall = new()
        {
            Attention = new(2.5, null),
            Update = UpdateRule.Leaky(0.1),
            LayerNorm = false,
            Sphere = false,
            MaskMode = MaskMode.Clamped,
            Order = UpdateOrder.Asynchronous,
            LambdaFactor = 1.1,
            Seed = 7
        };
        TrainedNetwork network = new(session.Network.Couplings, session.Network.Tokenizer, session.Plan, session.Epoch,
            session.Network.Provenance, recall);
        network.Save(_folder.At("network"));
        TrainedNetwork read = TrainedNetwork.Load(_folder.At("network"));
        Assert.Equal(network.Couplings.Values, read.Couplings.Values);
        Assert.Equal(network.Tokenizer.Embedding.Matrix, read.Tokenizer.Embedding.Matrix);
        Assert.Equal((network.Tokenizer.Grid, network.Plan, network.Epochs, network.Provenance, network.Recall),
            (read.Tokenizer.Grid, read.Plan, read.Epochs, read.Provenance, read.Recall));
        SafeTensorsFile file = SafeTensorsFile.Read(_folder.At("network"));
        Assert.Equal(["J", "embedding"], file.Tensors.Keys.Order(StringComparer.Ordinal));
        Assert.Equal("1", file.Metadata["seed"]);
        Assert.Contains(TrainedNetwork.LibraryVersion, file.Metadata["library"], StringComparison.Ordinal);
    }

    [Fact]
    public void Settings_with_infinite_clips_and_no_clamp_survive_the_file()
    {
        TrainingPlan plan = Plan();
        plan = plan with
        {
            Learning = plan.Learning with
            {
                Attention = new(2.5, null),
                Optimizer = plan.Learning.Optimizer with { ClipNorm = double.PositiveInfinity, Epsilon = 1e-300 }
            }
        };
        TrainingSession session = TrainingSession.Start(plan, Digits);
        session.Save(_folder.At("checkpoint"));
        Assert.Equal(plan, TrainingSession.Resume(_folder.At("checkpoint"), plan, Digits).Plan);
    }

    [Fact]
    public void Plans_that_do_not_fit_the_images_are_refused_and_say_why()
    {
        Fails(Plan() with { Patch = 5 }, "Patches of 5 x 5 do not divide an image of 28 x 28");
        Fails(Plan() with { Patch = 28 }, "at least two tokens");
        Fails(Plan() with { Embedding = EmbeddingKind.Orthonormal }, "needs a dimension of at least 98");
        Fails(Plan() with { Examples = 110 }, "110 examples are asked for, but generated train has 100");
        Fails(Plan() with { Examples = 15 }, "cannot be shared evenly");
        Fails(Plan() with { Examples = 0 }, "Examples");
        Fails(Plan() with { Epochs = -1 }, "Epochs");
        Fails(Plan() with { Patience = -1 }, "Patience");
        Fails(Plan() with { Patch = 0 }, "Patch");
        Fails(Plan() with { Dim = 0 }, "Dim");
        Fails(Plan() with { Learning = new LearningSettings { BatchSize = 0 } }, "BatchSize");

        static void Fails(TrainingPlan plan, string message) =>
            Assert.Contains(message, Assert.ThrowsAny<ArgumentException>(() => TrainingSession.Start(plan, Digits)).Message,
                StringComparison.Ordinal);
    }

    private byte[] Trained(TrainingPlan plan, int threads, bool checkpoint = false)
    {
        TrainingSession session = TrainingSession.Start(plan, Digits, new WorkerPool(threads));
        session.Run();
        string path = _folder.At("trained");
        if (checkpoint) session.Save(path);
        else session.Network.Save(path);
        return File.ReadAllBytes(path);
    }

    // 16 tokens of 8 components: J has 16 384 entries.
    private static TrainingPlan Plan(TokenChoice tokens = TokenChoice.Random, OptimizerKind kind = OptimizerKind.AdamW) => new()
    {
        Examples = 70,
        Epochs = Epochs,
        Patch = 7,
        Dim = 8,
        Embedding = EmbeddingKind.Gaussian,
        EmbeddingSeed = 1,
        Learning = new LearningSettings
        {
            Tokens = tokens,
            BatchSize = 20,
            Optimizer = new OptimizerSettings { Kind = kind, HalveEvery = 1 }
        },
    };

    private static DigitData Draw(int seed) => new(GeneratedDigits.Draw(100, seed), GeneratedDigits.Draw(40, seed, "test"), "for tests");

    private static (int, double, double)[] Bits(IEnumerable<EpochReport> reports) =>
        [.. reports.Select(report => (report.Epoch, report.Loss, report.MaskedSimilarity))];

    private sealed class Each(Action<double> report) : IProgress<double>
    {
        public void Report(double value) => report(value);
    }
}
