using System.ComponentModel;
using System.Diagnostics;
using System.Globalization;
using System.Text;
using AttractorNotebooks.Files;

namespace AttractorNotebooks.Cli.Sweeps;

/// <summary>
/// Work as array jobs of Slurm: every task is a worker on the shared folder, so that a lost task or node loses no point.
/// </summary>
internal static class Slurm
{
    /// <summary>Writes the job's script into the folder and submits it.</summary>
    /// <param name="folder">The folder, on a disk that all nodes see.</param>
    /// <param name="name">The job's name.</param>
    /// <param name="worker">What a task does: the words after the program's name.</param>
    /// <param name="tasks">Tasks of the array.</param>
    /// <param name="processors">Processors of a task.</param>
    /// <returns>The job's number.</returns>
    /// <exception cref="IOException">Slurm is not here or refuses; says why.</exception>
    public static string Submit(string folder, string name, IEnumerable<string> worker, int tasks, int processors)
    {
        if (folder.AsSpan().IndexOfAny("\"\n") >= 0)
            throw new ArgumentException($"A path with quotes or line breaks cannot stand in a job script: {folder}");
        string script = Path.Combine(folder, "slurm", "job.sh");
        AtomicFile.Write(script, stream => stream.Write(Encoding.UTF8.GetBytes(Script(folder, name, worker, tasks, processors))));
        string answer = Ask("sbatch", "--parsable", script).Trim();
        // With several clusters the answer is "number;cluster".
        string job = answer.Split(';')[0];
        if (!job.All(char.IsAsciiDigit) || job.Length == 0) throw new IOException($"sbatch gave no job number, but: {answer}");
        string[] jobs = [.. JobsOf(folder), job];
        AtomicFile.Write(JobsIn(folder), stream => stream.Write(Encoding.UTF8.GetBytes(string.Join('\n', jobs))));
        return job;
    }

    /// <summary>The tasks of the folder's jobs that Slurm still knows; none where nothing was submitted.</summary>
    /// <exception cref="IOException">Slurm is not here.</exception>
    public static IReadOnlyList<SlurmTask> TasksOf(string folder)
    {
        List<SlurmTask> tasks = [];
        foreach (string job in JobsOf(folder))
        {
            string answer;
            try { answer = Ask("squeue", "--noheader", "--array", "--states=all", "--format=%i|%T|%N", $"--jobs={job}"); }
            // Slurm forgets a job some minutes after its end.
            catch (IOException error) when (error.Message.Contains("Invalid job id", StringComparison.Ordinal)) { continue; }
            tasks.AddRange(answer.Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries)
                .Select(line => line.Split('|')).Where(cells => cells.Length == 3)
                    .Select(cells => new SlurmTask(cells[0], cells[1], cells[2])));
        }
        return tasks;
    }

    private static string Script(string folder, string name, IEnumerable<string> worker, int tasks, int processors)
    {
        string log = Path.Combine(folder.Replace("%", "%%", StringComparison.Ordinal), "slurm", "%A_%a.log");
        IEnumerable<string> words = Program().Concat(worker).Select(word => $"'{word.Replace("'", @"'\''", StringComparison.Ordinal)}'");
        return string.Create(CultureInfo.InvariantCulture, $"""
            #!/bin/bash
            #SBATCH --job-name={name}
            #SBATCH --array=0-{tasks - 1}
            #SBATCH --ntasks=1
            #SBATCH --cpus-per-task={processors}
            #SBATCH --requeue
            #SBATCH --open-mode=append
            #SBATCH --output="{log}"
            # Every task works on the folder until all is done; what a lost worker left is taken over.
            exec {string.Join(' ', words)}

            """).ReplaceLineEndings("\n");
    }

    private static string[] Program()
    {
        string process = Environment.ProcessPath ?? "dotnet";
        return Path.GetFileNameWithoutExtension(process) == "dotnet" ? [process, typeof(Slurm).Assembly.Location] : [process];
    }

    private static string JobsIn(string folder) => Path.Combine(folder, "slurm", "jobs");

    private static string[] JobsOf(string folder) => File.Exists(JobsIn(folder)) ? File.ReadAllLines(JobsIn(folder)) : [];

    private static string Ask(string program, params string[] arguments)
    {
        Process process;
        try
        {
            process = Process.Start(new ProcessStartInfo(program, arguments)
            {
                RedirectStandardOutput = true,
                RedirectStandardError = true
            })!;
        }
        catch (Win32Exception error)
        {
            throw new IOException(
            $"Slurm's {program} cannot be started ({error.Message}). Is Slurm installed here?", error);
        }
        using (process)
        {
            Task<string> complaint = process.StandardError.ReadToEndAsync();
            string answer = process.StandardOutput.ReadToEnd();
            process.WaitForExit();
            return process.ExitCode == 0 ? answer : throw new IOException($"{program} failed: {complaint.GetAwaiter().GetResult().Trim()}");
        }
    }
}
