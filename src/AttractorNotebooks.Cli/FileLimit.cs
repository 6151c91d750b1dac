using Microsoft.Win32.SafeHandles;

namespace AttractorNotebooks.Cli;

/// <summary>Finds out at once that a process may open too few files, rather than at some library that cannot be loaded.</summary>
internal static class FileLimit
{
    // The runtime's libraries, a download and the files of a sweep.
    private const int Needed = 64;

    /// <summary>
    /// Whether there are enough; says so on standard error where not, without any library that would have to be loaded first.
    /// </summary>
    public static bool IsEnough()
    {
        if (OperatingSystem.IsWindows()) return true;
        List<SafeFileHandle> opened = [];
        bool enough = true;
        try
        {
            for (int k = 0; k < Needed; k++) opened.Add(File.OpenHandle("/dev/null", FileMode.Open, FileAccess.Read, FileShare.ReadWrite));
        }
        catch (IOException)
        {
            enough = false;
        }
        foreach (SafeFileHandle handle in opened) handle.Dispose();
        if (!enough) Complain();
        return enough;
    }

    private static void Complain()
    {
        try
        {
            using SafeFileHandle standardError = new(2, ownsHandle: false);
            using FileStream stream = new(standardError, FileAccess.Write, 1);
            stream.Write("attractor: This process may open too few files: raise the limit (ulimit -n) by at least 64.\n"u8);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException or ArgumentException) { /* closed or full */ }
    }
}
