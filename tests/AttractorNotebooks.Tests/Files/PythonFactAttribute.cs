namespace AttractorNotebooks.Tests.Files;

/// <summary>A test that needs Python 3: reported as skipped where there is none.</summary>
internal sealed class PythonFactAttribute : FactAttribute
{
    public PythonFactAttribute()
    {
        if (Interpreter is null) Skip = "There is no python3 in the PATH.";
    }

    public static string? Interpreter { get; } = (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator)
        .Select(folder => Path.Combine(folder, OperatingSystem.IsWindows() ? "python3.exe" : "python3")).FirstOrDefault(File.Exists);
}
