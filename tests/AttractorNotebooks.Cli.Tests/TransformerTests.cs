using System.Text.Json.Nodes;

namespace AttractorNotebooks.Cli.Tests;

public sealed class TransformerTests : IDisposable
{
    private readonly string folder = Directory.CreateTempSubdirectory("attractor-transformer-").FullName;

    public void Dispose() => Directory.Delete(folder, recursive: true);

    [Fact]
    public async Task A_repeated_block_is_trained_written_and_recalled_on_what_it_was_trained_on()
    {
        JsonObject[] epochs = await RunAsync("train", "--model", "repeated", "--task", "noise", "--strength", "0.5", "--examples", "60",
            "--epochs", "2", "--patch", "7", "--out", "block.safetensors");
        Assert.Equal([1, 2], epochs.Select(line => (int)line["epoch"]!));
        Assert.All(epochs, line => Assert.InRange((int)line["at"]!, 1, 6));
        Assert.False(File.Exists(Path.Combine(folder, "block.safetensors.checkpoint")));

        JsonObject[] steps = await RunAsync("recall", "block.safetensors", "--images", "20", "--steps", "7");
        Assert.Equal(Enumerable.Range(1, 7), steps.Where(line => line["t"] is not null).Select(line => (int)line["t"]!));
        Assert.Contains(steps, line => (string?)line["baseline"] == "noisy image");
        double error = (double)steps[2]["mse"]!;
        JsonObject[] asTold = await RunAsync("recall", "block.safetensors", "--images", "20", "--steps", "7", "--task", "noise",
            "--strength", "0.5");
        Assert.Equal(error, (double)asTold[2]["mse"]!);
        JsonObject[] masked = await RunAsync("recall", "block.safetensors", "--images", "20", "--steps", "7", "--task", "mask");
        Assert.Contains(masked, line => (string?)line["baseline"] == "background");
    }

    [Fact]
    public async Task A_transformer_of_fixed_depth_is_recalled_after_one_step()
    {
        await RunAsync("train", "--model", "transformer", "--examples", "40", "--epochs", "1", "--patch", "7", "--out",
            "standard.safetensors");
        JsonObject[] steps = await RunAsync("recall", "standard.safetensors", "--images", "20");
        Assert.Equal(1, steps.Count(line => line["t"] is not null));
    }

    [Theory]
    [InlineData("--lambda does not belong to --model transformer", "train", "--model", "transformer", "--lambda", "3", "--out",
        "x.safetensors")]
    [InlineData("--task does not belong to --model attention", "train", "--task", "noise", "--out", "x.safetensors")]
    [InlineData("--rate must be a number above 0", "train", "--model", "repeated", "--rate", "-1", "--out", "x.safetensors")]
    public async Task Options_of_the_other_kind_of_model_are_refused(string message, params string[] arguments)
    {
        (int exitCode, _, string error) = await AttractorProcess.RunAsync(folder, arguments);
        Assert.Equal(1, exitCode);
        Assert.Contains(message, error, StringComparison.Ordinal);
        Assert.Empty(Directory.GetFiles(folder));
    }

    private async Task<JsonObject[]> RunAsync(params string[] arguments)
    {
        (int exitCode, string output, string error) = await AttractorProcess.RunAsync(folder,
            [.. arguments, "--data", "generated", "--json"]);
        Assert.True(exitCode == 0, error);
        return [.. output.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => (JsonObject)JsonNode.Parse(line)!)];
    }
}
