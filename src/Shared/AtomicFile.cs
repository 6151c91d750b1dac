namespace AttractorNotebooks.Files;

/// <summary>Writes a file whole or not at all: a reader never sees half of it, and a failed write leaves what was there.</summary>
/// <remarks>
/// A symbolic link is followed: its target is replaced, and the link stays. What is no regular file (a folder, a device, a pipe,
/// a socket) is never replaced. A file that is replaced keeps its permissions; other hard links to it keep the old content.
/// </remarks>
// Compiled into the library, where it is public, and into the notebook engine, which do not know each other.
static partial class AtomicFile
{
    /// <summary>What <see cref="RequireWritable"/> wants to be free where nothing else is said, in bytes.</summary>
    public const long LeastSpace = 1 << 20;

    /// <summary>Writes beside the target, flushes to the disk, and only then takes the target's name.</summary>
    /// <param name="path">The file to create or replace; its folder is created if missing.</param>
    /// <param name="write">Writes the content; if it throws, the target stays as it was.</param>
    /// <exception cref="IOException">The place cannot be written, is no regular file, or the disk is full; names the file.</exception>
    public static void Write(string path, Action<Stream> write)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        ArgumentNullException.ThrowIfNull(write);
        string? partial = null;
        try
        {
            string target = Target(path);
            using (FileStream stream = PartialFile.Create(target, 0, out partial))
            {
                write(stream);
                stream.Flush(flushToDisk: true);
            }
            if (!OperatingSystem.IsWindows() && File.Exists(target)) File.SetUnixFileMode(partial, File.GetUnixFileMode(target));
            File.Move(partial, target, overwrite: true);
        }
        catch (Exception error)
        {
            TryDelete(partial);
            if (IsRefusal(error)) throw Unwritable(path, error);
            throw;
        }
    }

    /// <summary>
    /// Finds out before long work whether its result could be written. Creates the folder if missing, removes what killed runs
    /// left of this file, and changes nothing else.
    /// </summary>
    /// <param name="path">The file to be written later.</param>
    /// <param name="bytes">How large it will be at least.</param>
    /// <exception cref="IOException">It cannot be written; names the file and says why.</exception>
    public static void RequireWritable(string path, long bytes = LeastSpace)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        string? partial = null;
        try
        {
            string target = Target(path);
            PartialFile.RemoveLeftoversOf(target);
            PartialFile.Create(target, bytes, out partial).Dispose();
        }
        catch (Exception error) when (IsRefusal(error)) { throw Unwritable(path, error); }
        finally { TryDelete(partial); }
    }

    /// <summary>
    /// Removes what killed runs left in a folder of files that were written by <see cref="Write"/>; what is being written stays.
    /// </summary>
    /// <param name="folder">The folder; need not exist.</param>
    public static void RemoveLeftovers(string folder) => PartialFile.RemoveLeftovers(folder);

    private static string Target(string path)
    {
        string full = Path.GetFullPath(path);
        if (Directory.Exists(full)) throw new IOException("It is a folder; name a file.");
        if (FileKind.IsSpecial(full)) throw new IOException("It is a device, a pipe or a socket, not a file.");
        // A path that ends in a link, or in a link to a link, means where that leads, whether or not it is there.
        return new FileInfo(full).LinkTarget is null ? full : File.ResolveLinkTarget(full, returnFinalTarget: true)!.FullName;
    }

    private static bool IsRefusal(Exception error) => error is UnauthorizedAccessException or IOException or NotSupportedException;

    private static IOException Unwritable(string path, Exception error) =>
        new($"Cannot write '{path}': {error.Message} Choose another place or free some space; nothing was changed.", error);

    private static void TryDelete(string? path)
    {
        try { if (path != null) File.Delete(path); }
        catch (Exception error) when (IsRefusal(error)) { /* the first error is the one to report */ }
    }
}
