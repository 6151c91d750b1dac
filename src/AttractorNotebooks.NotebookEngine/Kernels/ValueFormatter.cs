using System.Globalization;
using System.Net;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using AttractorNotebooks.NotebookEngine.Engine;
using Microsoft.AspNetCore.Html;
using Microsoft.DotNet.Interactive;
using Microsoft.DotNet.Interactive.Formatting;

namespace AttractorNotebooks.NotebookEngine.Kernels;

/// <summary>
/// Turns a value into the mime types it is shown in, by the formatters of .NET Interactive and the convention that libraries use with it.
/// </summary>
internal static partial class ValueFormatter
{
    /// <summary>A value in all the forms it prefers.</summary>
    public static IReadOnlyList<FormattedValue> Format(object? value) => value switch
    {
        null => [new FormattedValue(PlainTextFormatter.MimeType, "null")],
        FormattedValue formatted => [formatted],
        IEnumerable<FormattedValue> formatted => [.. formatted],
        _ => WithText(FormattedValue.CreateManyFromObject(value), value),
    };

    /// <summary>Adds text for readers without a browser where there is markup alone.</summary>
    public static IReadOnlyList<FormattedValue> WithText(IReadOnlyList<FormattedValue> formatted, object? value)
    {
        if (formatted is not [{ MimeType: HtmlFormatter.MimeType } html]) return formatted;
        bool isMarkup = value is null or string or IHtmlContent || value.GetType().Assembly == typeof(Kernel).Assembly;
        string text = isMarkup ? TextOf(html.Value) : value.ToDisplayString(PlainTextFormatter.MimeType);
        return text.Length == 0 ? formatted : [html, new FormattedValue(PlainTextFormatter.MimeType, text)];
    }

    /// <summary>The bundle as Jupyter has it: JSON types hold JSON, all others text.</summary>
    public static JsonObject ToBundle(IEnumerable<FormattedValue> formatted)
    {
        JsonObject data = [];
        foreach (FormattedValue value in formatted)
        {
            string text = value.Value ?? "";
            // The formatters' own style sheets have the line ends of Windows; the same value gives the same text everywhere.
            data[value.MimeType] = IsJson(value.MimeType) ? ParseOrKeep(text)
                : value.MimeType == PlainTextFormatter.MimeType ? Cut(text)
                : text.Replace("\r\n", "\n", StringComparison.Ordinal);
        }

        return data;
    }

    private static string Cut(string text)
    {
        long most = OutputLimits.Default.CellText;
        return text.Length <= most ? text
            : string.Create(CultureInfo.InvariantCulture,
                $"{text.AsSpan(0, (int)most)}\n[Output cut: the text has {text.Length:N0} characters, of which {most:N0} are kept.]");
    }

    private static bool IsJson(string mimeType) =>
        mimeType == JsonFormatter.MimeType
        || (mimeType.StartsWith("application/", StringComparison.Ordinal) && mimeType.EndsWith("+json", StringComparison.Ordinal));

    private static JsonNode? ParseOrKeep(string text)
    {
        try
        {
            return JsonNode.Parse(text);
        }
        catch (JsonException)
        {
            // A formatter's defect: its text still tells more than nothing.
            return text;
        }
    }

    private static string TextOf(string markup) =>
        WebUtility.HtmlDecode(Markup().Replace(markup, tag => tag.Groups["cell"].Success ? "\t" : tag.Groups["row"].Success ? "\n" : ""))
        .Trim();

    [GeneratedRegex(@"<(?<hidden>script|style)\b.*?</\k<hidden>\s*>|(?<cell></t[dh]>)|(?<row></(tr|p|div|li)>|<br\b[^>]*>)|<[^>]*>",
        RegexOptions.Singleline | RegexOptions.IgnoreCase)]
    private static partial Regex Markup();
}
