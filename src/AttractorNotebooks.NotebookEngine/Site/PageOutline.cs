using System.Text;
using AngleSharp.Dom;

namespace AttractorNotebooks.NotebookEngine.Site;

/// <summary>The headings of a page, gathered while it is written. Cells are set one by one, so that ids are made unique here.</summary>
internal sealed class PageOutline
{
    /// <summary>The fewest headings that a list of them is worth its place for.</summary>
    private const int Fewest = 3;

    // Those of the page itself, which its script looks for.
    private readonly HashSet<string> _ids = new(StringComparer.Ordinal) { "main", "fold", "theme", "outline" };
    private readonly List<(string Level, string Link)> _headings = [];

    /// <summary>Takes a piece of the page: its ids become unique, its headings go into the list.</summary>
    public void Add(IElement piece)
    {
        foreach (IElement element in piece.QuerySelectorAll("[id]"))
        {
            string id = element.Id!;
            for (int i = 2; !_ids.Add(element.Id!); i++) element.Id = $"{id}-{i}";
        }

        foreach (IElement heading in piece.QuerySelectorAll("h2[id], h3[id]"))
        {
            IElement copy = (IElement)heading.Clone();
            foreach (IElement link in copy.QuerySelectorAll("a, img, input").ToList()) link.Replace([.. link.ChildNodes]);
            foreach (IElement inner in copy.QuerySelectorAll("[id]")) inner.RemoveAttribute("id");
            _headings.Add((heading.LocalName, $"<a href=\"#{Uri.EscapeDataString(heading.Id!)}\">{copy.InnerHtml}</a>"));
        }
    }

    /// <summary>The list of headings; nothing where there are few.</summary>
    public string ToHtml()
    {
        if (_headings.Count < Fewest) return "";
        StringBuilder html = new("<nav id=\"outline\" aria-label=\"On this page\"><details open><summary>On this page</summary><ul>\n");
        foreach ((string level, string link) in _headings) html.Append($"<li class=\"{level}\">{link}</li>\n");
        return html.Append("</ul></details></nav>\n").ToString();
    }
}
