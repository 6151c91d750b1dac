using System.Text.Json.Nodes;

namespace AttractorNotebooks.Cli.Tests;

public sealed class SweepTests : IDisposable
{
    private readonly Workplace _work = new();
    private readonly string _digits;

    public SweepTests() => _digits = _work.WriteDigits();

    public void Dispose() => _work.Dispose();

    [Fact]
    public async Task Every_point_is_a_line_and_the_table_lies_in_the_folder()
    {
        WriteSpecification(steps: 5, seeds: 2);
        JsonObject[] lines = await _work.LinesAsync("sweep", "spec.json", "--out", "new/folder");
        Assert.Equal(4, lines.Count(line => (string?)line["event"] == "computed"));
        Assert.Equal(2, lines.Count(line => (string?)line["event"] == "trained"));
        Assert.Equal((_work.At("new/folder/results.csv"), 4, 0),
            ((string)lines[^1]["table"]!, (int)lines[^1]["points"]!, (int)lines[^1]["missing"]!));
        string[] table = await File.ReadAllLinesAsync(_work.At("new/folder/results.csv"));
        Assert.Equal(
            "dynamics.attention.lambda,seed,runs,images,mse_5,mse_5_low,mse_5_high,smallest_mse,smallest_mse_low,smallest_mse_high",
            table[0]);
        Assert.Equal(["1,1,1,20", "1,2,1,20", "2,1,1,20", "2,2,1,20"], table[1..].Select(line => string.Join(',', line.Split(',')[..4])));

        lines = await _work.LinesAsync("sweep", "spec.json", "--out", "new/folder", "--long", "long.csv");
        // Four points of two measures on 20 images.
        Assert.Equal(1 + 4 * 2 * 20, (await File.ReadAllLinesAsync(_work.At("long.csv"))).Length);
        await _work.FailsAsync("--long must name a file that ends in .csv or .parquet, not 'long.txt'",
            "sweep", "spec.json", "--out", "new/folder", "--long", "long.txt");
        Assert.Equal(4, lines.Count(line => (string?)line["event"] == "kept"));
        Assert.Equal(table, await File.ReadAllLinesAsync(_work.At("new/folder/results.csv")));
        JsonObject status = Assert.Single(await _work.LinesAsync("sweep", "--out", "new/folder", "--status"));
        Assert.Equal((4, 4, 0, 0), ((int)status["points"]!, (int)status["done"]!, (int)status["running"]!, (int)status["silent"]!));
    }

    [Fact]
    public async Task A_dry_run_says_what_a_sweep_takes_and_writes_nothing()
    {
        WriteSpecification(steps: 5, seeds: 2);
        JsonObject estimate = Assert.Single(await _work.LinesAsync("sweep", "spec.json", "--out", "folder", "--dry-run"));
        Assert.Equal((4, 4, 2), ((int)estimate["points"]!, (int)estimate["missing"]!, (int)estimate["networks"]!));
        Assert.True((double)estimate["memoryBytes"]! > 1e6 && (double)estimate["diskBytes"]! > 1e6);
        Assert.False(Directory.Exists(_work.At("folder")));
        await _work.FailsAsync("--dry-run computes nothing", "sweep", "spec.json", "--out", "folder", "--dry-run", "--long", "long.csv");
    }

    [Fact]
    public async Task A_killed_sweep_loses_only_running_points_and_ends_as_the_unbroken_one()
    {
        WriteSpecification(steps: 400, seeds: 10);
        await _work.LinesAsync("sweep", "spec.json", "--out", "unbroken");
        List<JsonObject> lines = [];
        for (int kill = 1; kill <= 3; kill++)
        {
            using AttractorProcess attractor = AttractorProcess.Start(_work.Path, "sweep", "spec.json", "--out", "killed", "--json",
                "--threads", "2");
            await attractor.UntilAsync(output => Count(output, "computed") >= 2);
            attractor.Kill();
            await attractor.WaitAsync();
            lines.AddRange(Workplace.ReadLines(attractor.Output[..(attractor.Output.LastIndexOf('\n') + 1)]));
            Assert.False(File.Exists(_work.At("killed/results.csv")));
        }
        JsonObject status = Assert.Single(await _work.LinesAsync("sweep", "--out", "killed", "--status"));
        Assert.InRange((int)status["done"]!, 6, 19);
        (int exitCode, string output, string error) = await _work.RunAsync("sweep", "--out", "killed", "--collect");
        Assert.True(exitCode == 1 && error.Contains("of 20 points are missing", StringComparison.Ordinal), output + error);

        lines.AddRange(await _work.LinesAsync("sweep", "spec.json", "--out", "killed"));
        Assert.Equal(await File.ReadAllBytesAsync(_work.At("unbroken/results.csv")),
            await File.ReadAllBytesAsync(_work.At("killed/results.csv")));
        Assert.Empty(Directory.GetFiles(_work.At("killed/claims")));
        // A point whose line was lost with the process may have been kept, but none was computed twice.
        string[] computed = [.. lines.Where(line => (string?)line["event"] == "computed").Select(line => (string)line["what"]!)];
        Assert.Equal(computed.Distinct(), computed);
        Assert.InRange(computed.Length, 14, 20);
    }

