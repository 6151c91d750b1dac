using System.Text;
using AttractorNotebooks.Files;

namespace AttractorNotebooks.NotebookEngine.Documents;

/// <summary>
/// Writes files whole or not at all, off the caller's thread; what killed runs left half written in the folder is removed.
/// </summary>
internal static class WholeFile
{
    /// <summary>Writes <paramref name="text"/> as UTF-8 without a byte order mark; creates the folder when it is missing.</summary>
    /// <exception cref="IOException">The file cannot be written; what was there before is untouched.</exception>
    public static Task WriteAsync(string path, string text, CancellationToken cancellation) =>
        WriteAsync(path, Encoding.UTF8.GetBytes(text), cancellation);

    /// <summary>Writes <paramref name="content"/>; creates the folder when it is missing.</summary>
    /// <exception cref="IOException">The file cannot be written; what was there before is untouched.</exception>
    public static Task WriteAsync(string path, byte[] content, CancellationToken cancellation) =>
        Task.Run(() => Write(path, stream => stream.Write(content)), cancellation);

    /// <summary>Copies the file <paramref name="source"/>; creates the folder when it is missing.</summary>
    /// <exception cref="IOException">A file cannot be read or written; what was there before is untouched.</exception>
    /// <exception cref="UnauthorizedAccessException">No permission to read.</exception>
    public static Task CopyAsync(string source, string path, CancellationToken cancellation) => Task.Run(
        () =>
        {
            using FileStream content = File.OpenRead(source);
            Write(path, content.CopyTo);
        },
        cancellation);

    private static void Write(string path, Action<Stream> write)
    {
        AtomicFile.RemoveLeftovers(Path.GetDirectoryName(RealPath.Of(path))!);
        AtomicFile.Write(path, write);
    }
}
