using System.Net;
using AttractorNotebooks.Plotly;

namespace AttractorNotebooks.Interactive;

/// <summary>What <c>#!attractor</c> shows.</summary>
internal static class ToolkitView
{
    public static View Of(Toolkit toolkit)
    {
        Table facts = Table.From(toolkit.Facts, ("AttractorNotebooks", fact => fact.Name), ("", fact => fact.Value));
        if (toolkit.Chapters.Count == 0)
            facts = facts.Row("chapters", "not beside this notebook: see the folder notebooks of the repository");
        Table all = toolkit.Chapters.Aggregate(facts, (table, chapter) => table.Row(chapter.Link, chapter.Title));
        return new(all.ToString())
        {
            Table = facts,
            Html = toolkit.Chapters.Count == 0 ? "" : $"<ul>{string.Concat(toolkit.Chapters.Select(Link))}</ul>",
        };
    }

    private static string Link((string Title, string Link) chapter) =>
        $"<li><a href=\"{WebUtility.HtmlEncode(chapter.Link)}\">{WebUtility.HtmlEncode(chapter.Title)}</a></li>";
}
