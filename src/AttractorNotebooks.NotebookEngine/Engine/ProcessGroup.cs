using System.Runtime.InteropServices;

namespace AttractorNotebooks.NotebookEngine.Engine;

/// <summary>An engine and the processes that its cells start are one group, on Unix: they end together.</summary>
internal static partial class ProcessGroup
{
    private const int Interrupt = 2;
    private const int Kill = 9;

    /// <summary>Makes this process the first of a group of its own.</summary>
    public static void Begin()
    {
        if (!OperatingSystem.IsWindows()) _ = SetGroup(0, 0);
    }

    /// <summary>Sends this process the signal that Ctrl-C sends.</summary>
    public static void RaiseInterrupt() => _ = Send(Environment.ProcessId, Interrupt);

    /// <summary>Ends this process's group, and so this process.</summary>
    public static void EndOwn()
    {
        if (!OperatingSystem.IsWindows() && GetGroup(0) == Environment.ProcessId) _ = Send(0, Kill);
    }

    /// <summary>Ends what is left of a group whose first process has ended.</summary>
    /// <param name="first">The first process's number.</param>
    public static void End(int first)
    {
        if (!OperatingSystem.IsWindows()) _ = Send(-first, Kill);
    }

    [LibraryImport("libc", EntryPoint = "kill")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial int Send(int process, int signal);

    [LibraryImport("libc", EntryPoint = "setpgid")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial int SetGroup(int process, int group);

    [LibraryImport("libc", EntryPoint = "getpgid")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial int GetGroup(int process);
}
