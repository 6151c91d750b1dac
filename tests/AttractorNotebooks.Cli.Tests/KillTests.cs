using System.Globalization;

namespace AttractorNotebooks.Cli.Tests;

/// <summary>
/// Work that is killed at random moments, and done twice at once: in the end the same bytes are there as of work that nobody disturbed, and
/// nothing else. Three kills each, or as many as ATTRACTOR_KILLS says; the moments come from a seed.
/// </summary>
public sealed class KillTests : IDisposable
{
    private static readonly int Kills = int.TryParse(Environment.GetEnvironmentVariable("ATTRACTOR_KILLS"), NumberStyles.None,
        CultureInfo.InvariantCulture, out int kills) ? kills : 3;
    private readonly Workplace _work = new();
    private readonly Random _random = new(20240916);
    private readonly string _digits;

    public KillTests() => _digits = _work.WriteDigits();

    public void Dispose() => _work.Dispose();

    [Theory]
    [InlineData("--examples", "200", "--batch", "20", "--tokens", "all", "--epochs", "80")]
    [InlineData("--examples", "100", "--rule", "normalized", "--held-out", "30", "--epochs", "12", "--patience", "0")]
    [InlineData("--examples", "200", "--batch", "20", "--tokens", "all", "--epochs", "300", "--rows", "10:20")]
    [InlineData("--model", "repeated", "--patch", "7", "--examples", "100", "--epochs", "25")]
    public async Task Killed_training_that_is_resumed_ends_in_the_same_bytes(params string[] options)
    {
        string[] train = ["train", "--data", _digits, .. options];
        TimeSpan whole = await TimedAsync([.. train, "--out", "unbroken"]);
        for (int kill = 0; kill < Kills && !File.Exists(_work.At("killed")); kill++) await KillAsync(whole, Resumed());
        if (!File.Exists(_work.At("killed"))) await _work.LinesAsync(Resumed());
        Assert.Equal(await File.ReadAllBytesAsync(_work.At("unbroken")), await File.ReadAllBytesAsync(_work.At("killed")));
        Assert.Equal([_work.At("killed"), _work.At("unbroken")], Directory.GetFiles(_work.Path).Order(StringComparer.Ordinal));

        string[] Resumed() => [.. train, "--out", "killed", .. File.Exists(_work.At("killed.checkpoint")) ? new[] { "--resume" } : []];
    }

    [Fact]
    public async Task Killed_work_on_the_parts_of_a_folder_ends_in_the_same_bytes()
    {
        string[] train = ["train", "--data", _digits, "--examples", "200", "--batch", "20", "--tokens", "all", "--epochs", "120",
            "--tasks", "3"];
        TimeSpan whole = await TimedAsync([.. train, "--out", "unbroken"]);
        for (int kill = 0; kill < Kills; kill++) await KillAsync(whole, [.. train, "--out", "killed"]);
        await _work.LinesAsync([.. train, "--out", "killed"]);
        Assert.Equal(Names("unbroken"), Names("killed"));
        foreach (string name in Names("unbroken"))
            Assert.Equal(await File.ReadAllBytesAsync(_work.At($"unbroken/{name}")),
                await File.ReadAllBytesAsync(_work.At($"killed/{name}")));
    }

    [Fact]
    public async Task A_killed_sweep_that_is_run_again_ends_in_the_same_table()
    {
        await File.WriteAllTextAsync(_work.At("spec.json"), Specification());
        TimeSpan whole = await TimedAsync("sweep", "spec.json", "--out", "unbroken");
        for (int kill = 0; kill < Kills; kill++) await KillAsync(whole, "sweep", "spec.json", "--out", "killed");
        await _work.LinesAsync("sweep", "spec.json", "--out", "killed");
        Assert.Equal(await File.ReadAllBytesAsync(_work.At("unbroken/results.csv")),
            await File.ReadAllBytesAsync(_work.At("killed/results.csv")));
        Assert.Equal(Names("unbroken"), Names("killed"));
    }

    [Fact]
    public async Task A_killed_download_that_is_repeated_leaves_the_published_files_and_nothing_else()
    {
        if (Mnist is not string mnist) return;
        using SlowMirror mirror = new(mnist, TimeSpan.FromMilliseconds(40));
        Dictionary<string, string> environment = Cache(mirror, "cache");
        for (int kill = 0; kill < Kills; kill++) await KillAsync(TimeSpan.FromSeconds(3), environment, "data", "fetch", "mnist");
        using (AttractorProcess one = AttractorProcess.Start(_work.Path, environment, "data", "fetch", "mnist"),
            two = AttractorProcess.Start(_work.Path, environment, "data", "fetch", "mnist"))
        {
            Assert.Equal(0, await one.WaitAsync());
            Assert.Equal(0, await two.WaitAsync());
        }
        AssertPublished(mnist);
    }

