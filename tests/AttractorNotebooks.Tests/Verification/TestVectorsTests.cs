using AttractorNotebooks.Files;
using AttractorNotebooks.Tests.Data;
using AttractorNotebooks.Tests.Simd;
using AttractorNotebooks.Verification;

namespace AttractorNotebooks.Tests.Verification;

public class TestVectorsTests
{
    private static readonly string Folder = Path.Combine(AppContext.BaseDirectory, "Verification", "vectors");

    public static TheoryData<string, VectorWidth, int> EveryPath()
    {
        TheoryData<string, VectorWidth, int> cases = [];
        foreach (string name in new[] { "pair-2x3", "image-16x8", "odd-9x5", "wide-12x18" })
            foreach (VectorWidth width in Widths.Here)
                foreach (int threads in new[] { 1, 2 }) cases.Add(name, width, threads);
        return cases;
    }

    [Theory]
    [InlineData("pair-2x3", 47)]
    [InlineData("image-16x8", 52)]
    [InlineData("odd-9x5", 47)]
    [InlineData("wide-12x18", 47)]
    public void Every_tensor_is_met_in_float64_and_float32(string name, int tensors)
    {
        TensorCheck[] checks = [.. TestVectors.Check(Vectors(name))];
        Assert.Equal(tensors, checks.Length);
        Assert.All(checks, check => Assert.True(check.Ok, check.ToString()));
        Assert.All(checks, check => Assert.InRange(check.Float64Error, 0, Tolerances.Reference));
    }

    [Theory]
    [MemberData(nameof(EveryPath))]
    public void Every_register_width_meets_every_tensor_on_one_and_two_threads(string name, VectorWidth width, int threads) =>
        Assert.All(TestVectors.Check(Vectors(name), new WorkerPool(threads), width), check => Assert.True(check.Ok, check.ToString()));

    [Fact]
    public void The_tolerances_are_the_agreed_ones()
    {
        Assert.Equal((1e-10, 2e-5, 2e-4, 1e-4),
            (Tolerances.Reference, Tolerances.Kernels, Tolerances.KernelsAccumulated, Tolerances.OutlierFraction));
    }

    [Theory]
    [InlineData("pair-2x3")]
    [InlineData("image-16x8")]
    public void Every_tensor_that_is_off_by_one_part_in_a_thousand_is_found_and_no_other(string name)
    {
        SafeTensorsFile right = SafeTensorsFile.Read(Vectors(name));
        using TemporaryFolder folder = new();
        string path = folder.At("wrong.safetensors");
        foreach (string tensor in right.Tensors.Keys.Except(["J", "x", "mask", "train_order", "images", "embedding"]))
        {
            Replace(right, tensor, Shifted(right[tensor])).Write(path);
            Assert.Equal([tensor], TestVectors.Check(path).Where(check => !check.Ok).Select(check => check.Tensor));
        }
    }

    [Fact]
    public void Numbers_that_are_none_are_wrong()
    {
        SafeTensorsFile right = SafeTensorsFile.Read(Vectors("pair-2x3"));
        using TemporaryFolder folder = new();
        double[] values = right["layer_norm"].ToDoubles();
        values[3] = double.NaN;
        Replace(right, "layer_norm", Tensor.From(values, [.. right["layer_norm"].Shape])).Write(folder.At("wrong.safetensors"));
        TensorCheck check = Assert.Single(TestVectors.Check(folder.At("wrong.safetensors")), check => !check.Ok);
        Assert.Equal("layer_norm", check.Tensor);
    }

    [Fact]
    public void Losses_with_several_settings_in_one_file_are_each_computed_with_their_own()
    {
        SafeTensorsFile right = SafeTensorsFile.Read(Vectors("odd-9x5"));
        string name = right.Tensors.Keys.Single(key => key.StartsWith("train_loss[", StringComparison.Ordinal));
        string other = name.Replace("lambda=5", "lambda=2", StringComparison.Ordinal);
        Assert.NotEqual(name, other);
        using TemporaryFolder folder = new();
        Dictionary<string, Tensor> tensors = new(right.Tensors) { [other] = right[name] };
        new SafeTensorsFile(tensors, right.Metadata).Write(folder.At("two.safetensors"));
        Assert.Equal([other], TestVectors.Check(folder.At("two.safetensors")).Where(check => !check.Ok).Select(check => check.Tensor));
    }

