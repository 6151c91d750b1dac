using System.Text;
using AngleSharp.Dom;

namespace AttractorNotebooks.NotebookEngine.Site;

/// <summary>
/// The headings of a page and what stands below them, gathered while it is written. Cells are set one by one, so
/// that ids are made unique here.
/// </summary>
internal sealed class PageOutline
{
    /// <summary>The fewest headings that a list of them is worth its place for.</summary>
    private const int Fewest = 3;

    // Those of the page itself, which its script looks for.
    private readonly HashSet<string> _ids =
        new(StringComparer.Ordinal)
        {
            "main", "fold", "theme", "outline", "find", "found", "chapters", "documents", "explorer",
        };
    private readonly List<(string Level, string Link)> _headings = [];
    private readonly List<(string Id, string Title, StringBuilder Text)> _sections = [("", "", new())];

    /// <summary>
    /// The page in pieces: the id and title of each heading, empty at the page's beginning, and the prose up to the next.
    /// </summary>
    public IEnumerable<(string Id, string Title, string Text)> Sections => _sections
        .Where(section => section.Title.Length > 0 || section.Text.Length > 0)
        .Select(section => (section.Id, section.Title, section.Text.ToString()));

    /// <summary>Takes a piece of the page: its ids become unique, its headings go into the list.</summary>
    public void Add(IElement piece)
    {
        foreach (IElement element in piece.QuerySelectorAll("[id]")) element.Id = Unique(element.Id!);
        foreach (IElement heading in piece.QuerySelectorAll("h2[id], h3[id]"))
        {
            IElement copy = (IElement)heading.Clone();
            foreach (IElement link in copy.QuerySelectorAll("a, img, input").ToList())
                link.Replace([.. link.ChildNodes]);
            foreach (IElement inner in copy.QuerySelectorAll("[id]")) inner.RemoveAttribute("id");
            AddHeading(heading.LocalName, heading.Id!, copy.InnerHtml);
        }

        foreach (IElement child in piece.Children)
        {
            if (child.LocalName is "h1" or "h2" or "h3")
                _sections.Add((child.Id ?? "", child.TextContent.Trim(), new()));
            else _sections[^1].Text.Append(child.TextContent).Append(' ');
        }
    }

    /// <summary>An id that nothing else on the page has.</summary>
    public string Unique(string id)
    {
        string unique = id;
        for (int i = 2; !_ids.Add(unique); i++) unique = $"{id}-{i}";
        return unique;
    }

    /// <summary>Adds a line to the list.</summary>
    /// <param name="level">h2 or h3.</param>
    /// <param name="id">The place.</param>
    /// <param name="html">What it is called.</param>
    public void AddHeading(string level, string id, string html) =>
        _headings.Add((level, $"<a href=\"#{Uri.EscapeDataString(id)}\">{html}</a>"));

    /// <summary>The list of headings; nothing where there are few.</summary>
    public string ToHtml()
    {
        if (_headings.Count < Fewest) return "";
        StringBuilder html = new("<nav id=\"outline\" aria-label=\"On this page\"><details open>");
        html.Append("<summary>On this page</summary><ul>\n");
        foreach ((string level, string link) in _headings) html.Append($"<li class=\"{level}\">{link}</li>\n");
        return html.Append("</ul></details></nav>\n").ToString();
    }
}