    [Fact]
    public async Task A_mirror_that_stalls_costs_the_automatic_choice_three_seconds()
    {
        if (Mnist is not string mnist) return;
        using SlowMirror mirror = new(mnist, Timeout.InfiniteTimeSpan);
        Dictionary<string, string> environment = Cache(mirror, "cache");
        TimeSpan generated = await TimedAsync("data", "--data", "generated");
        long start = Environment.TickCount64;
        using AttractorProcess attractor = AttractorProcess.Start(_work.Path, environment, "data");
        Assert.Equal(0, await attractor.WaitAsync());
        Assert.Contains("none could be downloaded", attractor.Output, StringComparison.Ordinal);
        Assert.InRange(Environment.TickCount64 - start, 2000, 3000 + 5 * (long)generated.TotalMilliseconds);
    }

    [Fact]
    public async Task Two_trainings_into_one_file_leave_it_whole()
    {
        string[] train = ["train", "--data", _digits, "--examples", "200", "--batch", "50", "--epochs", "20"];
        await _work.LinesAsync([.. train, "--out", "alone"]);
        using AttractorProcess one = AttractorProcess.Start(_work.Path, [.. train, "--out", "shared"]),
            two = AttractorProcess.Start(_work.Path, [.. train, "--out", "shared"]);
        Assert.Equal(0, await one.WaitAsync());
        Assert.Equal(0, await two.WaitAsync());
        Assert.Equal(await File.ReadAllBytesAsync(_work.At("alone")), await File.ReadAllBytesAsync(_work.At("shared")));
        Assert.Equal([_work.At("alone"), _work.At("shared")], Directory.GetFiles(_work.Path).Order(StringComparer.Ordinal));
    }

    private static string? Mnist =>
        Environment.GetEnvironmentVariable("ATTRACTOR_DATA") is string folder
        && File.Exists(Path.Combine(folder, "train-images-idx3-ubyte.gz")) ? folder : null;

    private Dictionary<string, string> Cache(SlowMirror mirror, string name) =>
        new() { ["ATTRACTOR_DATA"] = "", ["ATTRACTOR_CACHE"] = _work.At(name), ["ATTRACTOR_MIRRORS"] = mirror.Address };

    private void AssertPublished(string mnist)
    {
        string[] files = Directory.GetFiles(_work.At("cache/mnist"));
        Assert.Equal(4, files.Length);
        foreach (string file in files)
            Assert.Equal(File.ReadAllBytes(Path.Combine(mnist, Path.GetFileName(file))), File.ReadAllBytes(file));
    }

    private string[] Names(string folder) =>
        [.. Directory.GetFiles(_work.At(folder), "*", SearchOption.AllDirectories)
            .Select(file => Path.GetRelativePath(_work.At(folder), file)).Order(StringComparer.Ordinal)];

    private async Task<TimeSpan> TimedAsync(params string[] arguments)
    {
        long start = Environment.TickCount64;
        (int exitCode, string output, string error) = await _work.RunAsync(arguments);
        Assert.True(exitCode == 0, output + error);
        return TimeSpan.FromMilliseconds(Environment.TickCount64 - start);
    }

    private Task KillAsync(TimeSpan whole, params string[] arguments) => KillAsync(whole, new Dictionary<string, string>(), arguments);

    /// <summary>Starts the command and kills it at a random moment of the time that the whole took.</summary>
    private async Task KillAsync(TimeSpan whole, Dictionary<string, string> environment, params string[] arguments)
    {
        using AttractorProcess attractor = AttractorProcess.Start(_work.Path, environment, arguments);
        await Task.Delay(whole * (0.1 + 0.8 * _random.NextDouble()));
        attractor.Kill();
        await attractor.WaitAsync();
        Assert.DoesNotContain("attractor:", attractor.Error, StringComparison.Ordinal);
    }

    private string Specification() => $$"""
        {
          "settings": { "data.source": "{{_digits}}", "data.images": 20, "training.examples": 200, "training.epochs": 2, "recall.steps": 60 },
          "grid": { "dynamics.attention.lambda": [1, 2], "seed": [1, 2, 3, 4] },
          "measures": ["mse_5", "smallest_mse"]
        }
        """;
}
