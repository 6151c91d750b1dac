using System.Diagnostics;
using AttractorNotebooks.Cli.Commands;
using AttractorNotebooks.Files;

namespace AttractorNotebooks.Cli.Tests;

/// <summary>A machine that gives less than one is used to: one clear line and exit code 1, or the work done all the same.</summary>
public sealed class TrustTests : IDisposable
{
    private static readonly string[] Small = ["--examples", "200", "--batch", "50", "--epochs", "1"];
    private readonly Workplace _work = new();
    private readonly string _digits;

    public TrustTests() => _digits = _work.WriteDigits();

    public void Dispose() => _work.Dispose();

    [Theory]
    [InlineData("2>&-")]
    [InlineData("2>/dev/full")]
    public async Task Standard_error_that_is_closed_or_full_changes_nothing(string where)
    {
        if (!OperatingSystem.IsLinux()) return;
        Assert.Equal(0, (await BashAsync($"exec {Attractor(["train", "--data", _digits, "--out", "quiet", .. Small])} {where}")).ExitCode);
        Assert.Equal(0, (await _work.RunAsync(["train", "--data", _digits, "--out", "loud", .. Small])).ExitCode);
        Assert.Equal(await File.ReadAllBytesAsync(_work.At("loud")), await File.ReadAllBytesAsync(_work.At("quiet")));
        Assert.Equal(1, (await BashAsync($"exec {Attractor(["data", "--data", "nowhere"])} {where}")).ExitCode);
        Assert.Equal(1, (await BashAsync($"exec {Attractor(["train", "--rate", "0,1", "--out", "x"])} {where}")).ExitCode);
    }

