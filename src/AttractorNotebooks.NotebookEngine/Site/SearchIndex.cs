using System.Text.Json;

namespace AttractorNotebooks.NotebookEngine.Site;

/// <summary>
/// What is to be found where in a site: a script, since a page opened from a disk may fetch nothing else.
/// </summary>
internal sealed class SearchIndex
{
    /// <summary>More of a section than this is not searched.</summary>
    private const int LongestText = 4000;

    private readonly List<string[]> _entries = [];

    /// <summary>Adds a place.</summary>
    /// <param name="file">The page below the site's folder.</param>
    /// <param name="id">The place on it; empty for the page itself.</param>
    /// <param name="title">What the place is called.</param>
    /// <param name="page">What the page is called.</param>
    /// <param name="text">What is said there.</param>
    public void Add(string file, string id, string title, string page, string text)
    {
        string address = SiteAddress.Between("", file) + (id.Length > 0 ? "#" + Uri.EscapeDataString(id) : "");
        string line = PageText.InOneLine(text);
        _entries.Add([title, address, page, line.Length > LongestText ? line[..LongestText] : line]);
    }

    /// <summary>Adds all sections of a page.</summary>
    public void Add(string file, string page, PageOutline outline)
    {
        foreach ((string id, string title, string text) in outline.Sections)
            Add(file, id, title.Length > 0 ? title : page, page, text);
    }

    /// <summary>The script.</summary>
    public string ToScript() => $"window.attractorIndex = {JsonSerializer.Serialize(_entries)};\n";
}
