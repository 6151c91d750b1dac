using System.Text.Json.Nodes;
using AttractorNotebooks.NotebookEngine.Tests;
using AttractorNotebooks.NotebookEngine.Tests.Jupyter;

namespace AttractorNotebooks.Cli.Tests;

public sealed class KernelTests : IDisposable
{
    private readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    [JupyterFact]
    public async Task The_kernel_is_installed_listed_and_removed()
    {
        string prefix = folder.File("prefix");
        JsonNode installed = JsonNode.Parse(await RunAsync("kernel", "install", "--prefix", prefix, "--name", "mine", "--json"))!;
        Assert.Equal("mine", (string?)installed["name"]);
        Assert.Equal(Path.Combine(prefix, "share", "jupyter", "kernels", "mine"), (string?)installed["folder"]);

        JsonNode listed = JsonNode.Parse(await RunAsync("kernel", "list", "--prefix", prefix, "--json"))!;
        Assert.Equal(("mine", true), ((string?)listed["name"], (bool)listed["ours"]!));

        await RunAsync("kernel", "uninstall", "--prefix", prefix);
        Assert.Equal("", await RunAsync("kernel", "list", "--prefix", prefix));
        (int exitCode, _, string error) = await AttractorProcess.RunAsync(folder.Path, "kernel", "uninstall", "--prefix", prefix);
        Assert.Equal(1, exitCode);
        Assert.Contains("No kernel of ours is installed", error, StringComparison.Ordinal);
    }

    private async Task<string> RunAsync(params string[] arguments)
    {
        (int exitCode, string output, string error) = await AttractorProcess.RunAsync(folder.Path, arguments);
        Assert.True(exitCode == 0, error);
        return output;
    }
}
