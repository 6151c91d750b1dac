using AttractorNotebooks.Data;
using AttractorNotebooks.Files;
using AttractorNotebooks.Learning;
using AttractorNotebooks.Model;
using AttractorNotebooks.Sweeps;
using AttractorNotebooks.Tests.Data;
using AttractorNotebooks.Tests.Verification;
using AttractorNotebooks.Tokens;

namespace AttractorNotebooks.Tests.Learning;

public sealed class RowTrainingTests : IDisposable
{
    private const int N = 16;
    private static readonly DigitData Digits = new(GeneratedDigits.Draw(100, 1), GeneratedDigits.Draw(40, 1, "test"), "for tests");
    private readonly TemporaryFolder _folder = new();

    public static TheoryData<TokenChoice, OptimizerKind, int> Rules { get; } = new()
    {
        { TokenChoice.Random, OptimizerKind.AdamW, 8 }, { TokenChoice.Random, OptimizerKind.Sgd, 8 },
        { TokenChoice.All, OptimizerKind.AdamW, 8 }, { TokenChoice.All, OptimizerKind.AdamW, 7 },
        { TokenChoice.All, OptimizerKind.Sgd, 3 },
    };

    public void Dispose() => _folder.Dispose();

    [Theory]
    [MemberData(nameof(Rules))]
    public void Rows_trained_apart_join_to_the_couplings_trained_at_once(TokenChoice tokens, OptimizerKind kind, int dim)
    {
        TrainingPlan plan = Plan(tokens, kind, dim);
        TrainingSession whole = TrainingSession.Start(plan, Digits);
        whole.Run();
        // One row alone, and none of the parts as large as another; the parts in any order, on one thread and on two.
        string[] parts = [.. new[] { "6:16", "0:5", "5:6" }.Select((range, k) => Trained(plan, range, threads: 1 + k % 2))];
        Assert.Equal([VectorWidths.Widest.ToString()], TrainedRows.Join(parts, _folder.At("joined")));
        TrainedNetwork joined = TrainedNetwork.Load(_folder.At("joined"));
        Closeness.AssertSameBits(whole.Network.Couplings.Values, joined.Couplings.Values, $"{tokens}, {kind}, d = {dim}:");
        Assert.Equal((plan, 3, whole.Network.Provenance), (joined.Plan, joined.Epochs, joined.Provenance));
        Assert.True(whole.Network.Tokenizer.Embedding.Matrix.SequenceEqual(joined.Tokenizer.Embedding.Matrix));
    }

    [Theory]
    [MemberData(nameof(Rules))]
    public void Stopped_anywhere_and_resumed_rows_end_in_the_same_bytes(TokenChoice tokens, OptimizerKind kind, int dim)
    {
        TrainingPlan plan = Plan(tokens, kind, dim);
        byte[] expected = File.ReadAllBytes(Trained(plan, "3:8"));
        RowTraining training = RowTraining.Start(plan, new RowRange(3, 8), Digits);
        for (int stop = 0; !training.Finished; stop++)
        {
            using CancellationTokenSource source = new();
            int batches = 0;
            try { training.Run(progress: new Each(_ => { if (++batches == 1 + stop % 3) source.Cancel(); }), cancellation: source.Token); }
            catch (OperationCanceledException) { }
            training.Save(_folder.At("checkpoint"));
            training = RowTraining.Resume(_folder.At("checkpoint"), plan, new RowRange(3, 8), Digits, new WorkerPool(1 + stop % 2));
        }
        training.SaveResult(_folder.At("resumed"));
        Assert.Equal(expected, File.ReadAllBytes(_folder.At("resumed")));
    }

    [Fact]
    public void A_whole_training_with_rows_apart_resumes_bit_for_bit()
    {
        TrainingPlan plan = Plan(TokenChoice.All, OptimizerKind.AdamW, 8);
        TrainingSession unbroken = TrainingSession.Start(plan, Digits), broken = TrainingSession.Start(plan, Digits);
        unbroken.Run();
        broken.RunEpoch();
        broken.Save(_folder.At("checkpoint"));
        broken = TrainingSession.Resume(_folder.At("checkpoint"), plan, Digits);
        broken.Run();
        Closeness.AssertSameBits(unbroken.Network.Couplings.Values, broken.Network.Couplings.Values, "resumed:");
        Assert.Throws<InvalidDataException>(() => TrainingSession.Resume(
            _folder.At("checkpoint"), plan with { Learning = plan.Learning with { PerRow = false } }, Digits));
    }