    [Fact]
    public async Task Standard_output_that_is_full_is_an_error()
    {
        if (!OperatingSystem.IsLinux()) return;
        (int exitCode, _, string error) = await BashAsync($"exec {Attractor(["data", "--data", _digits])} >/dev/full");
        Assert.Equal(1, exitCode);
        Assert.Contains("Standard output cannot be written", OneLine(error), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(50)]
    [InlineData(60)]
    [InlineData(90)]
    public async Task Too_few_files_are_one_line(int files)
    {
        if (!OperatingSystem.IsLinux()) return;
        (int exitCode, _, string error) = await BashAsync($"ulimit -n {files}; exec {Attractor(["data", "--data", _digits])}");
        Assert.InRange(exitCode, 0, 1);
        if (exitCode == 1) Assert.Contains("too few files", OneLine(error), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("--threads must be", "train", "--out", "x", "--threads", "2147483647")]
    [InlineData("decimal point", "train", "--out", "x", "--rate", "0,001")]
    [InlineData("decimal point", "train", "--out", "x", "--model", "repeated", "--strength", "1,5")]
    [InlineData("--lease must be", "sweep", "x", "--out", "y", "--lease", "x")]
    [InlineData("--timeout must be", "run", "x.ipynb", "--timeout", "x")]
    [InlineData("Unrecognized", "train", "--out", "x", "--rat", "1")]
    [InlineData("belongs to a folder", "data", "--data", "generated", "--transposed")]
    public async Task Wrong_input_is_one_line(string message, params string[] arguments)
    {
        (int exitCode, string output, string error) = await _work.RunAsync(arguments);
        Assert.Equal((1, ""), (exitCode, output));
        Assert.Contains(message, OneLine(error), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_batch_as_large_as_can_be_is_the_whole_set()
    {
        await _work.LinesAsync(["train", "--data", _digits, "--out", "huge", "--examples", "200", "--epochs", "2", "--batch",
            "2147483647"]);
        await _work.LinesAsync(["train", "--data", _digits, "--out", "whole", "--examples", "200", "--epochs", "2", "--batch", "200"]);
        Assert.Equal(SafeTensorsFile.Read(_work.At("whole"))["J"].ToSingles(), SafeTensorsFile.Read(_work.At("huge"))["J"].ToSingles());
        Assert.Contains(SafeTensorsFile.Read(_work.At("huge"))["J"].ToSingles(), value => value != 0);
    }

    [Fact]
    public async Task Every_place_is_looked_at_before_the_work()
    {
        if (!OperatingSystem.IsLinux()) return;
        await RefusedAsync("a device, a pipe or a socket", "/dev/null");
        File.CreateSymbolicLink(_work.At("null"), "/dev/null");
        await RefusedAsync("a device, a pipe or a socket", "null");
        Directory.CreateDirectory(_work.At("taken.checkpoint"));
        await RefusedAsync("taken.checkpoint", "taken");
        File.CreateSymbolicLink(_work.At("device.checkpoint"), "/dev/full");
        await RefusedAsync("device.checkpoint", "device");
        Directory.CreateDirectory(_work.At("sweep/results.csv"));
        await File.WriteAllTextAsync(_work.At("spec.json"), Specification());
        await _work.FailsAsync("results.csv", "sweep", "spec.json", "--out", "sweep");
        Assert.Empty(Directory.GetFiles(_work.At("sweep"), "*", SearchOption.AllDirectories));

        async Task RefusedAsync(string message, string path)
        {
            (int exitCode, string output,
                string error) = await _work.RunAsync(["train", "--data", _digits, "--out", path, "--json", .. Small]);
            Assert.Equal((1, ""), (exitCode, output));
            Assert.Contains(message, OneLine(error), StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task A_link_is_written_through_and_stays()
    {
        await File.WriteAllTextAsync(_work.At("target"), "old");
        File.CreateSymbolicLink(_work.At("link"), "target");
        await _work.LinesAsync(["train", "--data", _digits, "--out", "link", .. Small]);
        Assert.Equal("target", new FileInfo(_work.At("link")).LinkTarget);
        Assert.True(SafeTensorsFile.Read(_work.At("target")).Tensors.ContainsKey("J"));
    }

    [Fact]
    public async Task A_full_disk_is_told_at_once()
    {
        // A file system of its own, as small as wished, can be had by root only.
        if (!OperatingSystem.IsLinux() || Environment.UserName != "root") return;
        string disk = _work.At("disk");
        Directory.CreateDirectory(disk);
        if ((await BashAsync("mount -t tmpfs -o size=64k,nr_inodes=40 none disk")).ExitCode != 0) return;
        try
        {
            await File.WriteAllTextAsync(_work.At("spec.json"), Specification());
            (int exitCode, _, string error) = await _work.RunAsync(["train", "--data", _digits, "--out", "disk/network", .. Small]);
            Assert.Equal(1, exitCode);
            Assert.Contains("Cannot write", OneLine(error), StringComparison.Ordinal);
            await _work.FailsAsync("Cannot write", "sweep", "spec.json", "--out", "disk/sweep");
            // A sweep that fills the disk on its way.
            Assert.Equal(0, (await BashAsync("mount -o remount,size=4m disk && head -c 2900k /dev/zero > disk/filler")).ExitCode);
            Stopwatch watch = Stopwatch.StartNew();
            (exitCode, _, error) = await _work.RunAsync("sweep", "spec.json", "--out", "disk/sweep", "--json");
            Assert.Equal(1, exitCode);
            Assert.Contains("Cannot write", error, StringComparison.Ordinal);
            Assert.InRange(watch.Elapsed.TotalSeconds, 0, 100);
            File.Delete(_work.At("disk/filler"));
            Assert.Equal(0, (await BashAsync("mount -o remount,size=64m,nr_inodes=10000 disk")).ExitCode);
            await _work.LinesAsync("sweep", "spec.json", "--out", "disk/sweep");
        }
        finally
        {
            await BashAsync("umount disk");
        }
    }

    private string Specification() => $$"""
        {
          "settings": { "data.source": "{{_digits}}", "data.images": 20, "training.examples": 200, "training.epochs": 1, "recall.steps": 5 },
          "grid": { "seed": [1, 2, 3] },
          "measures": ["mse_5"]
        }
        """;

    private static string OneLine(string error)
    {
        string line = Assert.Single(error.Split('\n', StringSplitOptions.RemoveEmptyEntries), text =>
            text.StartsWith("attractor:", StringComparison.Ordinal));
        Assert.DoesNotContain("   at ", error, StringComparison.Ordinal);
        return line;
    }

    private static string Attractor(string[] arguments) =>
        $"dotnet '{typeof(RunCommand).Assembly.Location}' {string.Join(' ', arguments.Select(argument => $"'{argument}'"))}";

    private async Task<(int ExitCode, string Output, string Error)> BashAsync(string script)
    {
        using Process bash = Process.Start(new ProcessStartInfo("bash", ["-c", script])
        {
            WorkingDirectory = _work.Path,
            RedirectStandardOutput = true,
            RedirectStandardError = true
        })!;
        Task<string> output = bash.StandardOutput.ReadToEndAsync(), error = bash.StandardError.ReadToEndAsync();
        await bash.WaitForExitAsync();
        return (bash.ExitCode, await output, await error);
    }
}
