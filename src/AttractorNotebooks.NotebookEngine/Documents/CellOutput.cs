using System.Text.Json.Nodes;

namespace AttractorNotebooks.NotebookEngine.Documents;

/// <summary>The four kinds of output that a code cell can hold (nbformat 4).</summary>
public static class CellOutput
{
    /// <summary>The mime type of a figure's JSON, which plotly.js draws.</summary>
    public const string PlotlyType = "application/vnd.plotly.v1+json";

    private static readonly HashSet<string> SplitTypes = ["application/javascript", "image/svg+xml"];

    /// <summary>Text written to <c>stdout</c> or <c>stderr</c>.</summary>
    public static JsonObject Stream(string name, string text) => new()
    {
        ["output_type"] = "stream",
        ["name"] = name,
        ["text"] = MultilineText.Split(text),
    };

    /// <summary>Something displayed, in one or several mime types.</summary>
    public static JsonObject Display(JsonObject data, JsonObject? metadata = null) => new()
    {
        ["output_type"] = "display_data",
        ["data"] = SplitLines(data),
        ["metadata"] = metadata ?? [],
    };

    /// <summary>The value of a cell's last expression.</summary>
    public static JsonObject Result(JsonObject data, int executionCount, JsonObject? metadata = null) => new()
    {
        ["output_type"] = "execute_result",
        ["data"] = SplitLines(data),
        ["execution_count"] = executionCount,
        ["metadata"] = metadata ?? [],
    };

    /// <summary>An error that ended the cell.</summary>
    public static JsonObject Error(string name, string message, IEnumerable<string> traceback) => new()
    {
        ["output_type"] = "error",
        ["ename"] = name,
        ["evalue"] = message,
        ["traceback"] = new JsonArray([.. traceback.Select(line => JsonValue.Create(line))]),
    };

    /// <summary>The text in one mime type of a displayed output's data, its lines joined; null where there is none.</summary>
    public static string? Text(JsonObject data, string mimeType) => MultilineText.Join(data[mimeType]);

    /// <summary>Text as a notebook file holds it.</summary>
    public static JsonArray Lines(string text) => MultilineText.Split(text);

    private static JsonObject SplitLines(JsonObject data)
    {
        JsonObject split = [];
        foreach ((string type, JsonNode? value) in data)
        {
            bool isText = type.StartsWith("text/", StringComparison.Ordinal) || SplitTypes.Contains(type);
            split[type] = isText && value is JsonValue text && text.TryGetValue(out string? lines)
                ? MultilineText.Split(lines)
                : value?.DeepClone();
        }

        return split;
    }
}
