using System.Diagnostics;

namespace AttractorNotebooks.Cli.Tests.Slurm;

/// <summary>A controller and two node daemons of Debian's Slurm on this machine: see <c>cluster.sh</c>.</summary>
internal sealed class SlurmCluster : IDisposable
{
    private static readonly string Script = Path.Combine(AppContext.BaseDirectory, "Slurm", "cluster.sh");

    // Sockets have short paths only, so not in the test's own folder.
    private readonly string _folder = Directory.CreateTempSubdirectory("slurm-").FullName;

    public SlurmCluster()
    {
        try { Run("start"); }
        catch
        {
            Dispose();
            throw;
        }
    }

    /// <summary>Why there can be no cluster; null where there can.</summary>
    public static string? Missing { get; } = FindMissing();

    /// <summary>What Slurm's commands need in SLURM_CONF to talk to it.</summary>
    public string Configuration => Path.Combine(_folder, "slurm.conf");

    /// <summary>Ends a node's daemon and all its jobs at once, with no chance to clean up.</summary>
    public void Kill(int node) => Run("kill", $"{node}");

    public void Dispose()
    {
        Run("stop");
        for (int attempt = 0; ; attempt++)
        {
            // The daemons write until they have ended.
            try { Directory.Delete(_folder, recursive: true); return; }
            catch (IOException) when (attempt < 50) { Thread.Sleep(100); }
        }
    }

    private void Run(string command, params string[] arguments)
    {
        // Daemons inherit the streams: a pipe would be open as long as they live.
        string log = Path.Combine(_folder, "cluster.log");
        using Process process = Process.Start("bash",
            ["-c", "exec \"$0\" \"$@\" >\"$LOG\" 2>&1 </dev/null".Replace("$LOG", log, StringComparison.Ordinal), "bash", Script, command,
            _folder, .. arguments]);
        process.WaitForExit();
        if (process.ExitCode != 0) throw new InvalidOperationException($"cluster.sh {command} failed: {File.ReadAllText(log)}");
    }

    private static string? FindMissing()
    {
        if (!OperatingSystem.IsLinux() || Environment.UserName != "root") return "Node daemons of Slurm need Linux and root.";
        string[] folders = [.. (Environment.GetEnvironmentVariable("PATH") ?? "").Split(':'), "/usr/sbin"];
        string[] missing = [.. new[] { "slurmctld", "slurmd", "sbatch", "munged", "python3" }.Where(program =>
            !folders.Any(folder => File.Exists(Path.Combine(folder, program))))];
        return missing.Length == 0 ? null : $"Slurm is not installed: there is no {string.Join(", ", missing)} (Debian: slurm-wlm).";
    }
}
