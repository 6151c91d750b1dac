using System.Text.Json.Nodes;

namespace AttractorNotebooks.Cli.Tests;

public sealed class SequenceTests : IDisposable
{
    private readonly Workplace _work = new();

    public void Dispose() => _work.Dispose();

    [Fact]
    public async Task A_text_is_learnt_drawn_from_and_scored()
    {
        File.WriteAllText(_work.At("text"), string.Concat(Enumerable.Repeat("a local rule learns a text; ", 60)));
        JsonObject[] epochs = await _work.LinesAsync("sequence", "train", "text", "--context", "4", "--form", "pooled", "--pairs", "1",
            "--rate", "0.1",
            "--epochs", "3", "--batch", "16",
            "--out", "s.safetensors");
        Assert.Equal([1, 2, 3], epochs.Select(line => (int)line["epoch"]!));
        Assert.All(epochs, line => Assert.Equal(["epoch", "bitsPerCharacter", "seconds"], line.Select(entry => entry.Key)));
        Assert.InRange((double)epochs[2]["bitsPerCharacter"]!, 0, 0.1);
        Assert.Equal(["s.safetensors", "text"], Directory.GetFiles(_work.Path).Select(Path.GetFileName).Order());

        JsonObject drawn = Assert.Single(await _work.LinesAsync("sequence", "sample", "s.safetensors", "--length", "40", "--seed", "2"));
        Assert.Equal(40, ((string)drawn["text"]!).Length);
        (_, string output, _) = await _work.RunAsync("sequence", "sample", "s.safetensors", "--length", "40", "--seed", "2");
        Assert.Equal((string)drawn["text"]!, output.TrimEnd('\n'));

        JsonObject score = Assert.Single(await _work.LinesAsync("sequence", "score", "s.safetensors", "text"));
        Assert.Equal(60 * 28, (int)score["characters"]!);
        Assert.Equal((double)epochs[2]["bitsPerCharacter"]!, (double)score["lastTenth"]!, 1e-9);
    }

    [Fact]
    public async Task What_cannot_be_learnt_or_scored_is_one_clear_line()
    {
        File.WriteAllText(_work.At("short"), "abcabcabc");
        File.WriteAllText(_work.At("empty"), "");
        File.WriteAllText(_work.At("alike"), new string('a', 100));
        File.WriteAllBytes(_work.At("binary"), [1, 2, 0, 3]);
        string[] train = ["sequence", "train"], output = ["--out", "s.safetensors", "--epochs", "1"];
        await _work.FailsAsync("context of 16 is longer", [.. train, "short", .. output]);
        await _work.FailsAsync("is empty", [.. train, "empty", .. output]);
        await _work.FailsAsync("1 different characters", [.. train, "alike", .. output]);
        await _work.FailsAsync("no UTF-8 text: byte 2 is 0", [.. train, "binary", .. output]);
        await _work.FailsAsync("none", [.. train, "none", .. output]);
        await _work.FailsAsync("--rate must be a number above 0, not '0,5' (numbers are written with a decimal point)",
            [.. train, "short", .. output, "--rate", "0,5"]);
        await _work.FailsAsync("Pairs must be from 0 to 1, not 2", [.. train, "short", .. output, "--context", "2", "--pairs", "2"]);
        Assert.False(File.Exists(_work.At("s.safetensors")));

        await _work.LinesAsync([.. train, "short", .. output, "--context", "2"]);
        File.WriteAllText(_work.At("other"), "abc\nabx");
        await _work.FailsAsync("has the character U+000A at line 1, column 4", "sequence", "score", "s.safetensors", "other");
        await _work.FailsAsync("cannot be read as safetensors", "sequence", "sample", "short");
        await _work.FailsAsync("The start has the character 'x'", "sequence", "sample", "s.safetensors", "--start", "x");
    }

    [Fact]
    public async Task An_interrupted_training_ends_with_130_and_goes_on()
    {
        string[] arguments = ["sequence", "train", "--context", "8", "--epochs", "4", "--json", "--threads", "1"];
        using (AttractorProcess attractor = AttractorProcess.Start(_work.Path, [.. arguments, "--out", "s.safetensors"]))
        {
            await attractor.UntilAsync(output => output.Contains('\n'));
            attractor.Interrupt();
            Assert.Equal(130, await attractor.WaitAsync());
        }
        Assert.False(File.Exists(_work.At("s.safetensors")));
        (int exitCode, _, string error) = await _work.RunAsync([.. arguments, "--out", "s.safetensors", "--resume"]);
        Assert.True(exitCode == 0, error);
        await _work.RunAsync([.. arguments, "--out", "unbroken.safetensors"]);
        Assert.Equal(File.ReadAllBytes(_work.At("unbroken.safetensors")), File.ReadAllBytes(_work.At("s.safetensors")));
    }
}
