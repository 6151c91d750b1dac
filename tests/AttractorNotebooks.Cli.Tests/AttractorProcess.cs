using System.Diagnostics;
using System.Globalization;
using System.Text;
using AttractorNotebooks.Cli.Commands;

namespace AttractorNotebooks.Cli.Tests;

/// <summary>The command <c>attractor</c> as a process, as a user has it.</summary>
internal sealed class AttractorProcess : IDisposable
{
    private readonly Process process;
    private readonly StringBuilder output = new();
    private readonly StringBuilder error = new();

    private AttractorProcess(string workingDirectory, IReadOnlyDictionary<string, string> environment, string[] arguments)
    {
        ProcessStartInfo start = new(Environment.ProcessPath is { } path && Path.GetFileName(path) == "dotnet" ? path : "dotnet",
            [typeof(RunCommand).Assembly.Location, .. arguments])
        {
            WorkingDirectory = workingDirectory,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        foreach ((string name, string value) in environment) start.Environment[name] = value;
        process = Process.Start(start)!;
        process.OutputDataReceived += (_, line) => Append(output, line.Data);
        process.ErrorDataReceived += (_, line) => Append(error, line.Data);
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
    }

    public int Id => process.Id;

    public string Output => Read(output);

    public string Error => Read(error);

    public static AttractorProcess Start(string workingDirectory, params string[] arguments) =>
        new(workingDirectory, new Dictionary<string, string>(), arguments);

    /// <summary>Starts it with some variables of the environment changed.</summary>
    public static AttractorProcess Start(string workingDirectory, IReadOnlyDictionary<string, string> environment,
        params string[] arguments) => new(workingDirectory, environment, arguments);

    /// <summary>Runs to the end.</summary>
    public static async Task<(int ExitCode, string Output, string Error)> RunAsync(string workingDirectory, params string[] arguments)
    {
        using AttractorProcess attractor = Start(workingDirectory, arguments);
        int exitCode = await attractor.WaitAsync();
        return (exitCode, attractor.Output, attractor.Error);
    }

    public async Task<int> WaitAsync()
    {
        using CancellationTokenSource patience = new(TimeSpan.FromMinutes(2));
        await process.WaitForExitAsync(patience.Token);
        return process.ExitCode;
    }

    /// <summary>Waits until its standard output is as wished, or it has ended.</summary>
    public async Task UntilAsync(Func<string, bool> output)
    {
        using CancellationTokenSource patience = new(TimeSpan.FromMinutes(2));
        while (!output(Output))
        {
            if (process.HasExited) throw new InvalidOperationException($"It ended before that: {Output}{Error}");
            await Task.Delay(10, patience.Token);
        }
    }

    /// <summary>Sends what the terminal sends on Ctrl-C.</summary>
    public void Interrupt()
    {
        using Process kill = Process.Start("kill", ["-INT", Id.ToString(CultureInfo.InvariantCulture)]);
        kill.WaitForExit();
    }

    /// <summary>Ends it with no chance to clean up.</summary>
    public void Kill() => process.Kill();

    public void Dispose()
    {
        if (!process.HasExited) process.Kill(entireProcessTree: true);
        process.Dispose();
    }

    private static void Append(StringBuilder text, string? line)
    {
        lock (text) text.Append(line is null ? "" : line + '\n');
    }

    private static string Read(StringBuilder text)
    {
        lock (text) return text.ToString();
    }
}
