using AttractorNotebooks.Files;

namespace AttractorNotebooks.NotebookEngine.Documents;

/// <summary>Where paths lead once every link on the way is followed.</summary>
public static class RealPath
{
    /// <summary>The place that <paramref name="path"/> means; parts that are not there stay as they are.</summary>
    public static string Of(string path) => Follow(Path.GetFullPath(path), 0);

    /// <summary>
    /// Whether <paramref name="path"/> means a file that is there: a link to nowhere or back to itself does not, nor a pipe or a device.
    /// </summary>
    public static bool IsFile(string path) => new FileInfo(Of(path)) is { Exists: true, LinkTarget: null } file
        && !FileKind.IsSpecial(file.FullName);

    /// <summary>Whether <paramref name="path"/> lies below <paramref name="folder"/>, links followed.</summary>
    public static bool IsBelow(string path, string folder) =>
        Of(path).StartsWith(Path.TrimEndingDirectorySeparator(Of(folder)) + Path.DirectorySeparatorChar, StringComparison.Ordinal);

    private static string Follow(string full, int depth)
    {
        const int Deepest = 40;
        string real = Path.GetPathRoot(full)!;
        foreach (string part in full[real.Length..].Split(Path.DirectorySeparatorChar, StringSplitOptions.RemoveEmptyEntries))
        {
            real = Path.Combine(real, part);
            if (depth < Deepest && LinkTarget(real) is { } target) real = Follow(target, depth + 1);
        }

        return real;
    }

    private static string? LinkTarget(string path)
    {
        try
        {
            return File.ResolveLinkTarget(path, returnFinalTarget: false) is { } target ? Path.GetFullPath(target.FullName) : null;
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            // Not there, or not to be looked at: what comes of it is for who uses the path to say.
            return null;
        }
    }
}
