using System.Text.RegularExpressions;
using AngleSharp;
using AngleSharp.Dom;
using AngleSharp.Html.Dom;
using AngleSharp.Html.Parser;
using Ganss.Xss;

namespace AttractorNotebooks.NotebookEngine.Site;

/// <summary>Takes out of markup what runs, what reaches beyond its place on the page, and links that lead nowhere.</summary>
internal static partial class SafeHtml
{
    /// <summary>Deeper nesting than any browser builds.</summary>
    private const int Deepest = 500;

    /// <summary>Tags that are open at once, so many that reading them would take minutes.</summary>
    private const int MostOpen = 2000;

    /// <summary>Properties by which a text is set and a table drawn, none by which something leaves its place or loads anything.</summary>
    private static readonly string[] Properties =
    [
        "background-color", "border", "border-bottom", "border-collapse", "border-color", "border-left", "border-radius", "border-right",
        "border-spacing", "border-style",
        "border-top", "border-width", "color", "display", "font-family", "font-size", "font-style", "font-variant-numeric", "font-weight",
            "height", "line-height", "margin",
        "margin-bottom", "margin-left", "margin-right", "margin-top", "max-height", "max-width", "min-width", "overflow", "overflow-x",
            "overflow-y", "padding",
        "padding-bottom", "padding-left", "padding-right", "padding-top", "text-align", "text-decoration", "vertical-align",
            "white-space", "width",
    ];

    private static readonly string[] Controls =
    [
        "body", "button", "datalist", "fieldset", "form", "head", "html", "keygen", "label", "legend", "menu", "menuitem", "optgroup",
        "option", "output", "select", "textarea",
    ];

    /// <summary>Sanitizes a piece of markup; null when it cannot be made safe.</summary>
    /// <param name="html">The markup, of any kind.</param>
    /// <param name="resolve">The address in place of one in the markup; null when it leads nowhere, or somewhere it must not.</param>
    /// <param name="outline">Gets the headings; null where nobody wants them.</param>
    public static string? Sanitize(string html, Func<string, string?> resolve, PageOutline? outline = null)
    {
        if (OpenTags(html) > MostOpen) return null;
        HtmlSanitizer sanitizer = Create();
        IHtmlDocument document = sanitizer.HtmlParserFactory().ParseDocument($"<!DOCTYPE html><html><body>{html}");
        if (document.Body is null || Depth(document.Body) > Deepest) return null;
        sanitizer.FilterUrl += (_, url) => url.SanitizedUrl = url.Tag is IHtmlImageElement && Picture().IsMatch(url.OriginalUrl)
            ? url.OriginalUrl : resolve(url.OriginalUrl);
        sanitizer.SanitizeDom(document, document.Body);
        foreach (IElement box in document.QuerySelectorAll("input").Where(box => box.GetAttribute("type") != "checkbox").ToList())
            box.Remove();
        foreach (IElement box in document.QuerySelectorAll("input:not([disabled])")) box.SetAttribute("disabled", "");
        foreach (IElement link in document.QuerySelectorAll("a:not([href]):not([id]):not([name])").ToList())
            link.Replace([.. link.ChildNodes]);
        foreach (IElement image in document.QuerySelectorAll("img:not([src])").ToList())
            image.Replace(document.CreateTextNode(image.GetAttribute("alt") ?? ""));
        outline?.Add(document.Body);
        return document.Body.ChildNodes.ToHtml(HtmlFormatter.Instance);
    }

    /// <summary>The text of the first element that fits, in one line; null when none does, or it has no text.</summary>
    public static string? Text(string html, string selector)
    {
        string line = PageText.InOneLine(new HtmlParser().ParseDocument(html).QuerySelector(selector)?.TextContent ?? "");
        return line.Length > 0 ? line : null;
    }

    private static HtmlSanitizer Create()
    {
        HtmlSanitizer sanitizer = new() { AllowDataAttributes = false };
        sanitizer.AllowedTags.ExceptWith(Controls);
        sanitizer.AllowedAttributes.ExceptWith(["accesskey", "action", "background", "contenteditable", "tabindex"]);
        sanitizer.AllowedAttributes.UnionWith(["class", "id"]);
        sanitizer.AllowedCssProperties.Clear();
        sanitizer.AllowedCssProperties.UnionWith(Properties);
        sanitizer.AllowedAtRules.Clear();
        return sanitizer;
    }

    /// <summary>How many tags are open at most, going by the text alone.</summary>
    private static int OpenTags(string html)
    {
        int open = 0, most = 0;
        foreach (ValueMatch tag in Tag().EnumerateMatches(html))
        {
            open = html[tag.Index + 1] == '/' ? Math.Max(0, open - 1) : open + 1;
            most = Math.Max(most, open);
        }

        return most;
    }

    /// <summary>How deep the deepest element lies, found without recursion.</summary>
    private static int Depth(INode root)
    {
        int deepest = 0, depth = 0;
        INode? node = root;
        while (node is not null)
        {
            if (node.FirstChild is { } child)
            {
                node = child;
                deepest = Math.Max(deepest, ++depth);
                continue;
            }

            while (node is not null && node != root && node.NextSibling is null)
            {
                node = node.Parent;
                depth--;
            }

            node = node == root ? null : node?.NextSibling;
        }

        return deepest;
    }

    [GeneratedRegex(@"</?(?!(?:area|base|br|col|embed|hr|img|input|link|meta|source|track|wbr)\b)[a-z]", RegexOptions.IgnoreCase)]
    private static partial Regex Tag();

    [GeneratedRegex(@"^data:image/(png|jpeg|gif|webp|avif|bmp|svg\+xml);base64,[A-Za-z0-9+/=]*\z", RegexOptions.IgnoreCase)]
    private static partial Regex Picture();
}
