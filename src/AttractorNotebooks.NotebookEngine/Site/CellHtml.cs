using System.Net;
using System.Text;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using AttractorNotebooks.NotebookEngine.Documents;

namespace AttractorNotebooks.NotebookEngine.Site;

/// <summary>Cells as HTML: prose, code that can be folded, outputs in the richest form a page can show. Text is escaped, whatever it says.</summary>
internal static partial class CellHtml
{
    /// <summary>Appends one cell.</summary>
    public static void Append(StringBuilder html, NotebookCell cell, PageLinks links)
    {
        if (cell.Kind == "markdown")
        {
            html.Append(Prose.ToHtml(cell.Source, links, cell.Json["attachments"] as JsonObject));
        }
        else if (cell.Kind == "raw")
        {
            AppendText(html, "raw", cell.Source);
        }
        else if (cell.Source.Length > 0)
        {
            html.Append("<details class=\"code\" open><summary>C#</summary><pre><code>").Append(CSharpHighlighter.ToHtml(cell.Source)).Append("</code></pre></details>\n");
            foreach (JsonNode? output in cell.Outputs) AppendOutput(html, (JsonObject)output!);
        }
    }

    /// <summary>Base64 as it may stand in an attribute.</summary>
    public static string Base64(string text) => NotBase64().Replace(text, "");

    private static void AppendOutput(StringBuilder html, JsonObject output)
    {
        html.Append("<div class=\"output\">");
        switch ((string?)output["output_type"])
        {
            case "stream":
                AppendText(html, (string?)output["name"] == "stderr" ? "stderr" : "stdout", MultilineText.Join(output["text"]) ?? "");
                break;
            case "error":
                AppendText(html, "error", string.Join('\n', (output["traceback"] as JsonArray ?? []).Select(line => (string?)line)));
                break;
            default:
                AppendData(html, output["data"] as JsonObject ?? []);
                break;
        }

        html.Append("</div>\n");
    }

    private static void AppendData(StringBuilder html, JsonObject data)
    {
        if (CellOutput.Text(data, "text/html") is { } markup) html.Append(markup);
        else if (CellOutput.Text(data, "image/svg+xml") is { } svg) AppendImage(html, "image/svg+xml", Convert.ToBase64String(Encoding.UTF8.GetBytes(svg)));
        else if (CellOutput.Text(data, "image/png") is { } png) AppendImage(html, "image/png", Base64(png));
        else if (CellOutput.Text(data, "image/jpeg") is { } jpeg) AppendImage(html, "image/jpeg", Base64(jpeg));
        else if (CellOutput.Text(data, "text/markdown") is { } markdown) html.Append(Prose.ToHtml(markdown));
        else if (CellOutput.Text(data, "text/latex") is { } latex) html.Append(Prose.ToHtml(latex));
        else if (CellOutput.Text(data, "text/plain") is { } text) AppendText(html, "result", text);
    }

    private static void AppendImage(StringBuilder html, string type, string base64) => html.Append($"<img alt=\"\" src=\"data:{type};base64,{base64}\">");

    private static void AppendText(StringBuilder html, string kind, string text) =>
        html.Append($"<pre class=\"{kind}\">").Append(WebUtility.HtmlEncode(TerminalColour().Replace(text, ""))).Append("</pre>");

    [GeneratedRegex(@"[^A-Za-z0-9+/=]")]
    private static partial Regex NotBase64();

    [GeneratedRegex(@"\x1b\[[0-9;]*m")]
    private static partial Regex TerminalColour();
}
