using AttractorNotebooks.Data;
using AttractorNotebooks.Experiments;
using AttractorNotebooks.Files;
using AttractorNotebooks.Learning;
using AttractorNotebooks.Model;
using AttractorNotebooks.Tests.Data;
using AttractorNotebooks.Tests.Verification;
using AttractorNotebooks.Tokens;

namespace AttractorNotebooks.Tests.Learning;

/// <summary>Networks whose couplings are stored in less, or stay in their file.</summary>
public sealed class StoredNetworkTests : IDisposable
{
    private static readonly DigitData Digits = new(GeneratedDigits.Draw(200, 1), GeneratedDigits.Draw(60, 1, "test"), "generated");
    private static readonly TrainedNetwork Network = Train();
    private readonly TemporaryFolder _folder = new();

    public static TheoryData<CouplingStorage> Storages { get; } = [.. Enum.GetValues<CouplingStorage>()];

    public void Dispose() => _folder.Dispose();

    [Theory]
    [MemberData(nameof(Storages))]
    public void A_network_is_read_back_and_mapped_as_it_was_stored(CouplingStorage storage)
    {
        TrainedNetwork stored = Network.Stored(storage);
        Assert.Equal(storage, stored.Storage);
        stored.Save(_folder.At("stored"));
        byte[] bytes = File.ReadAllBytes(_folder.At("stored"));
        foreach (bool map in new[] { false, true })
        {
            TrainedNetwork read = TrainedNetwork.Load(_folder.At("stored"), map);
            Assert.Equal((storage, Network.Plan, Network.Epochs, Network.Reports.Count),
                (read.Storage, read.Plan, read.Epochs, read.Reports.Count));
            Closeness.AssertSameBits(stored.Couplings.Values, read.Couplings.Values, $"{storage}, mapped {map}:");
            Assert.Equal(Recall(stored), Recall(read));
            read.Save(_folder.At("again"));
            Assert.Equal(bytes, File.ReadAllBytes(_folder.At("again")));
            // Changes stay in memory.
            read.Couplings.Values.Clear();
        }
        Assert.Equal(bytes, File.ReadAllBytes(_folder.At("stored")));
        Assert.InRange(bytes.Length, 0, storage switch { CouplingStorage.Float16 => 0.55, CouplingStorage.Int8 => 0.35, _ => 1.1 }
            * sizeof(float) * Network.Couplings.Values.Length);
        Assert.Equal(CouplingStorage.Float32, stored.Stored(CouplingStorage.Float32).Storage);
    }

    [Theory]
    [InlineData(CouplingStorage.Float16, 0.001)]
    [InlineData(CouplingStorage.Int8, 0.005)]
    public void A_hundred_steps_are_off_by_as_little_as_the_documentation_says(CouplingStorage storage, double most)
    {
        double[] exact = Recall(Network), packed = Recall(Network.Stored(storage));
        Assert.Equal(100, exact.Length);
        Assert.NotEqual(exact, packed);
        for (int t = 0; t < exact.Length; t++) Assert.InRange(Math.Abs(packed[t] / exact[t] - 1), 0, most);
    }

    [Fact]
    public void Damaged_packed_couplings_are_refused()
    {
        Network.Stored(CouplingStorage.Float16).Save(_folder.At("half"));
        Network.Stored(CouplingStorage.Int8).Save(_folder.At("bytes"));
        Refused("half", "'J' has NaN as entry 70", tensors => Change(tensors, "J", 141, 0x7e));
        Refused("half", "J[0, 0] is not zero", tensors => Change(tensors, "J", 1, 0x3c));
        Refused("bytes", "J[1, 1] is not zero", tensors => Change(tensors, "J", (Network.Couplings.Tokens + 1) * 64, 1, "J_scale",
            (Network.Couplings.Tokens + 1) * 4 + 3));
        Refused("bytes", "'J_scale' has NaN as entry 1", tensors => Change(tensors, "J_scale", 7, 0x7f, 6, 0xff));
        Refused("bytes", "'J_scale' has no scale for each", tensors => tensors["J_scale"] = Tensor.From([1f], 1, 1));

        void Refused(string good, string message, Action<Dictionary<string, Tensor>> change)
        {
            SafeTensorsFile file = SafeTensorsFile.Read(_folder.At(good));
            Dictionary<string, Tensor> tensors = new(file.Tensors);
            change(tensors);
            new SafeTensorsFile(tensors, file.Metadata).Write(_folder.At("damaged"));
            foreach (bool map in new[] { false, true })
                Assert.Contains(message, Assert.Throws<InvalidDataException>(() => TrainedNetwork.Load(_folder.At("damaged"), map)).Message,
                    StringComparison.Ordinal);
        }

        static void Change(Dictionary<string, Tensor> tensors, string name, int at, byte value, object? also = null, int there = 0)
        {
            byte[] bytes = tensors[name].Bytes.ToArray();
            bytes[at] = value;
            if (also is int second) bytes[second] = (byte)there;
            tensors[name] = new Tensor(tensors[name].Type, [.. tensors[name].Shape], bytes);
            if (also is string other) Change(tensors, other, there, 0x3f);
        }
    }

    private static double[] Recall(TrainedNetwork network) =>
        [.. RecallExperiment.Run(network, Digits.Test, new RecallPlan { Steps = 100 }).Trajectory.Errors.Select(
            errors => errors.Average())];

    private static TrainedNetwork Train()
    {
        TrainingSession session = TrainingSession.Start(new TrainingPlan
        {
            Examples = 200,
            Epochs = 10,
            Patch = 4,
            Embedding = EmbeddingKind.Gaussian,
            Learning = new LearningSettings { BatchSize = 50, Tokens = TokenChoice.All },
        }, Digits);
        session.Run();
        return session.Network;
    }
}
