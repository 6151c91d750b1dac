namespace AttractorNotebooks.NotebookEngine.Scripting;

/// <summary>
/// Copies of the folders that a session loads libraries from, taken when a folder is first needed: the libraries can be rebuilt while the
/// session runs, and all of its assemblies stem from one build.
/// </summary>
internal sealed class LibrarySnapshot : IDisposable
{
    /// <summary>Where libraries keep what differs from platform to platform.</summary>
    public const string RuntimesFolder = "runtimes";
    /// <summary>Where libraries keep what another library of theirs loads apart from all others.</summary>
    public const string ApartFolder = "fsharp";
    private static readonly string[] FoldersBelow = [RuntimesFolder, ApartFolder];
    private const string FolderPrefix = "attractor-engine-";
    private static readonly string[] CopiedEndings = [".dll", ".exe", ".pdb", ".xml", ".json", ".js", ".so", ".dylib"];

    private readonly string root = Path.Combine(Path.GetTempPath(), FolderPrefix + Environment.ProcessId);
    private readonly Dictionary<string, string> copies = new(StringComparer.Ordinal);

    /// <summary>The folders that hold the copies, in the order in which they were taken.</summary>
    public IEnumerable<string> Folders => copies.Values;

    /// <summary>The copy of <paramref name="path"/>, a full path of an existing file.</summary>
    public string Copy(string path)
    {
        string folder = Path.GetDirectoryName(path)!;
        if (!copies.TryGetValue(folder, out string? copy))
        {
            if (copies.Count == 0) RemoveLeftovers();
            copy = Path.Combine(root, copies.Count.ToString(System.Globalization.CultureInfo.InvariantCulture));
            Directory.CreateDirectory(copy);
            CopyFiles(folder, copy, SearchOption.TopDirectoryOnly);
            // What a library brings along for each platform, or keeps apart from the libraries of others.
            foreach (string below in FoldersBelow.Where(below => Directory.Exists(Path.Combine(folder, below))))
            {
                CopyFiles(Path.Combine(folder, below), Path.Combine(copy, below), SearchOption.AllDirectories);
            }

            copies.Add(folder, copy);
        }

        string target = Path.Combine(copy, Path.GetFileName(path));
        if (!File.Exists(target)) CopyFile(path, copy);
        return target;
    }

    /// <summary>Whether <paramref name="path"/> is no longer the file that was copied.</summary>
    public bool HasChanged(string path)
    {
        FileInfo now = new(path);
        FileInfo then = new(Copy(path));
        return now.Length != then.Length || now.LastWriteTimeUtc != then.LastWriteTimeUtc;
    }

    public void Dispose()
    {
        try
        {
            if (Directory.Exists(root)) Directory.Delete(root, recursive: true);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            // Windows keeps loaded assemblies locked until the process has ended; the next session removes them.
        }
    }

    private static void CopyFiles(string folder, string copy, SearchOption depth)
    {
        foreach (string file in Directory.EnumerateFiles(folder, "*", depth))
        {
            if (CopiedEndings.Contains(Path.GetExtension(file), StringComparer.OrdinalIgnoreCase))
                CopyFile(file, Path.Combine(copy, Path.GetRelativePath(folder, Path.GetDirectoryName(file)!)));
        }
    }

    private static void CopyFile(string file, string folder)
    {
        Directory.CreateDirectory(folder);
        string target = Path.Combine(folder, Path.GetFileName(file));
        File.Copy(file, target);
        File.SetLastWriteTimeUtc(target, File.GetLastWriteTimeUtc(file));
    }

    /// <summary>Removes what sessions left behind that ended without a chance to clean up.</summary>
    private static void RemoveLeftovers()
    {
        foreach (string folder in Directory.EnumerateDirectories(Path.GetTempPath(), FolderPrefix + "*"))
        {
            try
            {
                if (int.TryParse(Path.GetFileName(folder)[FolderPrefix.Length..], out int id)
                    && !(id != Environment.ProcessId && IsRunning(id))) Directory.Delete(folder, recursive: true);
            }
            catch (Exception error) when (error is IOException or UnauthorizedAccessException)
            {
                // Somebody else's, or still locked: not ours to remove now.
            }
        }
    }

    private static bool IsRunning(int id)
    {
        try
        {
            using System.Diagnostics.Process process = System.Diagnostics.Process.GetProcessById(id);
            return true;
        }
        catch (ArgumentException)
        {
            return false;
        }
    }
}
