namespace AttractorNotebooks.NotebookEngine.Site;

/// <summary>
/// Gives every page and every copied file a place of its own below the site's folder, whatever they are called: none takes another's, nor
/// that of the contents and the scripts. Names that differ in case only count as one, as they do on some disks.
/// </summary>
internal sealed class SitePlaces
{
    /// <summary>The page of contents.</summary>
    public const string Contents = "index.html";

    private readonly HashSet<string> _files = new(StringComparer.OrdinalIgnoreCase);
    private readonly HashSet<string> _folders = new(StringComparer.OrdinalIgnoreCase);
    private readonly Dictionary<string, string> _pages = new(StringComparer.Ordinal);
    private readonly Dictionary<string, string> _copies = new(StringComparer.Ordinal);

    /// <param name="pages">All pages of the site.</param>
    /// <param name="reserved">Files and folders of the site's own.</param>
    public SitePlaces(IReadOnlyList<SitePage> pages, params ReadOnlySpan<string> reserved)
    {
        Take(Contents);
        foreach (string place in reserved) Take(place);
        // The executed notebooks may lie beside their pages.
        foreach (SitePage page in pages) Take(page.Path + ".ipynb");
        foreach (SitePage page in pages) _pages.Add(page.Path, Free(attempt => page.Path + (attempt == 1 ? ".html" : $"-{attempt}.html")));
    }

    /// <summary>Copied files by their sources.</summary>
    public IReadOnlyDictionary<string, string> Copies => _copies;

    /// <summary>Where a notebook's page is; null when it has none.</summary>
    public string? OfPage(string path) => _pages.GetValueOrDefault(path);

    /// <summary>A place for a file that belongs to a page.</summary>
    /// <param name="path">The page's path.</param>
    /// <param name="kind">What the file is, as part of its name; empty for nothing.</param>
    /// <param name="ending">How its name ends, with the dot.</param>
    public string Beside(string path, string kind, string ending)
    {
        string stem = kind.Length > 0 ? $"{path}-{kind}" : path;
        return Free(attempt => $"{stem}{(attempt == 1 ? "" : $"-{attempt}")}{ending}");
    }

    /// <summary>Where a file is copied to.</summary>
    /// <param name="source">The file.</param>
    /// <param name="wanted">Its place when nothing else is there.</param>
    public string OfCopy(string source, string wanted)
    {
        if (_copies.TryGetValue(source, out string? place)) return place;
        place = Free(attempt => attempt == 1 ? wanted : $"files-{attempt}/{wanted}");
        _copies.Add(source, place);
        return place;
    }

    private string Free(Func<int, string> name)
    {
        for (int attempt = 1; ; attempt++)
        {
            string place = name(attempt);
            if (IsFree(place)) return Take(place);
        }
    }

    private bool IsFree(string place) => !_files.Contains(place) && !_folders.Contains(place) && !Folders(place).Any(_files.Contains);

    private string Take(string place)
    {
        _files.Add(place);
        _folders.UnionWith(Folders(place));
        return place;
    }

    private static IEnumerable<string> Folders(string place)
    {
        for (int slash = place.LastIndexOf('/'); slash > 0; slash = place.LastIndexOf('/', slash - 1)) yield return place[..slash];
    }
}
