using Microsoft.Win32.SafeHandles;

namespace AttractorNotebooks.NotebookEngine.Engine;

/// <summary>The process's own streams, past <see cref="Console"/>.</summary>
/// <remarks>
/// On Unix the console's stream takes the lock of <see cref="Console.Out"/>. A cell that writes has that lock and
/// waits for what its text goes through, which may be waiting for this stream: neither would ever go on.
/// </remarks>
internal static class StandardStreams
{
    public static Stream Output() => OperatingSystem.IsWindows() ? Console.OpenStandardOutput() : Open(1);

    public static Stream Error() => OperatingSystem.IsWindows() ? Console.OpenStandardError() : Open(2);

    private static FileStream Open(int descriptor) =>
        new(new SafeFileHandle(descriptor, ownsHandle: false), FileAccess.Write, bufferSize: 0);
}
