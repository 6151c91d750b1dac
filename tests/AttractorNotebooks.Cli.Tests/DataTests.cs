using System.Text.Json.Nodes;

namespace AttractorNotebooks.Cli.Tests;

public sealed class DataTests : IDisposable
{
    private readonly Workplace _work = new();

    public void Dispose() => _work.Dispose();

    [Fact]
    public async Task A_folder_says_what_is_in_it_and_that_it_is_not_MNIST()
    {
        JsonObject[] lines = await _work.LinesAsync("data", "--data", _work.WriteDigits());
        Assert.Equal([Workplace.Train, Workplace.Test], lines.Select(line => (int)line["count"]!));
        Assert.All(lines, line =>
            Assert.Equal((Workplace.Side, Workplace.Side, 1), ((int)line["height"]!, (int)line["width"]!, (int)line["channels"]!)));
        Assert.All(lines, line => Assert.Contains("not the published MNIST", (string?)line["provenance"], StringComparison.Ordinal));
        Assert.Equal(["digits train", "digits test"], lines.Select(line => (string?)line["name"]));
    }

    [Fact]
    public async Task Generated_digits_need_nothing()
    {
        (int exitCode, string output, string error) = await _work.RunAsync("data", "--data", "generated");
        Assert.True(exitCode == 0, error);
        Assert.Contains("generated train: 10000 images of 28 x 28", output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_cannot_be_read_is_named()
    {
        string digits = _work.WriteDigits();
        await _work.FailsAsync("nowhere", "data", "--data", "nowhere");
        File.Delete(_work.At($"{digits}/t10k-labels-idx1-ubyte"));
        await _work.FailsAsync("t10k-labels-idx1-ubyte", "data", "--data", digits);
        _work.WriteDigits();
        byte[] images = await File.ReadAllBytesAsync(_work.At($"{digits}/train-images-idx3-ubyte"));
        await File.WriteAllBytesAsync(_work.At($"{digits}/train-images-idx3-ubyte"), images[..^1]);
        await _work.FailsAsync("train-images-idx3-ubyte", "data", "--data", digits);
        await _work.FailsAsync("fashion", "data", "fetch", "fashion");
    }
}
