using AttractorNotebooks.Data;
using AttractorNotebooks.Experiments;
using AttractorNotebooks.Files;
using AttractorNotebooks.Tests.Data;
using AttractorNotebooks.Transformers;

namespace AttractorNotebooks.Tests.Transformers;

/// <summary>Files of transformers and of their training that say what cannot be.</summary>
public sealed class TransformerStateTests : IDisposable
{
    private static readonly TransformerPlan Plan = SmallTransformers.Plan(RecallTask.Mask);
    private readonly TemporaryFolder _folder = new();
    private readonly SafeTensorsFile _good;

    public TransformerStateTests()
    {
        TransformerTraining training = TransformerTraining.Start(Plan, SmallTransformers.Digits);
        training.RunEpoch();
        training.Save(Checkpoint);
        _good = SafeTensorsFile.Read(Checkpoint);
    }

    private string Checkpoint => _folder.At("checkpoint");

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("decoder.bias", float.NaN)]
    [InlineData("positions", float.PositiveInfinity)]
    [InlineData("optimizer_mean.decoder.bias", float.NegativeInfinity)]
    [InlineData("optimizer_square.decoder.bias", float.NaN)]
    [InlineData("optimizer_square.decoder.bias", -1)]
    public void Numbers_that_are_none_are_refused_with_the_name_of_file_and_tensor(string name, float wrong)
    {
        float[] values = _good[name].ToSingles();
        values[^1] = wrong;
        Change(tensors => tensors[name] = Tensor.From((ReadOnlySpan<float>)values, [.. _good[name].Shape]));
        string message = Refusal();
        Assert.Contains(name.Split('.')[0], message, StringComparison.Ordinal);
        if (name.StartsWith("optimizer", StringComparison.Ordinal)) Assert.Equal(1, TrainedTransformer.Load(Checkpoint).Epochs);
        else Assert.Contains(Checkpoint, Assert.Throws<InvalidDataException>(() => TrainedTransformer.Load(Checkpoint)).Message,
            StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("epochs", "-5")]
    [InlineData("epochs", "3")]
    [InlineData("epochs", "2147483647")]
    [InlineData("batches_done", "-1")]
    [InlineData("batches_done", "1")]
    [InlineData("batches_done", "4")]
    [InlineData("updates", "-3")]
    [InlineData("updates", "2")]
    [InlineData("updates", "three")]
    [InlineData("loss_sum", "NaN")]
    [InlineData("loss_sum", "-1")]
    [InlineData("loss_sum", "0,5")]
    [InlineData("height", "2147483647")]
    [InlineData("height", "14")]
    [InlineData("channels", "0")]
    [InlineData("plan", "{}")]
    [InlineData("plan", "{\"blocks\": 2147483647}")]
    [InlineData("plan", "{\"width\": \"\\ud800\"}")]
    [InlineData("plan", "[")]
    [InlineData("images_sha256", "00")]
    [InlineData("format_version", "9")]
    public void Metadata_that_cannot_be_are_refused(string key, string value)
    {
        Change(_ => { }, (key, value));
        Refusal();
    }

    [Fact]
    public void A_plan_that_promises_gigabytes_costs_no_memory()
    {
        string plan = _good.Metadata["plan"].Replace("\"width\":12", "\"width\":60000", StringComparison.Ordinal)
            .Replace("\"hidden\":20", "\"hidden\":60000", StringComparison.Ordinal);
        Assert.NotEqual(plan, _good.Metadata["plan"]);
        Change(_ => { }, ("plan", plan));
        long before = GC.GetTotalAllocatedBytes(precise: true);
        Refusal();
        Assert.InRange(GC.GetTotalAllocatedBytes(precise: true) - before, 0, 16 << 20);
    }

    [Fact]
    public void Other_images_of_the_same_name_are_known_and_files_of_earlier_versions_load()
    {
        ImageSet train = SmallTransformers.Digits.Train, test = SmallTransformers.Digits.Test;
        DigitData other = SmallTransformers.Digits with { Train = Dimmed(train) };
        Assert.Contains("other images",
            Assert.Throws<InvalidDataException>(() => TransformerTraining.Resume(Checkpoint, Plan, other))
            .Message, StringComparison.Ordinal);
        Assert.Throws<InvalidDataException>(() =>
            TransformerTraining.Resume(Checkpoint, Plan, SmallTransformers.Digits with { Test = Dimmed(test) }));
        Change(_ => { }, ("images_sha256", null));
        Assert.Equal(1, TransformerTraining.Resume(Checkpoint, Plan, SmallTransformers.Digits).Epoch);
    }

    [Fact]
    public void A_batch_larger_than_the_set_is_the_set()
    {
        TransformerPlan one = Plan with { BatchSize = Plan.Examples }, huge = Plan with { BatchSize = int.MaxValue };
        Assert.Equal(1, TransformerTraining.Start(huge, SmallTransformers.Digits).UpdatesPerEpoch);
        Assert.Equal(SmallTransformers.Numbers(SmallTransformers.Train(one)), SmallTransformers.Numbers(SmallTransformers.Train(huge)));
    }

    private static ImageSet Dimmed(ImageSet images) =>
        new(images.Name, images.Provenance, images.Height, images.Width, 1, [.. images.Pixels.ToArray().Select(pixel => pixel / 2)],
            images.Labels.Span);

    private string Refusal()
    {
        InvalidDataException error =
            Assert.Throws<InvalidDataException>(() => TransformerTraining.Resume(Checkpoint, Plan, SmallTransformers.Digits));
        Assert.Contains(Checkpoint, error.Message, StringComparison.Ordinal);
        return error.Message;
    }

    private void Change(Action<Dictionary<string, Tensor>> change, params (string Key, string? Value)[] metadata)
    {
        Dictionary<string, Tensor> tensors = new(_good.Tensors);
        change(tensors);
        Dictionary<string, string> changed = new(_good.Metadata);
        foreach ((string key, string? value) in metadata)
        {
            if (value == null) changed.Remove(key);
            else changed[key] = value;
        }
        new SafeTensorsFile(tensors, changed).Write(Checkpoint);
    }
}
