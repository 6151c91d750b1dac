using System.Diagnostics;

namespace AttractorNotebooks.Tests.Data;

/// <summary>A test of files that NumPy and Pillow write: reported as skipped where no Python has them.</summary>
internal sealed class PillowFactAttribute : FactAttribute
{
    private static readonly Lazy<string?> Interpreter = new(() => Find("numpy, PIL"));

    public PillowFactAttribute()
    {
        if (Interpreter.Value is null) Skip = "No python3 here has numpy and PIL.";
    }

    /// <summary>Runs a script in a folder.</summary>
    /// <returns>What it printed.</returns>
    public static string Run(string folder, string script) => Run(Interpreter.Value!, folder, script);

    /// <summary>Runs a script in a folder by an interpreter that <see cref="Find"/> has found.</summary>
    internal static string Run(string interpreter, string folder, string script)
    {
        (int exit, string output, string errors) = Python(interpreter, folder, script);
        Assert.True(exit == 0, errors);
        return output;
    }

    /// <summary>A Python that has these modules, or null.</summary>
    internal static string? Find(string modules) => (Environment.GetEnvironmentVariable("PATH") ?? "")
        .Split(Path.PathSeparator).Append("/usr/bin")
        .Select(folder => Path.Combine(folder, OperatingSystem.IsWindows() ? "python3.exe" : "python3"))
        .Where(File.Exists).Distinct()
        .FirstOrDefault(python => Python(python, Path.GetTempPath(), $"import {modules}").Exit == 0);

    private static (int Exit, string Output, string Errors) Python(string python, string folder, string script)
    {
        using Process process = Process.Start(new ProcessStartInfo(python, ["-c", script])
        {
            WorkingDirectory = folder,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        })!;
        Task<string> errors = process.StandardError.ReadToEndAsync();
        string output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        return (process.ExitCode, output, errors.GetAwaiter().GetResult());
    }
}
