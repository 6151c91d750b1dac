using System.Text.Json.Nodes;

namespace AttractorNotebooks.NotebookEngine.Site;

/// <summary>Says where the links of a page lead once it is part of a site. Nothing outside the notebook's folder is ever copied into it.</summary>
internal sealed class PageLinks(SitePage page, IReadOnlySet<string> pages)
{
    private const string AttachmentScheme = "attachment:";
    private const string NotebookEnding = ".ipynb";
    private static readonly string[] SafeSchemes = ["http", "https", "mailto"];

    private readonly Dictionary<string, string> copies = new(StringComparer.Ordinal);
    private readonly List<string> dead = [];

    /// <summary>Files that links need, and their places below the site's folder.</summary>
    public IReadOnlyDictionary<string, string> Copies => copies;

    /// <summary>Links that lead nowhere in the site.</summary>
    public IReadOnlyList<string> Dead => dead;

    /// <summary>The address that takes the place of <paramref name="link"/>; null when it would lead nowhere, or somewhere it must not.</summary>
    /// <param name="link">As it was written in the prose.</param>
    /// <param name="attachments">The files inside the cell.</param>
    public string? Resolve(string link, JsonObject? attachments)
    {
        if (link.StartsWith('#')) return link;
        if (link.StartsWith(AttachmentScheme, StringComparison.Ordinal)) return Attachment(Uri.UnescapeDataString(link[AttachmentScheme.Length..]), attachments) ?? Drop(link);
        int colon = link.IndexOf(':', StringComparison.Ordinal);
        if (colon >= 0 && link.IndexOfAny(['/', '?', '#']) is var slash && (slash < 0 || colon < slash))
        {
            return SafeSchemes.Contains(link[..colon], StringComparer.OrdinalIgnoreCase) ? link : Drop(link);
        }

        string[] parts = link.Split('#', 2);
        string fragment = parts.Length > 1 ? "#" + parts[1] : "";
        string path = Uri.UnescapeDataString(parts[0]);
        if (path.EndsWith(NotebookEnding, StringComparison.OrdinalIgnoreCase))
        {
            string? target = Below(path[..^NotebookEnding.Length]);
            return target is not null && pages.Contains(target) ? parts[0][..^NotebookEnding.Length] + ".html" + fragment : Drop(link);
        }

        string source = Path.GetFullPath(Path.Combine(page.SourceFolder, path));
        string folder = Path.TrimEndingDirectorySeparator(Path.GetFullPath(page.SourceFolder)) + Path.DirectorySeparatorChar;
        if (!source.StartsWith(folder, StringComparison.Ordinal) || !File.Exists(source) || Below(path) is not { } place) return Drop(link);
        copies[source] = place;
        return link;
    }

    /// <summary>A path relative to the page as one below the site's folder; null when it leads out of it.</summary>
    private string? Below(string relative)
    {
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
        dead.Add(link);
        return null;
    }

    private static string? Attachment(string name, JsonObject? attachments)
    {
        if (attachments?[name] is not JsonObject forms || forms.Count == 0) return null;
        (string type, JsonNode? content) = forms.First();
        return content is JsonValue value && value.TryGetValue(out string? base64) ? $"data:{type};base64,{CellHtml.Base64(base64)}" : null;
    }
}