    [Theory]
    [InlineData("J", new long[] { 2, 2, 9 }, "axes")]
    [InlineData("J", new long[] { 4, 1, 3, 3 }, "J has shape")]
    [InlineData("mask", new long[] { 3, 2 }, "mask")]
    [InlineData("x", new long[] { 0, 2, 3 }, "x")]
    [InlineData("images", new long[] { 4 }, "axes")]
    [InlineData("energy[lambda=1,clamp=none]", new long[] { 3 }, "energy")]
    [InlineData("energy[lambda=1", new long[] { 3 }, "bracket")]
    [InlineData("energy[lambda=one,clamp=none]", new long[] { 3 }, "lambda=one")]
    [InlineData("energy[clamp=none]", new long[] { 3 }, "lambda")]
    [InlineData("gradient[lambda=1,clamp=none,i=2]", new long[] { 2, 3, 3 }, "i=2")]
    [InlineData("entropy", new long[] { 3 }, "entropy")]
    [InlineData("pixels", new long[] { 3 }, "patch")]
    public void A_file_that_makes_no_sense_is_refused_with_the_reason(string tensor, long[] shape, string reason)
    {
        SafeTensorsFile right = SafeTensorsFile.Read(Vectors("pair-2x3"));
        Assert.Equal([2L, 2, 3, 3], right["J"].Shape);
        using TemporaryFolder folder = new();
        Dictionary<string, string> metadata = new(right.Metadata);
        if (tensor == "images") metadata["patch"] = "2";
        double[] values = new double[shape.Aggregate(1L, (product, axis) => product * axis)];
        new SafeTensorsFile(new Dictionary<string, Tensor>(right.Tensors) { [tensor] = Tensor.From(values, shape) }, metadata)
            .Write(folder.At("bad.safetensors"));
        InvalidDataException error = Assert.Throws<InvalidDataException>(() => TestVectors.Check(folder.At("bad.safetensors")).ToList());
        Assert.Contains(reason, error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Training_on_tokens_that_do_not_exist_is_refused()
    {
        SafeTensorsFile right = SafeTensorsFile.Read(Vectors("pair-2x3"));
        using TemporaryFolder folder = new();
        Replace(right, "train_order", Tensor.From([0L, 1, 2], 3)).Write(folder.At("bad.safetensors"));
        InvalidDataException error = Assert.Throws<InvalidDataException>(() => TestVectors.Check(folder.At("bad.safetensors")).ToList());
        Assert.Contains("train_order", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Checking_can_be_stopped_between_tensors()
    {
        using CancellationTokenSource source = new();
        using IEnumerator<TensorCheck> checks = TestVectors.Check(Vectors("pair-2x3"), source.Token).GetEnumerator();
        Assert.True(checks.MoveNext());
        source.Cancel();
        Assert.Throws<OperationCanceledException>(() => checks.MoveNext());
    }

    private static string Vectors(string name) => Path.Combine(Folder, name + ".safetensors");

    private static SafeTensorsFile Replace(SafeTensorsFile file, string name, Tensor tensor) =>
        new(new Dictionary<string, Tensor>(file.Tensors) { [name] = tensor }, file.Metadata);

    // The change is the smallest that both precisions must notice: five times the widest tolerance of float32.
    private static Tensor Shifted(Tensor tensor)
    {
        double[] values = tensor.ToDoubles();
        double scale = values.Max(Math.Abs);
        values[values.Length / 2] += 1e-3 * (scale == 0 ? 1 : scale);
        return Tensor.From(values, [.. tensor.Shape]);
    }
}
