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
        ArgumentException.ThrowIfNullOrEmpty(path);
        ArgumentNullException.ThrowIfNull(write);
        string full = Path.GetFullPath(path);
        string partial = $"{full}.{Guid.NewGuid():N}.partial";
        try
        {
            Directory.CreateDirectory(Path.GetDirectoryName(full)!);
            using (FileStream stream = new(partial, FileMode.CreateNew, FileAccess.Write, FileShare.None, 1 << 16))
            {
                write(stream);
                stream.Flush(flushToDisk: true);
            }
            File.Move(partial, full, overwrite: true);
        }
        catch (Exception error)
        {
            TryDelete(partial);
            if (error is UnauthorizedAccessException or IOException)
                throw new IOException($"Cannot write '{path}': {error.Message} Choose another place or free some space; nothing was changed.", error);
            throw;
        }
    }

    private static void TryDelete(string path)
    {
        try { File.Delete(path); }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException) { /* the first error is the one to report */ }
    }
}
