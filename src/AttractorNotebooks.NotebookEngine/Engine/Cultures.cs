using System.Globalization;

namespace AttractorNotebooks.NotebookEngine.Engine;

/// <summary>
/// Cells may use every culture that ICU knows, but nothing depends on the machine's own: numbers look the same everywhere.
/// </summary>
internal static class Cultures
{
    /// <summary>Where libraries lie; an environment that keeps them elsewhere says so.</summary>
    public static IEnumerable<string> Folders =>
        [.. (Environment.GetEnvironmentVariable("LD_LIBRARY_PATH") ?? "").Split(':', StringSplitOptions.RemoveEmptyEntries), "/usr/lib",
            "/usr/lib64", "/usr/local/lib", "/lib", "/lib64"];

    /// <summary>Must be called before anything uses a culture: without ICU the runtime would end the process.</summary>
    public static void Prepare()
    {
        if (OperatingSystem.IsLinux() && !HasIcu(Folders)) AppContext.SetSwitch("System.Globalization.Invariant", true);
        CultureInfo.DefaultThreadCurrentCulture = CultureInfo.DefaultThreadCurrentUICulture = CultureInfo.InvariantCulture;
        CultureInfo.CurrentCulture = CultureInfo.CurrentUICulture = CultureInfo.InvariantCulture;
    }

    /// <summary>Whether ICU lies in one of the folders, or in those below them that are for one kind of machine.</summary>
    public static bool HasIcu(IEnumerable<string> folders) => folders.Where(Directory.Exists)
        .SelectMany(folder => Directory.GetDirectories(folder, "*-linux-*").Append(folder))
        .Any(folder => Directory.EnumerateFiles(folder, "libicuuc.so*").Any());
}
