using System.Text.Json.Nodes;

namespace AttractorNotebooks.NotebookEngine.Documents;

/// <summary>Notebook files hold long text as a list of lines, each with its line end.</summary>
internal static class MultilineText
{
    /// <summary>Splits after every line end that Python's <c>str.splitlines</c> knows, as Jupyter does.</summary>
    public static JsonArray Split(string text)
    {
        JsonArray lines = [];
        int start = 0;
        for (int i = 0; i < text.Length; i++)
        {
            if (!IsLineEnd(text[i])) continue;
            if (text[i] == '\r' && i + 1 < text.Length && text[i + 1] == '\n') i++;
            lines.Add(text[start..(i + 1)]);
            start = i + 1;
        }

        if (start < text.Length) lines.Add(text[start..]);
        return lines;
    }

    /// <summary>The text of a string or a list of strings; null for anything else.</summary>
    public static string? Join(JsonNode? node)
    {
        if (AsString(node) is string text) return text;
        if (node is not JsonArray lines) return null;
        List<string> parts = new(lines.Count);
        foreach (JsonNode? line in lines)
        {
            if (AsString(line) is not string part) return null;
            parts.Add(part);
        }

        return string.Concat(parts);
    }

    /// <summary>The text of a string; null for anything else.</summary>
    public static string? AsString(JsonNode? node) => node is JsonValue value && value.TryGetValue(out string? text) ? text : null;

    private static bool IsLineEnd(char c) => c is '\n' or '\r' or '\v' or '\f' or '\u001c' or '\u001d' or '\u001e' or '\u0085' or '\u2028'
        or '\u2029';
}
