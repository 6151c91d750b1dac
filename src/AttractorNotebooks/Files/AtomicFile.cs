namespace AttractorNotebooks.Files;

/// <summary>Writes a file whole or not at all: a reader never sees half of it, and a failed write leaves what was there.</summary>
public static class AtomicFile
{
    /// <summary>Writes beside the target, flushes to the disk, and only then takes the target's name.</summary>
    /// <param name="path">The file to create or replace; its folder is created if missing.</param>
    /// <param name="write">Writes the content; if it throws, the target stays as it was.</param>
    /// <exception cref="IOException">The folder cannot be written or the disk is full; names the file.</exception>
    public static void Write(string path, Action<Stream> write)
    {
        ArgumentNullException.ThrowIfNull(write);
        string partial = Partial(path);
        try
        {
            using (FileStream stream = Create(partial))
            {
                write(stream);
                stream.Flush(flushToDisk: true);
            }
            File.Move(partial, Path.GetFullPath(path), overwrite: true);
        }
        catch (Exception error)
        {
            TryDelete(partial);
            if (IsRefusal(error)) throw Unwritable(path, error);
            throw;
        }
    }

    /// <summary>Finds out before long work whether its result could be written; creates the folder if missing, and leaves nothing else.</summary>
    /// <param name="path">The file to be written later.</param>
    /// <exception cref="IOException">It cannot be written; names the file and says why.</exception>
    public static void RequireWritable(string path)
    {
        string partial = Partial(path);
        if (Directory.Exists(path)) throw new IOException($"Cannot write '{path}': it is a folder. Name a file.");
        try { Create(partial).Dispose(); }
        catch (Exception error) when (IsRefusal(error)) { throw Unwritable(path, error); }
        finally { TryDelete(partial); }
    }

    private static string Partial(string path)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        return $"{Path.GetFullPath(path)}.{Guid.NewGuid():N}.partial";
    }

    private static FileStream Create(string partial)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(partial)!);
        return new FileStream(partial, FileMode.CreateNew, FileAccess.Write, FileShare.None, 1 << 16);
    }

    private static bool IsRefusal(Exception error) => error is UnauthorizedAccessException or IOException;

    private static IOException Unwritable(string path, Exception error) =>
        new($"Cannot write '{path}': {error.Message} Choose another place or free some space; nothing was changed.", error);

    private static void TryDelete(string path)
    {
        try { File.Delete(path); }
        catch (Exception error) when (IsRefusal(error)) { /* the first error is the one to report */ }
    }
}
