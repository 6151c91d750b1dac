using System.Text;
using System.Xml.Linq;
using AttractorNotebooks.NotebookEngine.Scripting;

namespace AttractorNotebooks.NotebookEngine.Site.Api;

/// <summary>Documentation comments as HTML.</summary>
/// <param name="page">The page that they stand on.</param>
/// <param name="links">Where what they mention is described.</param>
internal sealed class ApiText(string page, ApiLinks links)
{
    /// <summary>What an element says.</summary>
    public string ToHtml(XElement? element)
    {
        StringBuilder html = new();
        foreach (XNode node in element?.Nodes() ?? []) Append(html, node);
        return html.ToString().Trim();
    }

    /// <summary>Parameters, result and errors as a list; nothing where none is described.</summary>
    public string Details(XElement comment)
    {
        StringBuilder html = new();
        foreach (XElement element in comment.Elements())
        {
            string? name = element.Name.LocalName switch
            {
                "param" or "typeparam" => $"<code>{PageText.Encode((string?)element.Attribute("name") ?? "")}</code>",
                "returns" or "value" => "Returns",
                "exception" => Reference((string?)element.Attribute("cref") ?? ""),
                _ => null,
            };
            string text = ToHtml(element);
            if (name is not null && text.Length > 0) html.Append($"<dt>{name}</dt><dd>{text}</dd>\n");
        }

        return html.Length == 0 ? "" : $"<dl>\n{html}</dl>\n";
    }

    private void Append(StringBuilder html, XNode node)
    {
        if (node is XText text) html.Append(PageText.Encode(text.Value));
        else if (node is XElement element) html.Append(Element(element));
    }

    private string Element(XElement element) => element.Name.LocalName switch
    {
        "see" or "seealso" => See(element),
        "paramref" or "typeparamref" => $"<code>{PageText.Encode((string?)element.Attribute("name") ?? "")}</code>",
        "c" => $"<code>{PageText.Encode(element.Value)}</code>",
        "code" => $"<pre><code>{CSharpHighlighter.ToHtml(element.Value.Trim('\r', '\n'))}</code></pre>",
        "para" => $"<p>{ToHtml(element)}</p>",
        "list" => $"<ul>{string.Concat(element.Elements("item").Select(item => $"<li>{ToHtml(item)}</li>"))}</ul>",
        "b" or "i" or "em" or "strong" or "sub" or "sup" => $"<{element.Name.LocalName}>{ToHtml(element)}</{element.Name.LocalName}>",
        "br" => "<br>",
        _ => ToHtml(element),
    };

    private string See(XElement element)
    {
        if ((string?)element.Attribute("langword") is { } word) return $"<code>{PageText.Encode(word)}</code>";
        if ((string?)element.Attribute("cref") is { } name)
            return Reference(name, element.IsEmpty ? null : element.Value);
        string address = (string?)element.Attribute("href") ?? "";
        string text = PageText.Encode(element.IsEmpty ? address : element.Value);
        return address.StartsWith("https://", StringComparison.Ordinal) ? $"<a href=\"{PageText.Encode(address)}\">{text}</a>" : text;
    }

    private string Reference(string name, string? text = null)
    {
        string shown = $"<code>{PageText.Encode(text ?? DocumentationText.ShortName(name))}</code>";
        return links.Find(page, name) is { } address ? $"<a href=\"{address}\">{shown}</a>" : shown;
    }
}
