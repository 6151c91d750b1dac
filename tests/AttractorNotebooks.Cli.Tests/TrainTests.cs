using System.Globalization;
using System.Text.Json.Nodes;
using AttractorNotebooks.Files;
using AttractorNotebooks.Learning;

namespace AttractorNotebooks.Cli.Tests;

public sealed class TrainTests : IDisposable
{
    // 49 tokens of 8 components, four updates an epoch: a few milliseconds.
    private static readonly string[] Small = ["--examples", "200", "--batch", "50"];
    private readonly Workplace _work = new();
    private readonly string _digits;

    public TrainTests() => _digits = _work.WriteDigits();

    public void Dispose() => _work.Dispose();

    [Fact]
    public async Task Every_epoch_is_a_line_and_the_network_lies_where_it_was_wanted()
    {
        JsonObject[] lines = await _work.LinesAsync(Train("new/folder/network.safetensors", epochs: 3));
        Assert.Equal([1, 2, 3], lines.Select(line => (int)line["epoch"]!));
        Assert.All(lines, line => Assert.Equal(["epoch", "loss", "maskedSimilarity", "seconds"], line.Select(entry => entry.Key)));
        Assert.All(lines, line =>
            Assert.True((double)line["loss"]! < 0 && (double)line["maskedSimilarity"]! is > 0.3 and < 1 && (double)line["seconds"]! > 0));

        Assert.Equal([_work.At("new/folder/network.safetensors")], Directory.GetFiles(_work.At("new/folder")));
        TrainedNetwork network = TrainedNetwork.Load(_work.At("new/folder/network.safetensors"));
        Assert.Equal((49, 8, 3), (network.Couplings.Tokens, network.Couplings.Dim, network.Epochs));
        Assert.Contains("digits", network.Provenance, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("--epochs", "1")]
    [InlineData("--rule", "normalized", "--held-out", "20", "--epochs", "1")]
    [InlineData("--model", "transformer", "--patch", "7", "--epochs", "1")]
    public async Task Fewer_images_than_the_preset_asks_for_are_all_used_and_that_is_said(params string[] options)
    {
        string[] train = ["train", "--data", _digits, .. options, "--out", "network"];
        (int exitCode, _, string error) = await _work.RunAsync(train);
        Assert.True(exitCode == 0, error);
        Assert.Contains("all of them are used", error, StringComparison.Ordinal);
        await _work.FailsAsync("100000", [.. train, "--examples", "100000"]);
    }

    [Fact]
    public async Task The_same_seed_makes_the_same_file_on_one_thread_and_on_two()
    {
        foreach (string tokens in new[] { "random", "all" })
        {
            await _work.LinesAsync([.. Train("one", epochs: 2), "--tokens", tokens, "--threads", "1"]);
            await _work.LinesAsync([.. Train("two", epochs: 2), "--tokens", tokens, "--threads", "2"]);
            await _work.LinesAsync([.. Train("other", epochs: 2), "--tokens", tokens, "--seed", "2"]);
            Assert.Equal(Bytes("one"), Bytes("two"));
            Assert.NotEqual(Bytes("one"), Bytes("other"));
        }
    }

    [Fact]
    public async Task Control_C_keeps_a_checkpoint_from_which_the_run_goes_on_as_if_nothing_had_been()
    {
        if (OperatingSystem.IsWindows()) return;
        JsonObject[] expected = await _work.LinesAsync(Train("unbroken", epochs: 150));
        List<JsonObject> lines = [];
        using (AttractorProcess attractor = AttractorProcess.Start(_work.Path, [.. Train("broken", epochs: 150), "--json"]))
        {
            await attractor.UntilAsync(output => output.Contains("\"epoch\":3,", StringComparison.Ordinal));
            attractor.Interrupt();
            Assert.Equal(130, await attractor.WaitAsync());
            Assert.Contains("go on with --resume", attractor.Error, StringComparison.Ordinal);
            Assert.Contains("Stopped.", attractor.Error, StringComparison.Ordinal);
            lines.AddRange(Workplace.ReadLines(attractor.Output));
        }
        Assert.InRange(lines.Count, 3, 149);
        Assert.False(File.Exists(_work.At("broken")));
        Assert.True(File.Exists(_work.At("broken.checkpoint")));

        lines.AddRange(await _work.LinesAsync([.. Train("broken", epochs: 150), "--resume"]));
        Assert.Equal(Bytes("unbroken"), Bytes("broken"));
        Assert.False(File.Exists(_work.At("broken.checkpoint")));
        Assert.Equal(expected.Select(Numbers), lines.Select(Numbers));
    }

    [Fact]
    public async Task A_run_that_was_killed_goes_on_from_its_last_whole_epoch()
    {
        for (int kill = 0; kill < 4; kill++)
        {
            // Long runs, so that there is always something left; wherever the knife falls, the checkpoint is whole.
            using (AttractorProcess attractor = AttractorProcess.Start(_work.Path,
                [.. Train("killed", epochs: 5000), .. kill == 0 ? Array.Empty<string>() : ["--resume"], "--json"]))
            {
                await attractor.UntilAsync(output => output.Split('\n').Length > 2 + kill);
                attractor.Kill();
                await attractor.WaitAsync();
            }
            SafeTensorsFile.Read(_work.At("killed.checkpoint"));
            Assert.False(File.Exists(_work.At("killed")));
        }
        // However far a fast machine came meanwhile: a little further, and the same in one go.
        int epochs = TrainedNetwork.Load(_work.At("killed.checkpoint")).Epochs + 10;
        await _work.LinesAsync([.. Train("killed", epochs), "--resume"]);
        await _work.LinesAsync(Train("unbroken", epochs));
        // The plan stands in the file, and with it the number of epochs that the run was resumed with.
        Assert.Equal(Bytes("unbroken"), Bytes("killed"));
    }

    [Fact]
    public async Task Training_stops_early_where_patience_ends()
    {
        JsonObject[] lines = await _work.LinesAsync([.. Train("network", epochs: 60), "--patience", "2", "--rate", "0.2"]);
        Assert.InRange(lines.Length, 3, 59);
        double[] overlaps = [.. lines.Select(line => (double)line["maskedSimilarity"]!)];
        Assert.Equal(overlaps.Max(), overlaps[^3]);
    }

    [Fact]
    public async Task Bad_input_is_told_before_any_work_and_leaves_no_file()
    {
        await _work.FailsAsync("'--out' is required", [.. Train("network").Except(["--out", "network"])]);
        // The British spelling of older scripts is the same word.
        await _work.FailsAsync(
            "The preset 'published' learns by the local rule, not by the normalized one",
            [.. Train("network"), "--rule", "normalised", "--preset", "published"]);
        await _work.FailsAsync("--rule cannot be 'hebb'. Possible are: local, normalized.", [.. Train("network"), "--rule", "hebb"]);
        await _work.FailsAsync("Patches of 5 x 5 do not divide an image of 14 x 14", Train("network", "--patch", "5"));
        await _work.FailsAsync("at least two tokens, but there is 1; use smaller patches",
            [.. Train("network", "--patch", "14"), "--dim", "392"]);
        await _work.FailsAsync("needs a dimension of at least 98, but 8 was asked for; raise the dimension",
            Train("network", "--patch", "7"));
        await _work.FailsAsync("--lambda must be a number above 0 and at most 1E+20", Train("network", "--lambda", "0"));
        await _work.FailsAsync("--lambda must be a number above 0 and at most 1E+20", Train("network", "--lambda", "NaN"));
        await _work.FailsAsync("--rate must be a number above 0", Train("network", "--rate", "-1"));
        await _work.FailsAsync("--epochs must be a whole number from 0 to 1000000", Train("network", "--epochs", "-1"));
        await _work.FailsAsync("--dim must be a whole number from 1 to 4096", Train("network", "--dim", "0"));
        await _work.FailsAsync("--batch must be a whole number from 1", Train("network", "--batch", "0"));
        await _work.FailsAsync("--threads must be a whole number from 1 to 1024", Train("network", "--threads", "0"));
        await _work.FailsAsync("ask for fewer", Train("network", "--examples", "201"));
        await _work.FailsAsync("cannot be shared evenly", Train("network", "--examples", "15"));
        await _work.FailsAsync("'two'", Train("network", "--epochs", "two"));
        await _work.FailsAsync("'global'", Train("network", "--rule", "global"));
        await _work.FailsAsync("nowhere", Train("network", "--data", "nowhere"));
        await _work.FailsAsync("diverged", Train("network", "--rate", "1e300"));
        await _work.FailsAsync("to resume from; leave out --resume", [.. Train("network"), "--resume"]);
        Assert.Empty(Directory.GetFiles(_work.Path));
    }

    [Fact]
    public async Task An_output_that_cannot_be_written_is_told_before_any_work()
    {
        Directory.CreateDirectory(_work.At("folder"));
        await File.WriteAllTextAsync(_work.At("file"), "old");
        await FailsBeforeWorkAsync("folder");
        await FailsBeforeWorkAsync("file/network");
        if (OperatingSystem.IsLinux()) await FailsBeforeWorkAsync("/proc/network");
        Assert.Equal([_work.At("file")], Directory.GetFiles(_work.Path));

        async Task FailsBeforeWorkAsync(string path)
        {
            (int exitCode, string output, string error) = await _work.RunAsync([.. Train(path), "--json"]);
            Assert.Equal((1, ""), (exitCode, output));
            Assert.Contains($"Cannot write '{Path.GetFullPath(_work.At(path))}'", error, StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task A_checkpoint_of_another_run_or_a_damaged_one_is_refused_and_kept()
    {
        using (AttractorProcess attractor = AttractorProcess.Start(_work.Path, [.. Train("network", epochs: 5000), "--json"]))
        {
            await attractor.UntilAsync(output => output.Contains("\"epoch\":2,", StringComparison.Ordinal));
            attractor.Kill();
            await attractor.WaitAsync();
        }
        foreach (string file in Directory.GetFiles(_work.Path, "*.partial")) File.Delete(file);
        byte[] checkpoint = Bytes("network.checkpoint");
        await _work.FailsAsync("was started with another plan", [.. Train("network", "--seed", "2"), "--resume"]);
        _work.WriteDigits("elsewhere/digits", seed: 2);
        await _work.FailsAsync("was trained on other images", [.. Train("network", "--data", "elsewhere/digits"), "--resume"]);
        Assert.Equal(checkpoint, Bytes("network.checkpoint"));
        await File.WriteAllBytesAsync(_work.At("network.checkpoint"), checkpoint[..^7]);
        await _work.FailsAsync("network.checkpoint' cannot be read as safetensors", [.. Train("network"), "--resume"]);
        Assert.Equal(checkpoint[..^7], Bytes("network.checkpoint"));
    }

    [Fact]
    public async Task The_normalized_rule_trains_and_its_couplings_are_recalled_both_ways()
    {
        string[] normalized = [.. Train("mixture", "--examples", "100"), "--rule", "normalized", "--held-out", "30"],
            pooled = [.. Train("heads", "--examples", "100"), "--preset", "pooled", "--held-out", "30", "--heads", "2", "--hidden", "0.2",
            "--prior", "0.01"];
        await _work.LinesAsync(normalized);
        await _work.LinesAsync(pooled);
        NormalizedSettings settings = TrainedNetwork.Load(_work.At("heads")).Plan.Learning.Normalized!;
        Assert.Equal((2, 0.2, 0.01), (settings.Heads, settings.HiddenFraction, settings.FieldPrior));

        string[] options = ["--data", _digits, "--images", "20"];
        Assert.Equal(3, (await _work.LinesAsync(["recall", "mixture", .. options, "--steps", "3"])).Count(line => line.ContainsKey("t")));
        foreach (string file in new[] { "mixture", "heads" })
        {
            JsonObject prediction = Assert.Single(await _work.LinesAsync(["recall", file, .. options, "--predict"]),
                line => line.ContainsKey("t"));
            Assert.Equal(0, (double)prediction["knownMse"]!);
        }
        Assert.Equal(30, (await _work.LinesAsync(["recall", "heads", .. options, "--predict", "--task", "noise"]))
            .Count(line => line.ContainsKey("t")));

        await _work.FailsAsync("have 2 heads", ["recall", "heads", .. options]);
        await _work.FailsAsync("--lambda belongs to the dynamics", ["recall", "heads", .. options, "--predict", "--lambda", "2"]);
        await _work.FailsAsync("hold out fewer", [.. Train("other"), "--rule", "normalized"]);
        await _work.FailsAsync("belong to the normalized rule", [.. Train("other"), "--heads", "2"]);
        await _work.FailsAsync("learns by the normalized rule, not by the local one",
            [.. Train("other"), "--preset", "pooled", "--rule", "local"]);
        await _work.LinesAsync(Train("plain", epochs: 1));
        await _work.FailsAsync("which gives no densities to --predict by", ["recall", "plain", .. options, "--predict"]);
    }

    [Fact]
    public async Task Rows_trained_apart_join_to_what_one_run_over_all_rows_makes()
    {
        await _work.LinesAsync([.. Train("whole"), "--per-row", "--tokens", "all"]);
        foreach (string rows in new[] { "0:17", "17:20", "20:49" })
            Assert.Equal(["epoch", "loss", "seconds"],
                (await _work.LinesAsync([.. Train($"part-{rows[..2]}"), "--tokens", "all", "--rows", rows]))[4].Select(entry => entry.Key));
        await _work.LinesAsync("join", "part-20", "part-0:", "part-17", "--out", "joined");
        Assert.Equal(SafeTensorsFile.Read(_work.At("whole"))["J"].Bytes, SafeTensorsFile.Read(_work.At("joined"))["J"].Bytes);
        Assert.Equal(6, (await _work.LinesAsync("recall", "joined", "--data", _digits, "--images", "20", "--steps", "3")).Length);

        await _work.FailsAsync("The rows 17:20 are in no part", "join", "part-20", "part-0:", "--out", "joined");
        await _work.FailsAsync("holds no trained network: it is a 'attractor-rows'", "recall", "part-20", "--data", _digits);
        await _work.FailsAsync("'0-17' names no rows; write FIRST:END", [.. Train("part"), "--rows", "0-17"]);
        await _work.FailsAsync("There are no rows 40:50: these couplings have the rows 0:49", [.. Train("part"), "--rows", "40:50"]);
        await _work.FailsAsync("leave the patience out", [.. Train("part"), "--rows", "0:17", "--patience", "2"]);
        await _work.FailsAsync("Rows learn apart by the local rule only", [.. Train("part"), "--rows", "0:17", "--rule", "normalized"]);
        await _work.FailsAsync("Could not find file", "join", "nowhere", "--out", "joined");
    }

    private string[] Train(string output, int epochs = 5) =>
        ["train", "--data", _digits, "--out", output, "--epochs", epochs.ToString(CultureInfo.InvariantCulture), .. Small];

    // With one option changed.
    private string[] Train(string output, string option, string value)
    {
        string[] arguments = [.. Train(output)];
        int at = Array.IndexOf(arguments, option);
        if (at < 0) return [.. arguments, option, value];
        arguments[at + 1] = value;
        return arguments;
    }

    private byte[] Bytes(string name) => File.ReadAllBytes(_work.At(name));

    private static (int, double, double) Numbers(JsonObject line) =>
        ((int)line["epoch"]!, (double)line["loss"]!, (double)line["maskedSimilarity"]!);
}
