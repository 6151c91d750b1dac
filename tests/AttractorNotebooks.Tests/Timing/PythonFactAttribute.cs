namespace AttractorNotebooks.Tests.Timing;

/// <summary>A test that needs python3 on the path; skipped where it is not.</summary>
public sealed class PythonFactAttribute : FactAttribute
{
    public PythonFactAttribute()
    {
        string[] folders = (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator);
        if (!folders.Any(folder => File.Exists(Path.Combine(folder, "python3")))) Skip = "There is no python3 here.";
    }
}
