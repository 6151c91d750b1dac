using System.Text.Json.Nodes;
using AttractorNotebooks.Files;

namespace AttractorNotebooks.Cli.Tests;

public sealed class RecallTests : IDisposable
{
    private readonly Workplace _work = new();
    private readonly string _digits;

    public RecallTests() => _digits = _work.WriteDigits();

    public void Dispose() => _work.Dispose();

    [Fact]
    public async Task Couplings_that_are_stored_in_less_are_recalled_from_memory_and_from_the_file()
    {
        string digits = _work.WriteDigits();
        await _work.LinesAsync("train", "--data", digits, "--examples", "200", "--epochs", "3", "--out", "float32");
        await _work.LinesAsync("train", "--data", digits, "--examples", "200", "--epochs", "3", "--out", "float16",
            "--couplings", "float16");
        await _work.LinesAsync("convert", "float32", "--couplings", "int8", "--out", "int8");
        await _work.LinesAsync("convert", "float32", "--couplings", "float16", "--out", "converted");
        Assert.Equal(File.ReadAllBytes(_work.At("float16")), File.ReadAllBytes(_work.At("converted")));
        foreach (string storage in new[] { "float32", "float16", "int8" })
        {
            string[] recall = ["recall", storage, "--data", digits, "--images", "20", "--steps", "20"];
            string[] expected = await LinesOf(recall);
            Assert.Equal(expected, await LinesOf([.. recall, "--map"]));
            Assert.Equal(expected, await LinesOf(["recall", "float32", .. recall[2..], "--couplings", storage]));
            if (storage != "float32") Assert.NotEqual(expected, await LinesOf(["recall", "float32", .. recall[2..]]));
        }
        await _work.FailsAsync("--couplings must be one of float32, float16, int8, not 'bits'", "recall", "float32", "--couplings", "bits");
        await _work.FailsAsync("store the joined network otherwise by attractor convert",
            "train", "--data", digits, "--examples", "200", "--rows", "0:3", "--couplings", "int8", "--out", "part");

        async Task<string[]> LinesOf(string[] arguments) => [.. (await _work.LinesAsync(arguments)).Select(line => line.ToJsonString())];
    }

    [Fact]
    public async Task Masked_images_give_a_line_a_step_and_the_baselines()
    {
        await TrainAsync();
        JsonObject[] lines = await _work.LinesAsync(Recall("--steps", "7"));
        JsonObject[] steps = lines[..7], baselines = lines[7..];
        Assert.Equal(Enumerable.Range(1, 7), steps.Select(line => (int)line["t"]!));
        Assert.All(steps, line =>
            Assert.Equal(["t", "mse", "mseLow", "mseHigh", "maskedMse", "knownMse", "correlation"], line.Select(entry => entry.Key)));
        foreach (JsonObject line in steps)
        {
            Assert.True(Number(line, "mseLow") < Number(line, "mse") && Number(line, "mse") < Number(line, "mseHigh"));
            // 15 of 49 tokens are masked.
            Assert.Equal(Number(line, "mse"), 15 / 49.0 * Number(line, "maskedMse") + 34 / 49.0 * Number(line, "knownMse"), 1e-6);
            Assert.InRange(Number(line, "correlation"), -1, 1);
        }
        Assert.Equal(["background", "mean training image", "Gaussian conditional mean"],
            baselines.Select(line => (string?)line["baseline"]));
        Assert.All(baselines, line => Assert.Equal(["baseline", "mse", "mseLow", "mseHigh", "maskedMse"], line.Select(entry => entry.Key)));
        Assert.All(baselines, line => Assert.Equal(Number(line, "mse"), 15 / 49.0 * Number(line, "maskedMse"), 1e-6));
    }

    [Fact]
    public async Task People_read_a_short_table_or_every_so_many_steps()
    {
        await TrainAsync();
        (_, string table, _) = await _work.RunAsync(Recall("--steps", "30"));
        Assert.InRange(Steps(table).Length, 6, 7);
        Assert.Empty(new[] { 1, 2, 5, 10, 20, 30 }.Except(Steps(table)));
        (_, string thirds, _) = await _work.RunAsync(Recall("--steps", "10", "--every", "3"));
        Assert.Equal([3, 6, 9, 10], Steps(thirds));

        static int[] Steps(string output) => [.. output.Split("baselines")[0].Split('\n', StringSplitOptions.RemoveEmptyEntries).Skip(1)
            .Select(line => int.Parse(line.Split(' ', StringSplitOptions.RemoveEmptyEntries)[0]))];
    }

    [Fact]
    public async Task Noisy_images_have_no_masked_part()
    {
        await TrainAsync();
        JsonObject[] lines = await _work.LinesAsync(Recall("--task", "noise", "--steps", "3", "--split", "train"));
        Assert.Equal([1, 2, 3], lines[..3].Select(line => (int)line["t"]!));
        Assert.All(lines[..3], line => Assert.True(line.ContainsKey("maskedMse") && line["maskedMse"] is null && line["knownMse"] is null));
        Assert.Contains("noisy image", lines[3..].Select(line => (string?)line["baseline"]));
    }

