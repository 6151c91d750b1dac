using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.DotNet.Interactive.Formatting;

namespace AttractorNotebooks.NotebookEngine.Scripting;

/// <summary>Turns a value into the mime types it is shown in, by the formatters of .NET Interactive and the convention that libraries use with it.</summary>
internal static class ValueFormatter
{
    /// <summary>The bundle for <paramref name="value"/>: all types it prefers, or the one asked for. JSON types hold JSON, all others text.</summary>
    public static JsonObject Format(object? value, string? mimeType = null)
    {
        if (value is null) return new JsonObject { [mimeType ?? "text/plain"] = "null" };
        JsonObject data = [];
        foreach (string type in mimeType is null ? Formatter.GetPreferredMimeTypesFor(value.GetType()) : [mimeType])
        {
            string text = value.ToDisplayString(type);
            // The formatters' own style sheets have the line ends of Windows; the same value gives the same text everywhere.
            data[type] = IsJson(type) ? ParseOrKeep(text) : text.Replace("\r\n", "\n", StringComparison.Ordinal);
        }

        return data;
    }

    private static bool IsJson(string mimeType) =>
        mimeType == "application/json" || (mimeType.StartsWith("application/", StringComparison.Ordinal) && mimeType.EndsWith("+json", StringComparison.Ordinal));

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
}
