using AttractorNotebooks.NotebookEngine.Documents;

namespace AttractorNotebooks.Cli.Commands;

/// <summary>Finds the notebooks that a command line means.</summary>
internal static class NotebookFiles
{
    private static readonly string[] Endings = [".ipynb", ".dib"];

    /// <summary>
    /// Files as they are, folders with all below them in order of name; build output and hidden folders are left out. What is to
    /// be found on several ways, because of links among the folders, counts once.
    /// </summary>
    /// <param name="names">Files and folders.</param>
    /// <param name="results">A folder whose content are results and no notebooks to work on; null when there is none.</param>
    /// <exception cref="FileNotFoundException">Something named is not there.</exception>
    /// <exception cref="ArgumentException">Something named is no notebook, or a folder holds none.</exception>
    public static IReadOnlyList<NotebookFile> Find(IEnumerable<string> names, string? results = null)
    {
        List<NotebookFile> files = [];
        foreach (string name in names)
        {
            if (Directory.Exists(name)) files.AddRange(InFolder(name, results));
            else if (!RealPath.IsFile(name)) throw new FileNotFoundException($"There is no notebook or folder {name}.", name);
            else if (!IsNotebook(name))
                throw new ArgumentException($"{name} is not a notebook: its name does not end in {string.Join(" or ", Endings)}.");
            else files.Add(new NotebookFile(name, Path.GetFileName(name)));
        }

        return files;
    }

    /// <summary>The same, for results that are written below the folder <paramref name="results"/>.</summary>
    /// <exception cref="FileNotFoundException">Something named is not there.</exception>
    /// <exception cref="ArgumentException">
    /// Something named is no notebook, a folder holds none, or two would be written to the same place.
    /// </exception>
    public static IReadOnlyList<NotebookFile> FindDistinct(IEnumerable<string> names, string results)
    {
        IReadOnlyList<NotebookFile> files = Find(names, results);
        foreach (IGrouping<string, NotebookFile> same in files.GroupBy(file => file.ResultPath, StringComparer.OrdinalIgnoreCase))
        {
            if (same.Skip(1).Any())
                throw new ArgumentException($"{string.Join(" and ", same.Select(file => file.Path))} would be written to the same "
                    + "place; name them one at a time with different --out.");
        }

        return files;
    }

    private static List<NotebookFile> InFolder(string folder, string? results)
    {
        List<NotebookFile> files = [];
        HashSet<string> seen = new(StringComparer.Ordinal);
        if (results is not null && RealPath.Of(results) != RealPath.Of(folder)) seen.Add(RealPath.Of(results));
        Queue<DirectoryInfo> folders = new([new DirectoryInfo(folder)]);
        while (folders.TryDequeue(out DirectoryInfo? next))
        {
            if (!seen.Add(RealPath.Of(next.FullName))) continue;
            // A file itself before links to it, a folder before the ways round.
            foreach (FileSystemInfo entry in next.EnumerateFileSystemInfos().OrderBy(entry => entry.LinkTarget is not null)
                .ThenBy(entry => entry.Name, StringComparer.Ordinal))
            {
                if (Directory.Exists(entry.FullName))
                {
                    if (!entry.Name.StartsWith('.') && entry.Name is not ("bin" or "obj"))
                        folders.Enqueue(new DirectoryInfo(entry.FullName));
                }
                else if (IsNotebook(entry.Name) && RealPath.IsFile(entry.FullName) && seen.Add(RealPath.Of(entry.FullName)))
                {
                    string relative = Path.GetRelativePath(Path.GetFullPath(folder), entry.FullName);
                    files.Add(new NotebookFile(Path.Combine(folder, relative), relative));
                }
            }
        }

        return files.Count > 0 ? [.. files.OrderBy(file => file.RelativePath, StringComparer.Ordinal)]
            : throw new ArgumentException($"There is no notebook in {folder}.");
    }

    private static bool IsNotebook(string name) => Endings.Any(ending => name.EndsWith(ending, StringComparison.OrdinalIgnoreCase));
}
