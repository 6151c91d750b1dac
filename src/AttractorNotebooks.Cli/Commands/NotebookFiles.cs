namespace AttractorNotebooks.Cli.Commands;

/// <summary>Finds the notebooks that a command line means.</summary>
internal static class NotebookFiles
{
    private const string Ending = ".ipynb";

    /// <summary>Files as they are, folders with all below them in order of name; build output and hidden folders are left out.</summary>
    /// <exception cref="FileNotFoundException">Something named is not there.</exception>
    /// <exception cref="ArgumentException">Something named is no notebook, or a folder holds none.</exception>
    public static IReadOnlyList<NotebookFile> Find(IEnumerable<string> names)
    {
        List<NotebookFile> files = [];
        foreach (string name in names)
        {
            if (Directory.Exists(name)) files.AddRange(InFolder(name));
            else if (!File.Exists(name)) throw new FileNotFoundException($"There is no notebook or folder {name}.", name);
            else if (!name.EndsWith(Ending, StringComparison.OrdinalIgnoreCase)) throw new ArgumentException($"{name} is not a notebook: its name does not end in {Ending}.");
            else files.Add(new NotebookFile(name, Path.GetFileName(name)));
        }

        return files;
    }

    /// <summary>The same, for results that are written below one folder.</summary>
    /// <exception cref="FileNotFoundException">Something named is not there.</exception>
    /// <exception cref="ArgumentException">Something named is no notebook, a folder holds none, or two would be written to the same place.</exception>
    public static IReadOnlyList<NotebookFile> FindDistinct(IEnumerable<string> names)
    {
        IReadOnlyList<NotebookFile> files = Find(names);
        foreach (IGrouping<string, NotebookFile> same in files.GroupBy(file => file.RelativePath, StringComparer.OrdinalIgnoreCase))
        {
            if (same.Skip(1).Any()) throw new ArgumentException($"{string.Join(" and ", same.Select(file => file.Path))} would be written to the same place; name them one at a time with different --out.");
        }

        return files;
    }

    private static List<NotebookFile> InFolder(string folder)
    {
        List<NotebookFile> files = [.. Directory.EnumerateFiles(folder, "*" + Ending, SearchOption.AllDirectories)
            .Select(file => new NotebookFile(file, Path.GetRelativePath(folder, file)))
            .Where(file => !file.RelativePath.Split(Path.DirectorySeparatorChar).SkipLast(1).Any(part => part.StartsWith('.') || part is "bin" or "obj"))
            .OrderBy(file => file.RelativePath, StringComparer.Ordinal)];
        return files.Count > 0 ? files : throw new ArgumentException($"There is no notebook in {folder}.");
    }
}
