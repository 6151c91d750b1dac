using System.Text.Json.Nodes;

namespace AttractorNotebooks.NotebookEngine.Tests;

/// <summary>Notebook files made of a few cells.</summary>
public static class TestNotebook
{
    /// <summary>Code cells, or Markdown where the text begins with <c>md:</c>.</summary>
    public static string Text(params string[] cells) => new JsonObject
    {
        ["nbformat"] = 4,
        ["nbformat_minor"] = 5,
        ["metadata"] = new JsonObject(),
        ["cells"] = new JsonArray([.. cells.Select(Cell)]),
    }.ToJsonString();

    private static JsonNode Cell(string text, int index)
    {
        bool isProse = text.StartsWith("md:", StringComparison.Ordinal);
        JsonObject cell = new()
        {
            ["id"] = $"cell-{index}",
            ["cell_type"] = isProse ? "markdown" : "code",
            ["metadata"] = new JsonObject(),
            ["source"] = isProse ? text[3..] : text,
        };
        if (isProse) return cell;
        cell["outputs"] = new JsonArray();
        cell["execution_count"] = null;
        return cell;
    }
}