    [Fact]
    public async Task The_same_seed_gives_the_same_output_on_1_and_2_threads_and_every_setting_counts()
    {
        await TrainAsync();
        string[] plain = ["recall", "network", "--data", _digits, "--steps", "3", "--json"], all = [.. plain, "--images", "60"];
        (_, string one, _) = await _work.RunAsync([.. all, "--threads", "1"]);
        (_, string two, _) = await _work.RunAsync([.. all, "--threads", "2"]);
        Assert.Equal(one, two);
        foreach (string[] setting in new string[][] { ["--seed", "2"], ["--lambda", "9"], ["--g", "0.1"], ["--update", "printed 0.1"],
            ["--mask-rounding", "down"], ["--gray", "raw"], ["--mask-mode", "clamped"], ["--order", "asynchronous"],
            ["--layer-norm", "false"], ["--strength", "0.5"], ["--images", "59"] })
        {
            (int exitCode, string other, string error) = await _work.RunAsync([.. setting.Contains("--images") ? plain : all, .. setting]);
            Assert.True(exitCode == 0, error);
            Assert.NotEqual(one, other);
        }
    }

    [Fact]
    public async Task Control_C_stops_between_steps()
    {
        if (OperatingSystem.IsWindows()) return;
        await TrainAsync();
        using AttractorProcess attractor = AttractorProcess.Start(_work.Path, Recall("--steps", "1000000"));
        await attractor.UntilAsync(_ => attractor.Error.Contains("digits", StringComparison.Ordinal));
        attractor.Interrupt();
        Assert.Equal(130, await attractor.WaitAsync());
        Assert.Contains("Stopped.", attractor.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task For_people_there_is_a_table()
    {
        await TrainAsync();
        (int exitCode, string output, string error) = await _work.RunAsync(Recall("--steps", "2"));
        Assert.True(exitCode == 0, error);
        Assert.Contains("95 % interval", output, StringComparison.Ordinal);
        Assert.Contains("Gaussian conditional mean", output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task States_are_saved_for_NumPy_at_the_steps_asked_for()
    {
        await TrainAsync();
        await _work.LinesAsync(Recall("--steps", "3", "--save", "all.npz"));
        Assert.Equal([0, 1, 3], NpzFile.Read(_work.At("all.npz"), "times")["times"].ToIntegers());
        await _work.LinesAsync(Recall("--steps", "3", "--save", "some.npz", "--save-at", "2,0", "--attention-of", "48,3"));
        IReadOnlyDictionary<string, Tensor> some = NpzFile.Read(_work.At("some.npz"));
        Assert.Equal([2, 60, 14, 14, 1], some["images"].Shape);
        Assert.Equal([2, 60, 49], some["energies"].Shape);
        Assert.Equal([2, 60, 2, 49], some["attention"].Shape);
        Assert.Equal([3, 60], some["mse"].Shape);

        await _work.FailsAsync("--save must name a file that ends in .npz, not 'x.csv'", Recall("--save", "x.csv"));
        await _work.FailsAsync("--save-at belongs to --save", Recall("--save-at", "1"));
        await _work.FailsAsync("--save-at names step 9, but there are only 3",
            Recall("--steps", "3", "--save", "x.npz", "--save-at", "0,9"));
        await _work.FailsAsync("GB in memory, more than there is", Recall("--save", "x.npz", "--images", "2000000000"));
        await _work.FailsAsync("with commas between, not 'two'", Recall("--save", "x.npz", "--save-at", "1,two"));
        await _work.FailsAsync("no token 49", Recall("--save", "x.npz", "--attention-of", "49"));
        Assert.False(File.Exists(_work.At("x.npz")));
    }

    [Fact]
    public async Task Images_are_prepared_as_for_the_training_unless_told_otherwise()
    {
        await _work.LinesAsync("train", "--data", _digits, "--out", "network", "--epochs", "1", "--examples", "20",
            "--resize", "10x10", "--classes", "0,1");
        string[] recall = ["recall", "network", "--data", _digits, "--steps", "1", "--images", "5"];
        (int exitCode, _, string error) = await _work.RunAsync(recall);
        Assert.True(exitCode == 0, error);
        Assert.Contains("resized to 10x10, classes 0,1", error, StringComparison.Ordinal);
        (exitCode, _, error) = await _work.RunAsync([.. recall, "--classes", "all"]);
        Assert.True(exitCode == 0, error);
        Assert.DoesNotContain("classes", error, StringComparison.Ordinal);
        await _work.FailsAsync("images of 14 x 14 x 1, but the network was trained on 10 x 10 x 1", [.. recall, "--resize", "none"]);
        (exitCode, _, error) = await _work.RunAsync("explore", "network", "--data", _digits);
        Assert.True(exitCode == 0, error);
    }

    [Fact]
    public async Task Couplings_without_metadata_are_imported_recalled_and_explored()
    {
        await TrainAsync();
        SafeTensorsFile own = SafeTensorsFile.Read(_work.At("network"));
        new SafeTensorsFile(new Dictionary<string, Tensor> { ["J"] = own["J"], ["embedding"] = own["embedding"] },
            new Dictionary<string, string>()).Write(_work.At("plain"));
        await _work.FailsAsync("attractor import makes a network", "recall", "plain", "--data", _digits);
        await _work.FailsAsync("--tokens says 196, but an image of 14 x 14 in patches of 2 has 49 tokens",
            "import", "plain", "--image", "14x14", "--tokens", "196", "--out", "imported");
        await _work.FailsAsync("the shape [49, 49, 8, 8], but an image of 28 x 28 in patches of 2 has 196 tokens",
            "import", "plain", "--image", "28x28", "--out", "imported");
        await _work.FailsAsync("--image", "import", "plain", "--image", "none", "--out", "imported");
        await _work.LinesAsync("import", "plain", "--image", "14x14", "--tokens", "49", "--out", "imported");
        string[] options = ["--data", _digits, "--steps", "2", "--images", "9"];
        Assert.Equal(
            (await _work.LinesAsync(["recall", "network", .. options])).Select(line => line.ToJsonString()),
            (await _work.LinesAsync(["recall", "imported", .. options])).Select(line => line.ToJsonString()));
        await _work.LinesAsync("explore", "imported", "--data", _digits);
        await _work.FailsAsync("gives no densities to --predict by", ["recall", "imported", .. options, "--predict"]);
    }

    [BrowserFact]
    public async Task A_recall_and_a_training_are_drawn_for_a_paper()
    {
        await _work.LinesAsync("train", "--data", _digits, "--out", "network", "--epochs", "3", "--examples", "200", "--figure", "t.svg");
        await _work.LinesAsync(Recall("--steps", "3", "--figure", "r.svg"));
        Assert.Contains(">epoch<", await File.ReadAllTextAsync(_work.At("t.svg")), StringComparison.Ordinal);
        string drawing = await File.ReadAllTextAsync(_work.At("r.svg"));
        Assert.Contains(">iteration t<", drawing, StringComparison.Ordinal);
        Assert.Contains("Gaussian conditional mean", drawing, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_figure_that_could_not_be_written_is_told_before_the_work()
    {
        await _work.FailsAsync("ends in .svg, .pdf or .png, not 'f.jpg'", "train", "--data", _digits, "--out", "n", "--figure", "f.jpg");
        Assert.False(File.Exists(_work.At("n")));
    }

    [Fact]
    public async Task Bad_input_is_named()
    {
        await TrainAsync();
        await _work.FailsAsync("missing.safetensors", "recall", "missing.safetensors", "--data", _digits);
        await _work.FailsAsync("--steps", Recall("--steps", "-1"));
        await _work.FailsAsync("--lambda must be a number above 0", Recall("--lambda", "0"));
        await _work.FailsAsync("--g must be a number from 0 to 1", Recall("--g", "2"));
        await _work.FailsAsync("--strength must be above 0 and below 1 for masks, not 1.5", Recall("--strength", "1.5"));
        await _work.FailsAsync("leave out --g or --update", Recall("--g", "0.5", "--update", "residual"));
        await _work.FailsAsync("'printed' is no update", Recall("--update", "printed"));
        await _work.FailsAsync("hides none", Recall("--strength", "0.001"));
        await _work.FailsAsync("--strength must be a number at least 0", Recall("--task", "noise", "--strength", "-1"));
        await _work.FailsAsync("--strength must be from 0.01 to 100 for noise, not 200", Recall("--task", "noise", "--strength", "200"));
        await _work.FailsAsync("has 60 images; 61 were asked for", Recall("--images", "61"));
        await _work.FailsAsync("--images", Recall("--images", "0"));
        await _work.FailsAsync("'everything'", Recall("--split", "everything"));
        await _work.FailsAsync("nowhere", "recall", "network", "--data", "nowhere");

        byte[] whole = await File.ReadAllBytesAsync(_work.At("network"));
        await File.WriteAllBytesAsync(_work.At("network"), whole[..(whole.Length / 2)]);
        await _work.FailsAsync("network' cannot be read as safetensors", Recall());
        string vectors = Path.Combine(AppContext.BaseDirectory, "vectors", "pair-2x3.safetensors");
        await _work.FailsAsync("holds no trained network", "recall", vectors, "--data", _digits);
    }

    private async Task TrainAsync() =>
        await _work.LinesAsync("train", "--data", _digits, "--out", "network", "--epochs", "3", "--examples", "200", "--batch", "50");

    private string[] Recall(params string[] options) =>
        ["recall", "network", "--data", _digits, .. options.Contains("--images") ? Array.Empty<string>() : ["--images", "60"], .. options];

    private static double Number(JsonObject line, string key) => (double)line[key]!;
}