    [Fact]
    public async Task Two_processes_on_one_folder_compute_each_point_once()
    {
        WriteSpecification(steps: 100, seeds: 12);
        using AttractorProcess one = AttractorProcess.Start(_work.Path, "sweep", "spec.json", "--out", "shared", "--json"),
            two = AttractorProcess.Start(_work.Path, "sweep", "spec.json", "--out", "shared", "--json");
        int[] exitCodes = [await one.WaitAsync(), await two.WaitAsync()];
        Assert.True(exitCodes is [0, 0], one.Error + two.Error);
        JsonObject[][] lines = [Workplace.ReadLines(one.Output), Workplace.ReadLines(two.Output)];
        foreach ((string what, int times) in new[] { ("computed", 24), ("trained", 12) })
        {
            string[] done = [.. lines.SelectMany(process => process).Where(line => (string?)line["event"] == what)
                .Select(line => (string)line["what"]!)];
            Assert.Equal(times, done.Length);
            Assert.Equal(done.Distinct(), done);
        }
        // Both end when all is done, whoever did it.
        Assert.All(lines, process => Assert.Equal(24, (int)process[^1]["points"]!));
        Assert.All(lines, process => Assert.NotEqual(0, process.Count(line => (string?)line["event"] == "computed")));
    }

    [Fact]
    public async Task Control_C_stops_cleanly_and_the_same_command_goes_on()
    {
        if (OperatingSystem.IsWindows()) return;
        WriteSpecification(steps: 400, seeds: 10);
        using (AttractorProcess attractor = AttractorProcess.Start(_work.Path, "sweep", "spec.json", "--out", "stopped", "--json"))
        {
            await attractor.UntilAsync(output => Count(output, "computed") >= 1);
            attractor.Interrupt();
            Assert.Equal(130, await attractor.WaitAsync());
            Assert.Contains("the same command goes on", attractor.Error, StringComparison.Ordinal);
            Assert.InRange(Count(attractor.Output, "computed"), 1, 19);
        }
        Assert.Empty(Directory.GetFiles(_work.At("stopped/claims")));
        Assert.Empty(Directory.GetFiles(_work.At("stopped"), "*.partial", SearchOption.AllDirectories));
        JsonObject[] lines = await _work.LinesAsync("sweep", "spec.json", "--out", "stopped");
        Assert.Equal(20, (int)lines[^1]["points"]!);
    }

    [Fact]
    public async Task Bad_input_is_told_before_any_work_and_leaves_no_folder()
    {
        string file = _work.At("spec.json");
        await _work.FailsAsync("spec.json", "sweep", "spec.json", "--out", "out");
        await File.WriteAllTextAsync(file, "{");
        await _work.FailsAsync("is no specification of a sweep", "sweep", "spec.json", "--out", "out");
        await File.WriteAllTextAsync(file, """{"grid": {"dynamics.lamda": [1]}}""");
        await _work.FailsAsync("There is no setting 'dynamics.lamda'", "sweep", "spec.json", "--out", "out");
        await File.WriteAllTextAsync(file, """{"grid": {"training.examples": [100, 100000]}}""".Replace("{\"grid",
            $"{{\"settings\": {{\"data.source\": \"{_digits}\", \"data.images\": 10}}, \"grid", StringComparison.Ordinal));
        await _work.FailsAsync("training.examples is 100000, but digits train has 200 images", "sweep", "spec.json", "--out", "out");
        await _work.FailsAsync("Name the file that specifies the sweep", "sweep", "--out", "out");
        await _work.FailsAsync("one of --submit, --status and --collect", "sweep", "--out", "out", "--status", "--collect");
        await _work.FailsAsync("'--out' is required", "sweep", "spec.json");
        await _work.FailsAsync("'torque'", "sweep", "spec.json", "--out", "out", "--submit", "torque");
        await _work.FailsAsync("--tasks belongs to --submit", "sweep", "spec.json", "--out", "out", "--tasks", "3");
        await _work.FailsAsync("There is no sweep in", "sweep", "--out", "out", "--status");
        await _work.FailsAsync("There is no sweep in", "sweep", "--out", "out", "--collect");
        WriteSpecification(steps: 5, seeds: 1);
        await _work.FailsAsync("--lease must be a number above 0 and at most 86400", "sweep", "spec.json", "--out", "out", "--lease", "0");
        await _work.FailsAsync("--threads must be a whole number from 1 to 1024", "sweep", "spec.json", "--out", "out", "--threads", "0");
        Assert.False(Directory.Exists(_work.At("out")));
        await _work.FailsAsync("", "sweep", "spec.json", "--out", "spec.json");
    }

    private static int Count(string output, string what) => output.Split($"\"event\":\"{what}\"").Length - 1;

    private void WriteSpecification(int steps, int seeds) => File.WriteAllText(_work.At("spec.json"), $$"""
        {
          "settings": { "data.source": "{{_digits}}", "data.images": 20, "training.examples": 200, "training.epochs": 1, "recall.steps": {{steps}} },
          "grid": { "dynamics.attention.lambda": [1, 2], "seed": [{{string.Join(", ", Enumerable.Range(1, seeds))}}] },
          "measures": ["mse_5", "smallest_mse"]
        }
        """);
}
