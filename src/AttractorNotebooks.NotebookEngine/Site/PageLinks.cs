using System.Text.Json.Nodes;
using AttractorNotebooks.NotebookEngine.Documents;

namespace AttractorNotebooks.NotebookEngine.Site;

/// <summary>
/// Says where the links of a page lead once it is part of a site. Nothing outside the notebook's folder is ever copied into it.
/// </summary>
/// <param name="page">The page.</param>
/// <param name="places">Where everything of the site is.</param>
/// <param name="file">Where the page is; null when its path says so.</param>
internal sealed class PageLinks(SitePage page, SitePlaces places, string? file = null)
{
    private const string AttachmentScheme = "attachment:";
    private static readonly string[] NotebookEndings = [".ipynb", ".dib"];
    private static readonly string[] SafeSchemes = ["http", "https", "mailto"];

    private readonly List<string> _dead = [];

    /// <summary>Links that lead nowhere in the site.</summary>
    public IReadOnlyList<string> Dead => _dead;

    /// <summary>
    /// The address that takes the place of <paramref name="written"/>; null when it would lead nowhere, or somewhere it must not.
    /// </summary>
    /// <param name="written">As it stands in the markup.</param>
    /// <param name="attachments">The files inside the cell.</param>
    public string? Resolve(string written, JsonObject? attachments)
    {
        // What browsers do not see in an address must not hide its scheme here.
        string link = string.Concat(written.Where(c => c is not ('\t' or '\r' or '\n')))
            .Trim([.. Enumerable.Range(0, ' ' + 1).Select(c => (char)c)]);
        if (link.StartsWith('#')) return link;
        if (link.StartsWith(AttachmentScheme, StringComparison.Ordinal))
            return Attachment(Uri.UnescapeDataString(link[AttachmentScheme.Length..]), attachments) ?? Drop(written);
        int colon = link.IndexOf(':', StringComparison.Ordinal);
        if (colon >= 0 && link.IndexOfAny(['/', '?', '#']) is var slash && (slash < 0 || colon < slash))
        {
            return SafeSchemes.Contains(link[..colon], StringComparer.OrdinalIgnoreCase) ? link : Drop(written);
        }

        int end = link.IndexOfAny(['?', '#']);
        string rest = end < 0 ? "" : link[end..];
        string path = Uri.UnescapeDataString(end < 0 ? link : link[..end]);
        return path.Length > 0 && !path.Contains('\0', StringComparison.Ordinal) && Place(path) is { } place
            ? SiteAddress.Between(file ?? places.OfPage(page.Path)!, place) + rest
            : Drop(written);
    }

    /// <summary>Where the file that a link names is in the site; null when it is not in it.</summary>
    private string? Place(string path)
    {
        if (Below(path) is not { } below) return null;
        if (NotebookEndings.FirstOrDefault(ending => path.EndsWith(ending, StringComparison.OrdinalIgnoreCase)) is { } ending)
            return places.OfPage(below[..^ending.Length]);
        // A page of plain Markdown, where there is one.
        if (below.EndsWith(".md", StringComparison.OrdinalIgnoreCase) && places.OfPage(below[..^".md".Length]) is { } document)
            return document;
        string source = RealPath.Of(Path.Combine(page.SourceFolder, path));
        return RealPath.IsFile(source) && RealPath.IsBelow(source, page.SourceFolder) ? places.OfCopy(source, below) : null;
    }

    /// <summary>A path relative to the page as one below the site's folder; null when it leads out of it.</summary>
    private string? Below(string relative)
    {
        if (relative[0] is '/' or '\\') return null;
        List<string> parts = [.. page.Path.Split('/').SkipLast(1)];
        foreach (string part in relative.Replace('\\', '/').Split('/'))
        {
            if (part is "" or ".") continue;
            if (part != "..") parts.Add(part);
            else if (parts.Count == 0) return null;
            else parts.RemoveAt(parts.Count - 1);
        }

        return string.Join('/', parts);
    }

    private string? Drop(string link)
    {
        _dead.Add(link);
        return null;
    }

    private static string? Attachment(string name, JsonObject? attachments)
    {
        if (attachments?[name] is not JsonObject forms || forms.Count == 0) return null;
        (string type, JsonNode? content) = forms.First();
        bool isPicture = type.StartsWith("image/", StringComparison.Ordinal);
        return isPicture && MultilineText.Join(content) is { } base64 ? $"data:{type};base64,{CellHtml.Base64(base64)}" : null;
    }
}
