using System.Text;

namespace AttractorNotebooks.NotebookEngine.Site;

/// <summary>What all pages of a site have in common: head, bar, scripts.</summary>
/// <param name="name">The site's name, which leads to its front page.</param>
/// <param name="sections">The site's parts: their names and where they begin.</param>
internal sealed class SiteFrame(string name, IReadOnlyList<(string Title, string Address)> sections)
{
    /// <summary>The index of the search, which a page fetches once somebody searches.</summary>
    public const string SearchFile = "search.js";
    public const string PlotlyFile = "plotly.min.js";
    public const string KatexFolder = "katex";

    /// <summary>What pages of this program are known by.</summary>
    public const string Mark = "<meta name=\"generator\" content=\"attractor\">";

    /// <summary>What has to be known before anything is drawn: the reader's choices on earlier pages.</summary>
    private const string Early =
        "try { var root = document.documentElement; root.dataset.theme = localStorage.getItem('theme') || ''; "
        + "if (localStorage.getItem('code') !== 'shown') root.classList.add('folded'); } "
        + "catch { root.classList.add('folded'); }";

    private static readonly string Style = Resource("site.css");
    private static readonly string Script = Resource("site.js");

    /// <summary>A whole page.</summary>
    /// <param name="file">Its place below the site's folder.</param>
    /// <param name="title">Its title as plain text.</param>
    /// <param name="body">Its markup below the bar.</param>
    /// <param name="head">What else stands in its head.</param>
    /// <param name="hasCode">Whether there is code to fold.</param>
    public string Page(string file, string title, string body, string head = "", bool hasCode = false) => $"""
        <!DOCTYPE html>
        <html lang="en">
        <head>
        <meta charset="utf-8">
        <meta name="viewport" content="width=device-width, initial-scale=1">
        {Mark}
        <link rel="icon" href="data:,">
        <title>{PageText.Encode(title)}</title>
        <style>
        {Style}</style>
        <script>{Early}</script>
        {head}</head>
        <body>
        <a class="skip" href="#main">To the text</a>
        {Bar(file, title, hasCode)}
        {body}
        <script>
        {Script}</script>
        </body>
        </html>

        """;

    /// <summary>What the head of a page needs to draw figures and to set formulas.</summary>
    public static string Scripts(string file, bool plotly, bool katex)
    {
        string root = SiteAddress.Root(file);
        StringBuilder head = new();
        // The page is read before its figures are drawn: until then there are their pictures.
        if (plotly) head.Append($"<script defer src=\"{root}{PlotlyFile}\"></script>\n");
        if (!katex) return head.ToString();
        return head.Append($"<link rel=\"stylesheet\" href=\"{root}{KatexFolder}/katex.min.css\">\n")
            .Append($"<script defer src=\"{root}{KatexFolder}/katex.min.js\"></script>\n").ToString();
    }

    /// <summary>A link from one page to another.</summary>
    public static string Link(string page, string target, string title, string? relation = null) =>
        $"<a href=\"{SiteAddress.Between(page, target)}\"{(relation is null ? "" : $" rel=\"{relation}\"")}>"
        + $"{PageText.Encode(title)}</a>";

    /// <summary>The links at a page's end to the ones before and after it.</summary>
    public static string Footer(string file, (string File, string Title)? previous, (string File, string Title)? next)
    {
        string before = previous is { } first ? Link(file, first.File, first.Title, "prev") : "";
        string after = next is { } second ? Link(file, second.File, second.Title, "next") : "";
        return $"<footer><span>{before}</span><span>{after}</span></footer>";
    }

    private string Bar(string file, string title, bool hasCode)
    {
        string root = SiteAddress.Root(file);
        StringBuilder links = new();
        foreach ((string section, string address) in sections)
            links.Append($"<a href=\"{root}{address}\">{PageText.Encode(section)}</a>");
        string nav = links.Length > 0 ? $"<nav aria-label=\"Site\">{links}</nav>" : "";
        string here = file == SitePlaces.Contents ? "" : PageText.Encode(title);
        string fold = hasCode ? "<button id=\"fold\" type=\"button\">Hide code</button>" : "";
        return $"""
            <header class="bar">{Link(file, SitePlaces.Contents, name, "up")}{nav}<span class="here">{here}</span>
            <div class="find" role="search"><input id="find" type="search" data-root="{root}" placeholder="Search"
             aria-label="Search this site" autocomplete="off" spellcheck="false"><div id="found" aria-live="polite" hidden></div></div>
            {fold}<button id="theme" type="button" aria-label="Light or dark">◐</button></header>
            """;
    }

    private static string Resource(string name)
    {
        using Stream stream = typeof(SiteFrame).Assembly.GetManifestResourceStream(name)!;
        using StreamReader reader = new(stream);
        return reader.ReadToEnd();
    }
}
