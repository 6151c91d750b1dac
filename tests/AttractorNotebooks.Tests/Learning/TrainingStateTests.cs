using AttractorNotebooks.Data;
using AttractorNotebooks.Files;
using AttractorNotebooks.Learning;
using AttractorNotebooks.Tests.Data;
using AttractorNotebooks.Tokens;

namespace AttractorNotebooks.Tests.Learning;

/// <summary>Files of couplings and of their training that say what cannot be, or say it in another type.</summary>
public sealed class TrainingStateTests : IDisposable
{
    private static readonly DigitData Digits = new(
        GeneratedDigits.Draw(60, seed: 1), GeneratedDigits.Draw(20, seed: 1, split: "test"), "generated");
    private static readonly TrainingPlan Plan = new()
    {
        Examples = 40,
        Epochs = 2,
        Patch = 7,
        Dim = 6,
        Embedding = EmbeddingKind.Gaussian,
        Learning = new LearningSettings { BatchSize = 15 }
    };
    private readonly TemporaryFolder _folder = new();
    private readonly SafeTensorsFile _good;

    public TrainingStateTests()
    {
        TrainingSession session = TrainingSession.Start(Plan, Digits);
        session.RunEpoch();
        session.Save(Checkpoint);
        _good = SafeTensorsFile.Read(Checkpoint);
    }

    private string Checkpoint => _folder.At("checkpoint");

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("J", float.NaN)]
    [InlineData("optimizer_mean", float.NaN)]
    [InlineData("optimizer_square", float.PositiveInfinity)]
    [InlineData("optimizer_square", -1e-9f)]
    public void Numbers_that_are_none_are_refused(string name, float wrong)
    {
        float[] values = _good[name].ToSingles();
        // Between tokens 0 and 1: a block that learns.
        values[40] = wrong;
        Change((name, Tensor.From((ReadOnlySpan<float>)values, [.. _good[name].Shape])));
        Assert.Contains(name, Refusal(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("epochs", "-5")]
    [InlineData("epochs", "2147483647")]
    [InlineData("batches_done", "-1")]
    [InlineData("batches_done", "4")]
    [InlineData("loss_sum", "NaN")]
    [InlineData("best_overlap", "NaN")]
    [InlineData("epochs_since_best", "-1")]
    [InlineData("root_mean_square", "0")]
    [InlineData("root_mean_square", "0,1")]
    [InlineData("height", "2147483644")]
    [InlineData("patch", "-7")]
    [InlineData("plan", "{\"dim\": \"\\udc00\"}")]
    [InlineData("recall", "null")]
    public void Metadata_that_cannot_be_are_refused(string key, string value)
    {
        new SafeTensorsFile(_good.Tensors, new Dictionary<string, string>(_good.Metadata) { [key] = value }).Write(Checkpoint);
        Refusal();
    }

    [Theory]
    [InlineData("F64")]
    [InlineData("F16")]
    [InlineData("BF16")]
    public void Couplings_of_other_floating_point_types_load(string type)
    {
        float[] values = _good["J"].ToSingles();
        byte[] bytes = type switch
        {
            "F64" => [.. values.SelectMany(value => BitConverter.GetBytes((double)value))],
            "F16" => [.. values.SelectMany(value => BitConverter.GetBytes((Half)value))],
            _ => [.. values.SelectMany(value => BitConverter.GetBytes((ushort)(BitConverter.SingleToUInt32Bits(value) >> 16)))],
        };
        Change(("J", new Tensor(Enum.Parse<TensorType>(type), [.. _good["J"].Shape], bytes)));
        float[] loaded = TrainedNetwork.Load(Checkpoint).Couplings.Values.ToArray();
        for (int k = 0; k < values.Length; k++) Assert.Equal(values[k], loaded[k], Math.Abs(values[k]) / 128 + 1e-7f);
        if (type == "F64") Assert.Equal(values, loaded);
    }

    [Fact]
    public void A_batch_larger_than_the_set_is_the_set()
    {
        float[] one = Train(Plan.Examples), huge = Train(int.MaxValue);
        Assert.Equal(one, huge);

        static float[] Train(int batch)
        {
            TrainingSession session = TrainingSession.Start(Plan with { Learning = Plan.Learning with { BatchSize = batch } }, Digits);
            Assert.Equal(1, session.UpdatesPerEpoch);
            Assert.True(double.IsFinite(session.RunEpoch().Loss));
            return session.Network.Couplings.Values.ToArray();
        }
    }

    private string Refusal()
    {
        InvalidDataException error = Assert.Throws<InvalidDataException>(() => TrainingSession.Resume(Checkpoint, Plan, Digits));
        Assert.Contains(Checkpoint, error.Message, StringComparison.Ordinal);
        return error.Message;
    }

    private void Change((string Name, Tensor Tensor) changed) =>
        new SafeTensorsFile(new Dictionary<string, Tensor>(_good.Tensors) { [changed.Name] = changed.Tensor }, _good.Metadata)
            .Write(Checkpoint);
}
