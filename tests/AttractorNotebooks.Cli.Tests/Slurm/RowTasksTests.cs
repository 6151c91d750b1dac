using System.Diagnostics;
using System.Text.Json.Nodes;
using AttractorNotebooks.Files;

namespace AttractorNotebooks.Cli.Tests.Slurm;

public sealed class RowTasksTests : IDisposable
{
    private const int Tasks = 4, Epochs = 150;
    private readonly Workplace _work = new();
    private readonly string[] _train;

    public RowTasksTests() => _train = ["train", "--data", _work.At(_work.WriteDigits()), "--examples", "200", "--batch", "20", "--tokens",
        "all", "--epochs", $"{Epochs}"];

    public void Dispose() => _work.Dispose();

    [SlurmFact]
    public async Task Rows_trained_as_an_array_job_that_loses_a_node_are_those_of_one_run()
    {
        using SlurmCluster cluster = new();
        JsonObject submitted = Assert.Single(Workplace.ReadLines(await RunAsync(cluster,
            [.. _train, "--tasks", $"{Tasks}", "--out", "rows", "--submit", "slurm", "--lease", "4", "--json"])));
        Assert.Equal(Tasks, (int)submitted["tasks"]!);

        await UntilAsync(() => Lines().Select(line => (int)line["part"]!).Distinct().Count() >= 2
            && Lines().Any(line => (int)line["epoch"]! > 2));
        cluster.Kill(1);
        int done = Lines().Length;
        Assert.InRange(done, 3, Tasks * Epochs - 2);
        await UntilAsync(() => File.Exists(_work.At("rows/J.safetensors")));

        (int Part, int Epoch)[] computed = [.. Lines().Select(line => ((int)line["part"]!, (int)line["epoch"]!))];
        // What the lost node had told of was kept: nobody did it again.
        Assert.Equal(computed.Distinct(), computed);
        Assert.InRange(computed.Length, Tasks * Epochs - 2, Tasks * Epochs);
        await _work.LinesAsync([.. _train, "--per-row", "--out", "whole"]);
        Assert.Equal(J("whole"), J("rows/J.safetensors"));
    }

    [Fact]
    public async Task Two_processes_share_the_parts_of_a_folder_and_a_third_finds_them_done()
    {
        string[] command = [.. _train, "--tasks", "5", "--out", "rows", "--json"];
        using (AttractorProcess one = AttractorProcess.Start(_work.Path, command), two = AttractorProcess.Start(_work.Path, command))
        {
            Assert.Equal(0, await one.WaitAsync());
            Assert.Equal(0, await two.WaitAsync());
            JsonObject[] lines = [.. Workplace.ReadLines(one.Output), .. Workplace.ReadLines(two.Output)];
            Assert.Equal(5 * Epochs, lines.Select(line => ((int)line["part"]!, (int)line["epoch"]!)).Distinct().Count());
            Assert.Equal(5 * Epochs, lines.Length);
        }
        Assert.Empty(Directory.GetFiles(_work.At("rows/claims")));
        Assert.Equal([.. Enumerable.Range(0, 5).Select(part => $"part-{part}.safetensors").Prepend("J.safetensors")],
            Directory.GetFiles(_work.At("rows")).Select(Path.GetFileName).Order(StringComparer.Ordinal));
        Assert.Empty(await _work.LinesAsync(command[..^1]));
        await _work.LinesAsync([.. _train, "--per-row", "--out", "whole"]);
        Assert.Equal(J("whole"), J("rows/J.safetensors"));

        await _work.FailsAsync("was begun with other settings or other parts", [.. _train, "--tasks", "4", "--out", "rows"]);
        await _work.FailsAsync("was begun with other settings or other parts", [.. _train, "--tasks", "5", "--out", "rows", "--seed", "2"]);
    }

    [Fact]
    public async Task Tasks_that_make_no_sense_are_refused()
    {
        await _work.FailsAsync("49 rows of J make 1 to 49 parts, not 50", [.. _train, "--tasks", "50", "--out", "rows"]);
        await _work.FailsAsync("--submit needs --tasks", [.. _train, "--submit", "slurm", "--out", "rows"]);
        await _work.FailsAsync("leave one of the two out", [.. _train, "--tasks", "5", "--rows", "0:5", "--out", "rows"]);
        await _work.FailsAsync("leave --resume out", [.. _train, "--tasks", "5", "--resume", "--out", "rows"]);
        await _work.FailsAsync("--tasks does not belong to --model repeated", "train", "--model", "repeated", "--tasks", "5",
            "--out", "rows");
        Assert.False(Directory.Exists(_work.At("rows")));
    }

    private byte[] J(string file) => SafeTensorsFile.Read(_work.At(file))["J"].Bytes.ToArray();

    private async Task<string> RunAsync(SlurmCluster cluster, string[] arguments)
    {
        using AttractorProcess attractor = AttractorProcess.Start(
            _work.Path, new Dictionary<string, string> { ["SLURM_CONF"] = cluster.Configuration }, arguments);
        Assert.True(await attractor.WaitAsync() == 0, attractor.Error);
        return attractor.Output;
    }

    private async Task UntilAsync(Func<bool> reached)
    {
        for (Stopwatch watch = Stopwatch.StartNew(); !reached(); await Task.Delay(100))
            if (watch.Elapsed > TimeSpan.FromMinutes(4)) throw new TimeoutException(string.Join('\n', Logs().TakeLast(30)));
    }

    // A line may be half written.
    private JsonObject[] Lines() => [.. Logs().Where(line => line.StartsWith("{\"part\"", StringComparison.Ordinal) && line.EndsWith('}'))
        .Select(line => (JsonObject)JsonNode.Parse(line)!)];

    private IEnumerable<string> Logs() => Directory.GetFiles(_work.At("rows/slurm"), "*.log").SelectMany(File.ReadAllLines);
}
