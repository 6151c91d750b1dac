using System.Runtime.InteropServices;

namespace AttractorNotebooks.Files;

/// <summary>Tells files from what only looks like one: devices, pipes and sockets, which a write must not replace.</summary>
/// <remarks>.NET does not say what a path is. Linux does, by statx, whose structure is the same on every processor: see statx(2).</remarks>
internal static partial class FileKind
{
    private const int BufferSize = 256, ModeAt = 28, CurrentFolder = -100;
    private const uint TypeWanted = 1;
    private const int TypeBits = 0xF000, RegularFile = 0x8000, Folder = 0x4000;

    /// <summary>Whether a path, links followed, is a device, a pipe or a socket; false where that cannot be known.</summary>
    public static bool IsSpecial(string path)
    {
        if (!OperatingSystem.IsLinux()) return path.StartsWith("/dev/", StringComparison.Ordinal) && File.Exists(path);
        byte[] answer = new byte[BufferSize];
        try
        {
            if (StatX(CurrentFolder, path, 0, TypeWanted, answer) != 0) return false;
        }
        catch (Exception error) when (error is DllNotFoundException or EntryPointNotFoundException)
        {
            return false;
        }
        int type = BitConverter.ToUInt16(answer, ModeAt) & TypeBits;
        return type is not (RegularFile or Folder);
    }

    [LibraryImport("libc", EntryPoint = "statx", StringMarshalling = StringMarshalling.Utf8)]
    private static partial int StatX(int folder, string path, int flags, uint mask, [Out] byte[] answer);
}
