using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;

namespace AttractorNotebooks.NotebookEngine.Documents;

/// <summary>
/// Checks what a notebook file holds, so that everything behind may rely on its types, and brings it to format 4.5: older ones get what
/// is missing. What is not known here stays as it is.
/// </summary>
internal sealed partial class NotebookReader
{
    private const int Major = 4;
    private const int MinorWithIds = 5;
    private readonly HashSet<string> _ids = new(StringComparer.Ordinal);

    /// <summary>Reads a notebook.</summary>
    /// <exception cref="FormatException">Not JSON, not a notebook, or of a version that is not read here; the message says
    /// where.</exception>
    public static JsonObject Read(ReadOnlySpan<byte> text, out JsonLayout layout)
    {
        JsonNode? root = JupyterJsonReader.Read(text, out layout);
        JsonObject json = root as JsonObject ?? throw new FormatException("the file holds no JSON object");
        int major = Number(json, "nbformat") ?? throw new FormatException("it has no number \"nbformat\"");
        int minor = Number(json, "nbformat_minor") ?? throw new FormatException("it has no number \"nbformat_minor\"");
        if (major == FormatThree.Major) json = FormatThree.Upgrade(json);
        else if (major != Major) throw new FormatException($"it has format {major}, and only the formats {FormatThree.Major} and {Major} "
            + $"are read; convert it with `jupyter nbconvert --to notebook --nbformat {Major}`");
        json["metadata"] ??= new JsonObject();
        if (json["metadata"] is not JsonObject) throw new FormatException("\"metadata\" is not an object");
        if (json["cells"] is not JsonArray cells) throw new FormatException("it has no list \"cells\"");

        NotebookReader reader = new();
        for (int i = 0; i < cells.Count; i++) reader.Check(cells[i], i);
        if (major != Major || minor < MinorWithIds) json["nbformat_minor"] = MinorWithIds;
        return json;
    }

    /// <summary>Checks one cell and gives it what format 4.5 asks for.</summary>
    private void Check(JsonNode? node, int index)
    {
        string where = $"cell {index + 1}";
        if (node is not JsonObject cell) throw new FormatException($"{where} is not an object");
        string? kind = MultilineText.AsString(cell["cell_type"]);
        if (kind is not ("code" or "markdown" or "raw"))
            throw new FormatException($"{where} has the type {Shown(cell["cell_type"])}; known are code, markdown and raw");
        string source = MultilineText.Join(cell["source"]) ?? throw new FormatException($"{where} has no text \"source\"");
        cell["metadata"] ??= new JsonObject();
        if (cell["metadata"] is not JsonObject) throw new FormatException($"{where} has a \"metadata\" that is not an object");
        if (cell["attachments"] is not (null or JsonObject))
            throw new FormatException($"{where} has \"attachments\" that are not an object");
        if (kind == "code") CheckCode(cell, source, where);
        else DropEmpty(cell);
        if (MultilineText.AsString(cell["id"]) is not { } id || !ValidId().IsMatch(id) || !_ids.Add(id)) cell["id"] = NewId(source, index);
    }

    private static void CheckCode(JsonObject cell, string source, string where)
    {
        if (JsonText.FirstHalf(source) is >= 0 and var at)
        {
            string half = string.Create(CultureInfo.InvariantCulture, $"\\u{(int)source[at]:x4} at character {at + 1}");
            throw new FormatException($"{where} has half a surrogate pair in its code, {half}, which is no character");
        }

        cell["outputs"] ??= new JsonArray();
        if (cell["outputs"] is not JsonArray outputs || outputs.Any(output => output is not JsonObject))
            throw new FormatException($"{where} has \"outputs\" that are not a list of objects");
        for (int i = 0; i < outputs.Count; i++) CheckOutput((JsonObject)outputs[i]!, $"{where}, output {i + 1},");
        if (cell["execution_count"] is not null && Number(cell, "execution_count") is null)
            throw new FormatException($"{where} has an \"execution_count\" that is no whole number");
        cell["execution_count"] ??= null;
    }

    private static void CheckOutput(JsonObject output, string where)
    {
        if (MultilineText.AsString(output["output_type"]) is null) throw new FormatException($"{where} has no text \"output_type\"");
        foreach (string name in new[] { "data", "metadata" })
        {
            if (output[name] is not (null or JsonObject)) throw new FormatException($"{where} has a \"{name}\" that is not an object");
        }

        foreach (string name in new[] { "name", "ename", "evalue" })
        {
            if (output[name] is not null && MultilineText.AsString(output[name]) is null)
                throw new FormatException($"{where} has a \"{name}\" that is no text");
        }

        foreach (string name in new[] { "text", "traceback" })
        {
            if (output[name] is not null && MultilineText.Join(output[name]) is null)
                throw new FormatException($"{where} has a \"{name}\" that is neither a text nor a list of texts");
        }

        foreach ((string type, JsonNode? content) in output["data"] as JsonObject ?? [])
        {
            bool isText = type.StartsWith("text/", StringComparison.Ordinal) || type.StartsWith("image/", StringComparison.Ordinal);
            if (isText && content is not null && MultilineText.Join(content) is null)
                throw new FormatException($"{where} has a \"{type}\" that is neither a text nor a list of texts");
        }
    }

    /// <summary>Some editors leave these in prose, where the format has no place for them.</summary>
    private static void DropEmpty(JsonObject cell)
    {
        if (cell["outputs"] is null or JsonArray { Count: 0 }) cell.Remove("outputs");
        if (cell["execution_count"] is null) cell.Remove("execution_count");
    }

    /// <summary>An identifier for a cell that has none: it depends on the text alone, so that the same file gets the same ids.</summary>
    private string NewId(string source, int index)
    {
        for (int attempt = 0; ; attempt++)
        {
            byte[] hash = SHA256.HashData(Encoding.UTF8.GetBytes($"{index}/{attempt}/{source}"));
            string id = Convert.ToHexStringLower(hash.AsSpan(0, 4));
            if (_ids.Add(id)) return id;
        }
    }

    private static string Shown(JsonNode? node) => node?.GetValueKind() == JsonValueKind.String
        ? $"\"{JsonText.Printable(MultilineText.AsString(node)!)}\""
        : JsonText.Printable(node is null ? "null" : JupyterJson.WriteStandard(node));

    private static int? Number(JsonObject json, string name) => json[name] is JsonValue value && value.TryGetValue(out int number)
        ? number : null;

    [GeneratedRegex("^[a-zA-Z0-9_-]{1,64}\\z")]
    private static partial Regex ValidId();
}
