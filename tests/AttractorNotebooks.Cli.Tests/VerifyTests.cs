using System.Text.Json.Nodes;
using AttractorNotebooks.Files;

namespace AttractorNotebooks.Cli.Tests;

public sealed class VerifyTests : IDisposable
{
    private static readonly string Pair = Path.Combine(AppContext.BaseDirectory, "vectors", "pair-2x3.safetensors"),
        Image = Path.Combine(AppContext.BaseDirectory, "vectors", "image-16x8.safetensors");
    private readonly Workplace _work = new();

    public void Dispose() => _work.Dispose();

    [Fact]
    public async Task Every_tensor_of_every_file_is_a_line()
    {
        JsonObject[] lines = await _work.LinesAsync("verify", Pair, Image);
        Assert.Equal(47 + 52, lines.Length);
        Assert.All(lines, line => Assert.Equal(["file", "tensor", "float64Error", "float32Error", "ok"], line.Select(entry => entry.Key)));
        Assert.All(lines, line => Assert.True((bool)line["ok"]!, line.ToJsonString()));
        Assert.All(lines, line => Assert.True((double)line["float64Error"]! <= 1e-10 && (double)line["float32Error"]! <= 2e-4));
        Assert.Equal(["pair-2x3.safetensors", "image-16x8.safetensors"], lines.Select(line => (string?)line["file"]).Distinct());
        Assert.Contains("trajectory[g=0.5,lambda=1,clamp=20,first step masked]", lines.Select(line => (string?)line["tensor"]));
    }

    [Fact]
    public async Task For_people_there_is_a_table_and_a_sum()
    {
        (int exitCode, string output, string error) = await _work.RunAsync("verify", Pair);
        Assert.True(exitCode == 0, error);
        Assert.Contains("47 tensors right, 0 wrong", output, StringComparison.Ordinal);
        Assert.Contains("train_J", output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_corrupted_tensor_is_found_and_the_exit_code_is_1()
    {
        SafeTensorsFile file = SafeTensorsFile.Read(Pair);
        double[] values = file["layer_norm"].ToDoubles();
        values[0] += 1e-3;
        new SafeTensorsFile(new Dictionary<string, Tensor>(file.Tensors)
        {
            ["layer_norm"] = Tensor.From(values,
            [.. file["layer_norm"].Shape])
        }, file.Metadata).Write(_work.At("wrong.safetensors"));

        (int exitCode, string output, _) = await _work.RunAsync("verify", "wrong.safetensors", Pair, "--json");
        Assert.Equal(1, exitCode);
        JsonObject wrong = Assert.Single(Workplace.ReadLines(output), line => !(bool)line["ok"]!);
        Assert.Equal(("wrong.safetensors", "layer_norm"), ((string?)wrong["file"], (string?)wrong["tensor"]));
        Assert.InRange((double)wrong["float64Error"]!, 1e-4, 1e-2);
    }

    [Fact]
    public async Task Files_that_cannot_be_read_are_named()
    {
        await File.WriteAllBytesAsync(_work.At("cut.safetensors"), (await File.ReadAllBytesAsync(Pair))[..5000]);
        await File.WriteAllTextAsync(_work.At("text.safetensors"), "This is no file of tensors.");
        await _work.FailsAsync("missing.safetensors", "verify", "missing.safetensors");
        await _work.FailsAsync("cut.safetensors' cannot be read as safetensors", "verify", "cut.safetensors");
        await _work.FailsAsync("text.safetensors' cannot be read as safetensors", "verify", "text.safetensors");
        await _work.FailsAsync("files", "verify");
    }

    [Fact]
    public async Task A_file_with_nothing_to_check_proves_nothing()
    {
        SafeTensorsFile file = SafeTensorsFile.Read(Pair);
        new SafeTensorsFile(new[] { "J", "x", "mask" }.ToDictionary(name => name, name => file[name]), file.Metadata)
            .Write(_work.At("inputs.safetensors"));
        await _work.FailsAsync("inputs.safetensors", "verify", "inputs.safetensors");
    }
}
