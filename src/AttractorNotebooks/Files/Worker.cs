using System.ComponentModel;
using System.Diagnostics;
using System.Text.Json.Serialization;

namespace AttractorNotebooks.Files;

/// <summary>A process that works on a sweep, as its claims name it.</summary>
/// <param name="Machine">
/// Where its number means anything: the machine, its start, the process namespace, and the node where a scheduler runs several on
/// one machine.
/// </param>
/// <param name="Process">Its number there.</param>
/// <param name="Started">When it started; a later process may get its number.</param>
internal sealed record Worker(string Machine, int Process, DateTime Started)
{
    /// <summary>This process.</summary>
    public static Worker Current { get; } = new(FindMachine(), Environment.ProcessId, OwnStart());

    /// <summary>Whether it is known, not guessed, that the process has ended.</summary>
    [JsonIgnore]
    public bool IsKnownDead
    {
        get
        {
            if (Machine != Current.Machine) return false;
            try
            {
                // A zombie has ended, although nobody has asked yet how.
                if (OperatingSystem.IsLinux() && File.ReadAllText($"/proc/{Process}/stat").Split(')')[^1].TrimStart().StartsWith('Z'))
                    return true;
                using Process process = System.Diagnostics.Process.GetProcessById(Process);
                // The system counts starts in ticks since its own, so that two looks differ a little.
                return Math.Abs((process.StartTime.ToUniversalTime() - Started).TotalSeconds) > 5;
            }
            catch (Exception error) when (error is ArgumentException or FileNotFoundException or DirectoryNotFoundException)
            {
                return true;
            }
            catch (Exception error) when (error is InvalidOperationException or Win32Exception or IOException
                or UnauthorizedAccessException)
            {
                return false;
            }
        }
    }

    private static DateTime OwnStart()
    {
        using Process process = System.Diagnostics.Process.GetCurrentProcess();
        return process.StartTime.ToUniversalTime();
    }

    private static string FindMachine()
    {
        string[] parts = [Environment.MachineName, Environment.GetEnvironmentVariable("SLURMD_NODENAME") ?? ""];
        if (OperatingSystem.IsLinux())
        {
            try
            {
                parts = [.. parts, File.ReadAllText("/proc/sys/kernel/random/boot_id").Trim(),
                new FileInfo("/proc/self/ns/pid").LinkTarget ?? ""];
            }
            catch (Exception error) when (error is IOException or UnauthorizedAccessException)
            {
                // The name must do, and the lease does the rest.
            }
        }
        return string.Join(' ', parts);
    }
}