    [Fact]
    public void Rows_apart_are_a_setting_that_sweeps_vary_and_older_files_leave_out()
    {
        Assert.False(new LearningSettings().PerRow);
        Assert.False(SettingsJson.Read<LearningSettings>("{}").PerRow);
        Assert.Contains("\"per_row\":true", SettingsJson.Write(new LearningSettings { PerRow = true }), StringComparison.Ordinal);
        Assert.True(ExperimentSettings.Set(new Experiment(), "training.learning.per_row", true).Training.Learning.PerRow);
    }

    [Fact]
    public void Rows_apart_recall_as_well_as_rows_together()
    {
        foreach (TokenChoice tokens in Enum.GetValues<TokenChoice>())
        {
            double[] overlaps = [.. new[] { false, true }.Select(perRow =>
            {
                TrainingPlan plan = Plan(tokens, OptimizerKind.AdamW, 8) with { Epochs = 12 };
                plan = plan with { Learning = plan.Learning with { PerRow = perRow, Optimizer = new OptimizerSettings() } };
                return TrainingSession.Start(plan, Digits).Run()[^1].MaskedSimilarity;
            })];
            Assert.Equal(overlaps[0], overlaps[1], 0.005);
        }
    }

    [Fact]
    public void Parts_that_do_not_belong_together_are_refused_by_name()
    {
        TrainingPlan plan = Plan(TokenChoice.Random, OptimizerKind.AdamW, 8);
        string one = Trained(plan, "0:5"), two = Trained(plan, "5:16"), over = Trained(plan, "4:16"), inner = Trained(plan, "6:15");
        Refused($"The rows 5:16 are in no part; train them (--rows 5:16)", one);
        Refused($"The rows 0:5 are in no part", two);
        Refused($"The rows 5:6 are in no part", one, inner);
        Refused($"The rows 15:16 are in no part", one, Trained(plan, "5:6"), inner);
        Refused($"'{over}' holds rows 4:16, but those before 5 are in another part", one, over);
        Refused($"'{one}' holds rows 0:5, but those before 5 are in another part", one, two, one);
        Refused("they differ in their settings", one,
            Trained(plan with { Learning = plan.Learning with { Seed = 2 } }, "5:16", name: "seed"));
        Refused("they differ in the images they were trained on", one,
            Trained(plan, "5:16", name: "images", digits: new DigitData(GeneratedDigits.Draw(100, 2), Digits.Test, "others")));
        RowTraining unfinished = RowTraining.Start(plan, new RowRange(5, 16), Digits);
        unfinished.Save(_folder.At("unfinished"));
        Refused("is not finished: it has 0 of 3 epochs", one, _folder.At("unfinished"));
        TrainingSession.Start(plan, Digits).Network.Save(_folder.At("network"));
        Refused("network' holds no trained rows: it is a 'attractor-network'", one, _folder.At("network"));
        Assert.False(File.Exists(_folder.At("joined")));
        TrainedRows.Join([two, one], _folder.At("joined"));
    }

    [Fact]
    public void Damaged_parts_are_refused_and_leave_no_file()
    {
        TrainingPlan plan = Plan(TokenChoice.Random, OptimizerKind.AdamW, 8);
        string one = Trained(plan, "0:5"), two = Trained(plan, "5:16");
        byte[] bytes = File.ReadAllBytes(two);
        for (int cut = 1; cut < bytes.Length; cut += bytes.Length / 50)
        {
            File.WriteAllBytes(_folder.At("cut"), bytes[..^cut]);
            Refused($"'{_folder.At("cut")}' cannot be read as safetensors", one, _folder.At("cut"));
        }
        Changed("'J' has NaN as entry 2049; all must be finite", (tensors, _) => Entry(tensors, 2049, float.NaN));
        Changed("J[6, 6] is not zero; no token couples to itself", (tensors, _) => Entry(tensors, N * 64 + 6 * 64, 1));
        Changed("which rows 5:15 of 16 tokens of 8 components do not fit", (_, metadata) => metadata["rows"] = "5:15");
        Changed("There are no rows 5:17", (_, metadata) => metadata["rows"] = "5:17");
        Changed("names no rows", (_, metadata) => metadata["rows"] = "5");
        Changed("lack 'images_sha256'", (_, metadata) => metadata.Remove("images_sha256"));
        Changed("lack 'registers'", (_, metadata) => metadata.Remove("registers"));
        Assert.False(File.Exists(_folder.At("joined")));

        void Entry(Dictionary<string, Tensor> tensors, int entry, float value)
        {
            float[] values = tensors["J"].ToSingles();
            values[entry] = value;
            tensors["J"] = Tensor.From((ReadOnlySpan<float>)values, [.. tensors["J"].Shape]);
        }

        void Changed(string message, Action<Dictionary<string, Tensor>, Dictionary<string, string>> change)
        {
            SafeTensorsFile good = SafeTensorsFile.Read(two);
            Dictionary<string, Tensor> tensors = new(good.Tensors);
            Dictionary<string, string> metadata = new(good.Metadata);
            change(tensors, metadata);
            new SafeTensorsFile(tensors, metadata).Write(_folder.At("changed"));
            Refused(message, one, _folder.At("changed"));
        }
    }

