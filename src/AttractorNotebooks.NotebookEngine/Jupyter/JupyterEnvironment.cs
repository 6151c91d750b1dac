using System.ComponentModel;
using System.Diagnostics;
using System.Text.Json;

namespace AttractorNotebooks.NotebookEngine.Jupyter;

/// <summary>The Python that Jupyter's kernels run with, and where it looks for them.</summary>
/// <param name="Python">The program.</param>
/// <param name="DataFolder">The user's own Jupyter folder.</param>
/// <param name="KernelFolders">The folders that kernels are looked for in, the first first.</param>
public sealed record JupyterEnvironment(string Python, string DataFolder, IReadOnlyList<string> KernelFolders)
{
    private const string Question = """
        import sys, json, ipykernel
        from jupyter_core import paths
        print(json.dumps({"python": sys.executable, "dataFolder": paths.jupyter_data_dir(), "kernelFolders": paths.jupyter_path("kernels")}))
        """;

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    /// <summary>
    /// Finds a Python that has ipykernel: the one named, else the one that <c>jupyter</c> runs with, else the ones on the path.
    /// </summary>
    /// <param name="named">A Python program; null to look for one.</param>
    /// <param name="cancellation">Stops looking.</param>
    /// <exception cref="IOException">There is none.</exception>
    public static async Task<JupyterEnvironment> FindAsync(string? named, CancellationToken cancellation)
    {
        foreach (string python in named is null ? Candidates().Distinct() : [named])
        {
            if (await AskAsync(python, cancellation).ConfigureAwait(false) is { } found) return found;
        }

        throw new IOException(named is null
            ? "No Python with ipykernel was found. Install it with: python3 -m pip install jupyter; or name a Python that has it with "
            + "--python."
            : $"{named} is not a Python with ipykernel. Install it with: {named} -m pip install ipykernel");
    }

    private static IEnumerable<string> Candidates()
    {
        string[] path = (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator, StringSplitOptions.RemoveEmptyEntries);
        foreach (string jupyter in path.Select(folder => Path.Combine(folder, "jupyter")).Where(File.Exists))
        {
            // Its first line says what runs it: #!/usr/bin/python3.
            string? first = File.ReadLines(jupyter).FirstOrDefault();
            if (first?.StartsWith("#!", StringComparison.Ordinal) == true && first.Contains("python", StringComparison.Ordinal))
                yield return first[2..].Trim().Split(' ')[0];
        }

        string[] names = OperatingSystem.IsWindows() ? ["python.exe", "python3.exe"] : ["python3", "python"];
        foreach (string program in path.SelectMany(folder => names, Path.Combine).Where(File.Exists)) yield return program;
    }

    private static async Task<JupyterEnvironment?> AskAsync(string python, CancellationToken cancellation)
    {
        using CancellationTokenSource limit = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        limit.CancelAfter(Patience);
        try
        {
            ProcessStartInfo start = new(python, ["-c", Question]) { RedirectStandardOutput = true, RedirectStandardError = true };
            using Process process = Process.Start(start)!;
            string answer = await process.StandardOutput.ReadToEndAsync(limit.Token).ConfigureAwait(false);
            await process.WaitForExitAsync(limit.Token).ConfigureAwait(false);
            return process.ExitCode == 0 ? JsonSerializer.Deserialize<JupyterEnvironment>(answer, JsonSerializerOptions.Web) : null;
        }
        catch (Exception error)
            when (error is Win32Exception or JsonException
                || (error is OperationCanceledException && !cancellation.IsCancellationRequested))
        {
            // No Python, or one that does not answer.
            return null;
        }
    }
}
