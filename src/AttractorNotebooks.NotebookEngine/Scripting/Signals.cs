using System.Runtime.InteropServices;

namespace AttractorNotebooks.NotebookEngine.Scripting;

/// <summary>Sends this process the signals that a terminal would.</summary>
internal static partial class Signals
{
    /// <summary>The number of SIGINT, the same on every Unix.</summary>
    public const int Interrupt = 2;

    /// <summary>Sends this process a signal.</summary>
    public static void Raise(int signal) => _ = Kill(Environment.ProcessId, signal);

    [LibraryImport("libc", EntryPoint = "kill")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial int Kill(int process, int signal);
}