    [Fact]
    public void What_rows_cannot_do_apart_is_refused()
    {
        TrainingPlan plan = Plan(TokenChoice.Random, OptimizerKind.AdamW, 8);
        Refused("There are no rows 3:17: these couplings have the rows 0:16", plan, new RowRange(3, 17));
        Refused("There are no rows 4:4", plan, new RowRange(4, 4));
        Refused("per row", plan with { Learning = plan.Learning with { PerRow = false } }, new RowRange(0, 4));
        Refused("leave the patience out", plan with { Patience = 2 }, new RowRange(0, 4));
        TrainingPlan normalized = TrainingPresets.ByName["normalized"] with { Patience = 0 };
        Refused("by the local rule only", normalized, new RowRange(0, 4));
        Refused("by the local rule only", normalized with { Learning = normalized.Learning with { PerRow = true } }, new RowRange(0, 4));

        RowTraining.Start(plan, new RowRange(0, 4), Digits).Save(_folder.At("checkpoint"));
        foreach ((TrainingPlan other, RowRange range, DigitData digits, string message) in new[]
        {
            (plan, new RowRange(0, 5), Digits, "other rows"),
            (plan with { Dim = 9 }, new RowRange(0, 4), Digits, "another plan"),
            (plan, new RowRange(0, 4), new DigitData(GeneratedDigits.Draw(100, 2), Digits.Test, "others"), "other images"),
        })
            Assert.Contains(message, Assert.Throws<InvalidDataException>(() =>
                RowTraining.Resume(_folder.At("checkpoint"), other, range, digits)).Message, StringComparison.Ordinal);

        static void Refused(string message, TrainingPlan plan, RowRange range) => Assert.Contains(message,
            Assert.Throws<ArgumentException>(() => RowTraining.Start(plan, range, Digits)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Parts_of_all_rows_cover_each_once()
    {
        foreach ((int tokens, int parts) in new[] { (196, 8), (49, 49), (7, 3), (2, 1), (1024, 1000) })
        {
            RowRange[] ranges = [.. Enumerable.Range(0, parts).Select(part => RowRange.Part(tokens, parts, part))];
            Assert.Equal(Enumerable.Range(0, tokens), ranges.SelectMany(range => Enumerable.Range(range.First, range.Count)));
            Assert.InRange(ranges.Max(range => range.Count) - ranges.Min(range => range.Count), 0, 1);
            Assert.Equal(ranges, ranges.Select(range => RowRange.Parse(range.ToString())));
        }
        foreach (string text in new[] { "", "5", "5:", ":5", "5:5", "6:5", "-1:5", "0:5:9", "a:b", "0:99999999999" })
            Assert.Contains("names no rows; write FIRST:END", Assert.Throws<ArgumentException>(() => RowRange.Parse(text)).Message,
                StringComparison.Ordinal);
    }

    private void Refused(string message, params string[] parts) => Assert.Contains(message,
        Assert.Throws<InvalidDataException>(() => TrainedRows.Join(parts, _folder.At("joined"))).Message, StringComparison.Ordinal);

    private string Trained(TrainingPlan plan, string rows, int threads = 2, string name = "part", DigitData? digits = null)
    {
        RowTraining training = RowTraining.Start(plan, RowRange.Parse(rows), digits ?? Digits, new WorkerPool(threads));
        training.Run();
        string path = _folder.At($"{name}-{rows.Replace(':', '-')}");
        training.SaveResult(path);
        return path;
    }

    // 70 images in batches of 20: four updates an epoch, the last of ten images.
    private static TrainingPlan Plan(TokenChoice tokens, OptimizerKind kind, int dim) => new()
    {
        Examples = 70,
        Epochs = 3,
        Patch = 7,
        Dim = dim,
        Embedding = EmbeddingKind.Gaussian,
        EmbeddingSeed = 1,
        Learning = new LearningSettings
        {
            PerRow = true,
            Tokens = tokens,
            BatchSize = 20,
            // A clip that shortens the gradients of some rows, and changes that show.
            Optimizer = new OptimizerSettings { Kind = kind, HalveEvery = 1, ClipNorm = 0.3, LearningRate = 0.01 },
        },
    };

    private sealed class Each(Action<double> report) : IProgress<double>
    {
        public void Report(double value) => report(value);
    }
}
