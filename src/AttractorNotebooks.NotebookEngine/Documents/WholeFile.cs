using System.Text;
using AttractorNotebooks.Files;

namespace AttractorNotebooks.NotebookEngine.Documents;

/// <summary>
/// Writes files whole or not at all: a temporary file beside the target, flushed, then renamed over it. Through a link it writes the file that
/// the link means, and a file that is replaced keeps its permissions.
/// </summary>
internal static class WholeFile
{
    private static readonly UTF8Encoding Utf8 = new(encoderShouldEmitUTF8Identifier: false);

    /// <summary>Writes <paramref name="text"/> as UTF-8 without a byte order mark; creates the folder when it is missing.</summary>
    /// <exception cref="IOException">The file cannot be written; what was there before is untouched.</exception>
    /// <exception cref="UnauthorizedAccessException">No permission to write there.</exception>
    public static Task WriteAsync(string path, string text, CancellationToken cancellation) => WriteAsync(path, Utf8.GetBytes(text), cancellation);

    /// <summary>Writes <paramref name="content"/>; creates the folder when it is missing.</summary>
    /// <exception cref="IOException">The file cannot be written; what was there before is untouched.</exception>
    /// <exception cref="UnauthorizedAccessException">No permission to write there.</exception>
    public static Task WriteAsync(string path, byte[] content, CancellationToken cancellation) =>
        WriteAsync(path, file => file.WriteAsync(content, cancellation).AsTask());

    /// <summary>Copies the file <paramref name="source"/>; creates the folder when it is missing.</summary>
    /// <exception cref="IOException">A file cannot be read or written; what was there before is untouched.</exception>
    /// <exception cref="UnauthorizedAccessException">No permission to read or to write there.</exception>
    public static async Task CopyAsync(string source, string path, CancellationToken cancellation)
    {
        FileStream content = File.OpenRead(source);
        await using (content.ConfigureAwait(false)) await WriteAsync(path, file => content.CopyToAsync(file, cancellation)).ConfigureAwait(false);
    }

    private static async Task WriteAsync(string path, Func<FileStream, Task> write)
    {
        string target = RealPath.Of(path);
        if (FileKind.IsSpecial(target)) throw new IOException($"Cannot write {path}: it is a device, a pipe or a socket, not a file.");
        string folder = Path.GetDirectoryName(target)!;
        Directory.CreateDirectory(folder);
        string temporary = Path.Combine(folder, $".{Path.GetRandomFileName()}");
        try
        {
            FileStream file = new(temporary, FileMode.CreateNew, FileAccess.Write);
            await using (file.ConfigureAwait(false))
            {
                await write(file).ConfigureAwait(false);
                file.Flush(flushToDisk: true);
            }

            if (!OperatingSystem.IsWindows() && File.Exists(target)) File.SetUnixFileMode(temporary, File.GetUnixFileMode(target));
            File.Move(temporary, target, overwrite: true);
        }
        catch
        {
            File.Delete(temporary);
            throw;
        }
    }
}
