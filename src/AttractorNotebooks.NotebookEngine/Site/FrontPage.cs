using System.Text;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using AttractorNotebooks.NotebookEngine.Documents;

namespace AttractorNotebooks.NotebookEngine.Site;

/// <summary>
/// The site's first page: a text in Markdown, in which a comment that stands on a line of its own is a place to fill.
/// <c>&lt;!-- explorer --&gt;</c> is the first document that an output carries, <c>&lt;!-- chapters --&gt;</c> the
/// notebooks as cards, <c>&lt;!-- documents --&gt;</c> the other pages, <c>&lt;!-- figure NAME: TITLE --&gt;</c> the
/// picture of a notebook's figure. Without a text the page is a list of the notebooks below the first such document.
/// </summary>
internal sealed partial class FrontPage(
    SitePage? text,
    IReadOnlyList<SitePage> pages,
    IReadOnlyList<SitePage> documents,
    SitePlaces places)
{
    public const string BareTitle = "Notebooks";

    /// <summary>The frame of the explorer; null when there is none.</summary>
    public required string? Explorer { get; init; }

    /// <summary>Lays a picture into the site: the page's path that it is named by, and a PNG file. Its address.</summary>
    public required Func<string, byte[], string> Picture { get; init; }

    /// <summary>Whether KaTeX has something to set on the page.</summary>
    public bool HasFormula { get; private set; }

    /// <summary>The page below its bar.</summary>
    /// <exception cref="InvalidDataException">A mark asks for a figure that is not there.</exception>
    public string Body(PageLinks? links, PageOutline outline)
    {
        StringBuilder html = new("<main id=\"main\" class=\"contents\">\n");
        if (text is null)
        {
            if (Explorer is not null) html.Append(Explorer).Append('\n');
            return html.Append($"<h1>{BareTitle}</h1>\n").Append(Cards()).Append("</main>").ToString();
        }

        HasFormula = text.HasFormula;
        string[] parts = Mark().Split(text.Notebook.Cells[0].Source);
        for (int i = 0; i < parts.Length; i++)
        {
            if (i % 2 == 1) html.Append(Filled(parts[i].Trim()));
            else if (parts[i].Trim().Length > 0)
                html.Append("<div class=\"prose\">").Append(Prose.ToHtml(parts[i], links, outline: outline)).Append("</div>\n");
        }

        return html.Append("</main>").ToString();
    }

    private string Filled(string mark)
    {
        if (mark == "explorer") return Explorer is null ? "" : $"<div id=\"explorer\">{Explorer}</div>\n";
        if (mark == "chapters") return $"<div id=\"chapters\">{Cards()}</div>\n";
        if (mark == "documents") return $"<div id=\"documents\">{Documents()}</div>\n";
        string[] figure = mark["figure".Length..].Split(':', 2, StringSplitOptions.TrimEntries);
        SitePage? page = pages.FirstOrDefault(page => $"/{page.Path}".EndsWith("/" + figure[0], StringComparison.Ordinal));
        if (page is null || FigurePicture(page, figure[^1]) is not { } png)
            throw new InvalidDataException(
                $"The front page asks for the figure \"{mark}\", which is not among the notebooks' outputs.");
        string alt = PageText.Encode(figure[^1]);
        string link = SiteAddress.Between(SitePlaces.Contents, places.OfPage(page.Path)!);
        string picture = $"<img alt=\"{alt}\" loading=\"lazy\" src=\"{Picture(page.Path, png)}\">";
        return $"<a class=\"figure\" href=\"{link}\">{picture}</a>\n";
    }

    private static byte[]? FigurePicture(SitePage page, string title) => page.Notebook.Cells
        .Where(cell => cell.IsCode).SelectMany(cell => cell.Outputs)
        .Where(output => Title(output?["data"]?[CellOutput.PlotlyType]) == title)
        .Select(CellHtml.PictureOf).FirstOrDefault(picture => picture is not null);

    private static string? Title(JsonNode? figure)
    {
        JsonNode? title = (figure?["layout"] as JsonObject)?["title"];
        return MultilineText.AsString(title is JsonObject given ? given["text"] : title);
    }

    private string Cards()
    {
        StringBuilder html = new("<ul class=\"cards\">\n");
        foreach (SitePage page in pages)
        {
            string sentence = Sentence(page);
            html.Append("<li class=\"card\">");
            if (page.Card.Picture is { } picture)
                html.Append($"<img alt=\"\" loading=\"lazy\" src=\"{Picture(page.Path, picture)}\">");
            html.Append("<div><h2>").Append(Link(page)).Append("</h2>")
                .Append(sentence.Length > 0 ? $"<p>{sentence}</p>" : "")
                .Append("<p class=\"facts\">").Append(PageText.Encode(page.Facts))
                .Append(page.HasFailed ? " · <span class=\"failed\">stopped by an error</span>" : "")
                .Append("</p></div></li>\n");
        }

        return html.Append("</ul>\n").ToString();
    }

    private string Documents()
    {
        StringBuilder html = new("<ul class=\"documents\">\n");
        foreach (SitePage page in documents)
            html.Append("<li>").Append(Link(page)).Append($"<p>{Sentence(page)}</p></li>\n");
        return html.Append("</ul>\n").ToString();
    }

    private string Link(SitePage page) => SiteFrame.Link(SitePlaces.Contents, places.OfPage(page.Path)!, page.Title);

    private string Sentence(SitePage page)
    {
        string encoded = PageText.Encode(page.Card.Sentence ?? "");
        string sentence = Formula().Replace(encoded, "<span class=\"math\">$0</span>");
        HasFormula |= sentence.Length > encoded.Length;
        return sentence;
    }

    /// <summary>A formula in the text of a paragraph.</summary>
    [GeneratedRegex(@"\\\(.+?\\\)")]
    private static partial Regex Formula();

    [GeneratedRegex(@"^<!--\s*(explorer|chapters|documents|figure [^>]+?)\s*-->\s*$", RegexOptions.Multiline)]
    private static partial Regex Mark();
}
