using System.Text;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using AttractorNotebooks.NotebookEngine.Documents;

namespace AttractorNotebooks.NotebookEngine.Site;

/// <summary>
/// Cells as HTML: prose, code that can be folded, outputs in the richest form a page can show. Text is escaped,
/// whatever it says. Markup in an output is left as it is where the output was just made by running the cell, and
/// sanitized where it comes from a file.
/// </summary>
/// <param name="links">Where the page's links lead.</param>
/// <param name="outline">Gets the page's headings.</param>
/// <param name="figure">Draws a figure anew from its JSON and its picture, for outputs that come from a file; null when there is nobody to
/// do it.</param>
/// <param name="frame">Shows a document that an output carries; null when it stays in its output.</param>
internal sealed partial class CellHtml(
    PageLinks links, PageOutline outline, Func<string, byte[]?, string>? figure, Func<EmbeddedPage, string>? frame = null)
{
    /// <summary>Appends one cell.</summary>
    /// <param name="html">The page so far.</param>
    /// <param name="cell">The cell.</param>
    /// <param name="language">What the notebook is written in.</param>
    public void Append(StringBuilder html, NotebookCell cell, string language)
    {
        if (cell.Kind == "markdown")
        {
            html.Append(Prose.ToHtml(cell.Source, links, cell.Json["attachments"] as JsonObject, outline)).Append('\n');
        }
        else if (cell.Kind == "raw")
        {
            AppendText(html, "raw", cell.Source);
        }
        else
        {
            AppendCode(html, cell.Source, cell.ForeignLanguage ?? language);
            foreach (JsonNode? output in cell.Outputs) AppendOutput(html, (JsonObject)output!, cell.WasExecuted);
        }
    }

    /// <summary>Base64 as it may stand in an attribute.</summary>
    public static string Base64(string text) => NotBase64().Replace(text, "");

    private static void AppendCode(StringBuilder html, string code, string language)
    {
        if (code.Length == 0) return;
        html.Append("<details class=\"code\" open><summary>").Append(PageText.Encode(language)).Append("</summary><pre><code>")
            .Append(language == "C#" ? CSharpHighlighter.ToHtml(code) : PageText.Encode(code)).Append("</code></pre></details>\n");
    }

    private void AppendOutput(StringBuilder html, JsonObject output, bool isOwn)
    {
        html.Append("<div class=\"output\">");
        switch (MultilineText.AsString(output["output_type"]))
        {
            case "stream":
                AppendText(html, MultilineText.AsString(output["name"]) == "stderr" ? "stderr" : "stdout",
                    MultilineText.Join(output["text"]) ?? "");
                break;
            case "error":
                AppendText(html, "error", string.Join('\n', (output["traceback"] as JsonArray ?? []).Select(MultilineText.AsString)));
                break;
            default:
                AppendData(html, output["data"] as JsonObject ?? [], isOwn);
                break;
        }

        html.Append("</div>\n");
    }

    private void AppendData(StringBuilder html, JsonObject data, bool isOwn)
    {
        if (!isOwn && Figure(data) is { } drawn) html.Append(drawn);
        else if (Frame(data) is { } framed) html.Append(framed);
        else if (CellOutput.Text(data, "text/html") is { } markup && (isOwn ? markup : Safe(markup)) is { } shown) html.Append(shown);
        else if (CellOutput.Text(data, "image/svg+xml") is { } svg)
            AppendImage(html, "image/svg+xml", Convert.ToBase64String(Encoding.UTF8.GetBytes(svg)));
        else if (CellOutput.Text(data, "image/png") is { } png) AppendImage(html, "image/png", Base64(png));
        else if (CellOutput.Text(data, "image/jpeg") is { } jpeg) AppendImage(html, "image/jpeg", Base64(jpeg));
        else if (CellOutput.Text(data, "text/markdown") is { } markdown) html.Append(Prose.ToHtml(markdown, links));
        else if (CellOutput.Text(data, "text/latex") is { } latex) html.Append(Prose.ToHtml(latex, links));
        else if (CellOutput.Text(data, "text/plain") is { } text) AppendText(html, "result", text);
    }

    private string? Frame(JsonObject data) =>
        frame is not null && CellOutput.Text(data, "text/html") is { } markup && EmbeddedPage.Read(markup) is { } page ? frame(page) : null;

    /// <summary>A figure of a file, drawn anew; null when the output is none.</summary>
    private string? Figure(JsonObject data)
    {
        if (figure is null || data[CellOutput.PlotlyType] is not JsonObject plot) return null;
        try
        {
            return figure(JupyterJson.WriteStandard(plot), PictureOf(data));
        }
        catch (Exception error) when (error is ArgumentException or InvalidOperationException or FormatException)
        {
            // Not what Plotly calls a figure: its picture or its markup may still be seen.
            return null;
        }
    }

    /// <summary>Markup of a file, sanitized; null when nothing is left to see and another form of the output may have more.</summary>
    private string? Safe(string markup)
    {
        string? safe = SafeHtml.Sanitize(markup, link => links.Resolve(link, null));
        return string.IsNullOrWhiteSpace(safe) ? null : safe;
    }

    /// <summary>The picture of an output, a PNG file; null when it has none.</summary>
    public static byte[]? PictureOf(JsonNode? output) => (output as JsonObject)?["data"] is JsonObject data ? PictureOf(data) : null;

    private static byte[]? PictureOf(JsonObject data)
    {
        try
        {
            return CellOutput.Text(data, "image/png") is { } png ? Convert.FromBase64String(Base64(png)) : null;
        }
        catch (FormatException)
        {
            return null;
        }
    }

    private static void AppendImage(StringBuilder html, string type, string base64) =>
        html.Append($"<img alt=\"\" src=\"data:{type};base64,{base64}\">");

    private static void AppendText(StringBuilder html, string kind, string text) =>
        html.Append($"<pre class=\"{kind}\">").Append(PageText.EncodeTerminal(text)).Append("</pre>");

    [GeneratedRegex(@"[^A-Za-z0-9+/=]")]
    private static partial Regex NotBase64();
}
