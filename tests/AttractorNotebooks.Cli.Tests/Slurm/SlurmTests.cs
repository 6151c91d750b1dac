using System.Diagnostics;
using System.Text.Json.Nodes;

namespace AttractorNotebooks.Cli.Tests.Slurm;

public sealed class SlurmTests : IDisposable
{
    private const int Points = 24;
    private readonly Workplace _work = new();

    public SlurmTests()
    {
        string digits = _work.At(_work.WriteDigits());
        File.WriteAllText(_work.At("spec.json"), $$"""
            {
              "settings": { "data.source": "{{digits}}", "data.images": 60, "training.examples": 200, "training.epochs": 1, "recall.steps": 1500 },
              "grid": { "dynamics.attention.lambda": [1, 2], "dynamics.update.g": [0, 0.3, 0.6], "seed": [1, 2, 3, 4] },
              "measures": ["mse_5", "smallest_mse"]
            }
            """);
    }

    public void Dispose() => _work.Dispose();

    [SlurmFact]
    public async Task An_array_job_that_loses_a_node_on_the_way_has_every_point_once()
    {
        using SlurmCluster cluster = new();
        JsonObject submitted = Assert.Single(await LinesAsync(cluster, "sweep", "spec.json", "--out", "shared", "--submit", "slurm",
            "--tasks", "3", "--lease", "4"));
        Assert.Equal((3, Points), ((int)submitted["tasks"]!, (int)submitted["points"]!));

        JsonObject status = await UntilAsync(cluster, status => (int)status["done"]! >= 4 && (int)status["running"]! >= 2);
        Assert.Equal(["node1", "node2"], Nodes(status));
        cluster.Kill(1);
        Assert.InRange((int)status["done"]!, 4, Points - 2);

        await UntilAsync(cluster, status => (int)status["done"]! == Points);
        JsonObject collected = Assert.Single(await LinesAsync(cluster, "sweep", "--out", "shared", "--collect"));
        Assert.Equal((Points, 0), ((int)collected["points"]!, (int)collected["missing"]!));

        string[] computed = Computed();
        Assert.Equal(computed.Distinct(), computed);
        // The line of a point that was just kept may be lost with its node.
        Assert.InRange(computed.Length, Points - 1, Points);
        Assert.Equal(Points, Directory.GetFiles(_work.At("shared/points"), "*.json").Length);

        await _work.LinesAsync("sweep", "spec.json", "--out", "unbroken");
        Assert.Equal(await File.ReadAllBytesAsync(_work.At("unbroken/results.csv")),
            await File.ReadAllBytesAsync(_work.At("shared/results.csv")));
    }

    [SlurmFact]
    public async Task What_Slurm_refuses_is_told()
    {
        using SlurmCluster cluster = new();
        using (AttractorProcess attractor = AttractorProcess.Start(_work.Path,
            new Dictionary<string, string> { ["SLURM_CONF"] = cluster.Configuration, ["SBATCH_PARTITION"] = "nowhere" }, "sweep",
            "spec.json", "--out", "shared", "--submit", "slurm"))
        {
            Assert.Equal(1, await attractor.WaitAsync());
            Assert.Contains("sbatch failed", attractor.Error, StringComparison.Ordinal);
            Assert.Contains("nowhere", attractor.Error, StringComparison.Ordinal);
        }
        JsonObject status = Assert.Single(await LinesAsync(cluster, "sweep", "--out", "shared", "--status"));
        Assert.Equal((0, 0), ((int)status["done"]!, ((JsonArray)status["tasks"]!).Count));
    }

    [Fact]
    public async Task Without_Slurm_submitting_says_so()
    {
        using AttractorProcess attractor = AttractorProcess.Start(_work.Path, new Dictionary<string, string> { ["PATH"] = _work.Path },
            "sweep", "spec.json", "--out", "shared", "--submit", "slurm");
        Assert.Equal(1, await attractor.WaitAsync());
        Assert.Contains("Slurm's sbatch cannot be started", attractor.Error, StringComparison.Ordinal);
    }

    private async Task<JsonObject> UntilAsync(SlurmCluster cluster, Func<JsonObject, bool> reached)
    {
        for (Stopwatch watch = Stopwatch.StartNew(); ; await Task.Delay(100))
        {
            JsonObject status = Assert.Single(await LinesAsync(cluster, "sweep", "--out", "shared", "--status"));
            if (reached(status)) return status;
            if (watch.Elapsed > TimeSpan.FromMinutes(3))
                throw new TimeoutException($"{status.ToJsonString()}\n{string.Join('\n', Logs())}");
        }
    }

    private async Task<JsonObject[]> LinesAsync(SlurmCluster cluster, params string[] arguments)
    {
        (int exitCode, string output, string error) = await RunAsync(cluster, arguments);
        Assert.True(exitCode == 0, error);
        return Workplace.ReadLines(output);
    }

    private async Task<(int ExitCode, string Output, string Error)> RunAsync(SlurmCluster cluster, params string[] arguments)
    {
        using AttractorProcess attractor = AttractorProcess.Start(_work.Path,
            new Dictionary<string, string> { ["SLURM_CONF"] = cluster.Configuration }, [.. arguments, "--json"]);
        int exitCode = await attractor.WaitAsync();
        return (exitCode, attractor.Output, attractor.Error);
    }

    private static IEnumerable<string> Nodes(JsonObject status) =>
        ((JsonArray)status["tasks"]!).Where(task => (string?)task!["state"] == "RUNNING").Select(task => (string)task!["node"]!).Order();

    private string[] Computed() =>
        [.. Logs().Where(line => line.Contains("\"computed\"", StringComparison.Ordinal))
        .Select(line => (string)JsonNode.Parse(line)!["what"]!)];

    private IEnumerable<string> Logs() => Directory.GetFiles(_work.At("shared/slurm"), "*.log").SelectMany(File.ReadAllLines);
}
