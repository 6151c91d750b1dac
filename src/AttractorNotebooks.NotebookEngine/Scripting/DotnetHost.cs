using System.Runtime.InteropServices;

namespace AttractorNotebooks.NotebookEngine.Scripting;

/// <summary>The program <c>dotnet</c>.</summary>
internal static class DotnetHost
{
    /// <summary>The one that the SDK names, the one running this, or the one that belongs to this runtime.</summary>
    public static string Path { get; } = Find();

    private static string Find()
    {
        string name = OperatingSystem.IsWindows() ? "dotnet.exe" : "dotnet";
        if (Environment.GetEnvironmentVariable("DOTNET_HOST_PATH") is { Length: > 0 } host && File.Exists(host)) return host;
        if (Environment.ProcessPath is { } self && System.IO.Path.GetFileName(self) == name) return self;
        // shared/Microsoft.NETCore.App/VERSION lies below the host's folder.
        string beside = System.IO.Path.GetFullPath(System.IO.Path.Combine(RuntimeEnvironment.GetRuntimeDirectory(), "..", "..",
            "..", name));
        return File.Exists(beside) ? beside : name;
    }
}
