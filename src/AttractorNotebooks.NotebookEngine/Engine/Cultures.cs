using System.Globalization;

namespace AttractorNotebooks.NotebookEngine.Engine;

/// <summary>Cells may use every culture that ICU knows, but nothing depends on the machine's own: numbers look the same everywhere.</summary>
internal static class Cultures
{
    private static readonly string[] Folders = ["/usr/lib", "/usr/lib64", "/usr/local/lib", "/lib", "/lib64"];

    /// <summary>Must be called before anything uses a culture: without ICU the runtime would end the process.</summary>
    public static void Prepare()
    {
        if (OperatingSystem.IsLinux() && !HasIcu()) AppContext.SetSwitch("System.Globalization.Invariant", true);
        CultureInfo.DefaultThreadCurrentCulture = CultureInfo.DefaultThreadCurrentUICulture = CultureInfo.InvariantCulture;
        CultureInfo.CurrentCulture = CultureInfo.CurrentUICulture = CultureInfo.InvariantCulture;
    }

    private static bool HasIcu()
    {
        // An environment that keeps its libraries elsewhere says so.
        string[] named = (Environment.GetEnvironmentVariable("LD_LIBRARY_PATH") ?? "").Split(':', StringSplitOptions.RemoveEmptyEntries);
        return named.Concat(Folders).Where(Directory.Exists).SelectMany(folder => Directory.GetDirectories(folder, "*-linux-*").Append(folder))
            .Any(folder => Directory.EnumerateFiles(folder, "libicuuc.so.*").Any());
    }
}
