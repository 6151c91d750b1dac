using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.RegularExpressions;

namespace AttractorNotebooks.Files;

/// <summary>
/// Files that are being written beside their targets: NAME.MACHINE-RANDOM.partial, locked for as long as their writer lives.
/// </summary>
internal static partial class PartialFile
{
    private const int Attempts = 5;

    // Where locks do not reach from one machine to another, nobody writes one file for so long.
    private static readonly TimeSpan LongestWrite = TimeSpan.FromHours(1);

    private static readonly string Machine = Convert.ToHexStringLower(
        SHA256.HashData(Encoding.UTF8.GetBytes(Environment.MachineName)).AsSpan(0, 4));

    /// <summary>Creates a file beside a target, in the target's folder, which is created if missing.</summary>
    /// <param name="target">The full path of what is to be written.</param>
    /// <param name="reserve">Bytes that must be free; the system says at once where they are not.</param>
    /// <param name="partial">The new file's path.</param>
    public static FileStream Create(string target, long reserve, out string partial)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(target)!);
        for (int attempt = 1; ; attempt++)
        {
            partial = string.Create(CultureInfo.InvariantCulture, $"{target}.{Machine}-{Random.Shared.Next():x8}.partial");
            FileStream? stream = null;
            try
            {
                stream = new FileStream(partial, new FileStreamOptions
                {
                    Mode = FileMode.CreateNew,
                    Access = FileAccess.Write,
                    Share = FileShare.None,
                    BufferSize = 1 << 16,
                    PreallocationSize = reserve,
                });
            }
            // Between its creation and its lock another process may have taken the file for a leftover.
            catch (IOException) when (attempt < Attempts && File.Exists(partial)) { }
            if (stream != null && (attempt == Attempts || File.Exists(partial))) return stream;
            stream?.Dispose();
        }
    }

    /// <summary>Deletes what killed processes left beside a target.</summary>
    public static void RemoveLeftoversOf(string target) => RemoveLeftovers(Path.GetDirectoryName(target)!, Path.GetFileName(target) + ".");

    /// <summary>Deletes what killed processes left in a folder, beside any target or beside those whose names start so.</summary>
    public static void RemoveLeftovers(string folder, string start = "")
    {
        if (!Directory.Exists(folder)) return;
        foreach (string path in Directory.EnumerateFiles(folder, "*.partial"))
        {
            Match match = Name().Match(Path.GetFileName(path));
            if (!match.Success || !path.AsSpan(folder.Length).TrimStart(Path.DirectorySeparatorChar).StartsWith(start)) continue;
            bool here = match.Groups["machine"].Value == Machine;
            try
            {
                // Who cannot have the file for himself knows that its writer lives.
                using FileStream held = new(path, FileMode.Open, FileAccess.ReadWrite, FileShare.Delete);
                if (here || DateTime.UtcNow - File.GetLastWriteTimeUtc(path) > LongestWrite) File.Delete(path);
            }
            catch (Exception error) when (error is IOException or UnauthorizedAccessException) { /* it is being written, or gone */ }
        }
    }

    // Earlier versions wrote a number of 32 digits instead.
    [GeneratedRegex(@"\.((?<machine>[0-9a-f]{8})-[0-9a-f]{8}|[0-9a-f]{32})\.partial$", RegexOptions.CultureInvariant)]
    private static partial Regex Name();
}
