using AttractorNotebooks.Experiments;
using AttractorNotebooks.Files;
using AttractorNotebooks.Tests.Data;
using AttractorNotebooks.Transformers;

namespace AttractorNotebooks.Tests.Transformers;

public sealed class TrainedTransformerTests : IDisposable
{
    private static readonly TrainedTransformer Trained = SmallTransformers.Train(SmallTransformers.Plan(RecallTask.Noise));
    private readonly TemporaryFolder _folder = new();

    private string File => Path.Combine(_folder.Path, "transformer.safetensors");

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void A_saved_transformer_comes_back_whole()
    {
        Trained.Save(File);
        TrainedTransformer loaded = TrainedTransformer.Load(File);
        Assert.True(TrainedTransformer.IsIn(File));
        Assert.Equal(SmallTransformers.Numbers(Trained), SmallTransformers.Numbers(loaded));
        Assert.Equal((Trained.Plan, Trained.Grid, Trained.Epochs, Trained.Provenance),
            (loaded.Plan, loaded.Grid, loaded.Epochs, loaded.Provenance));
        RecallPlan plan = new() { Steps = 2 };
        Assert.Equal(
            TransformerRecall.Run(Trained, SmallTransformers.Digits.Test, plan).Trajectory.Errors,
            TransformerRecall.Run(loaded, SmallTransformers.Digits.Test, plan).Trajectory.Errors);
    }

    [Fact]
    public void The_file_says_what_it_is()
    {
        Trained.Save(File);
        SafeTensorsFile file = SafeTensorsFile.Read(File);
        Assert.Equal([16, 12], file["positions"].Shape);
        Assert.Equal([98, 12], file["encoder.weight"].Shape);
        Assert.Equal([12, 36], file["block1.attention.project.weight"].Shape);
        Assert.Equal(Trained.ParameterCount, file.Tensors.Values.Sum(tensor => tensor.ToSingles().Length));
        Assert.Equal("1", file.Metadata["seed"]);
        Assert.StartsWith("AttractorNotebooks ", file.Metadata["library"], StringComparison.Ordinal);
    }

    [Fact]
    public void Another_file_is_refused_and_named()
    {
        Dictionary<string, string> metadata = new() { ["format"] = "attractor-network", ["format_version"] = "1" };
        new SafeTensorsFile(new Dictionary<string, Tensor>(), metadata).Write(File);
        Assert.False(TrainedTransformer.IsIn(File));
        InvalidDataException error = Assert.Throws<InvalidDataException>(() => TrainedTransformer.Load(File));
        Assert.Contains("attractor-network", error.Message, StringComparison.Ordinal);
        Assert.Contains(File, error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_tensor_that_does_not_fit_the_plan_is_named()
    {
        Trained.Save(File);
        SafeTensorsFile file = SafeTensorsFile.Read(File);
        Dictionary<string, Tensor> tensors = new(file.Tensors) { ["decoder.bias"] = Tensor.From(new float[3].AsSpan(), 3) };
        new SafeTensorsFile(tensors, file.Metadata).Write(File);
        Assert.Contains("decoder.bias", Assert.Throws<InvalidDataException>(() => TrainedTransformer.Load(File)).Message,
            StringComparison.Ordinal);
        tensors.Remove("decoder.bias");
        new SafeTensorsFile(tensors, file.Metadata).Write(File);
        Assert.Contains("decoder.bias", Assert.Throws<InvalidDataException>(() => TrainedTransformer.Load(File)).Message,
            StringComparison.Ordinal);
    }
}
