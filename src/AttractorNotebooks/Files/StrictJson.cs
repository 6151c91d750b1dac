using System.Text.Json;
using System.Text.Json.Nodes;

namespace AttractorNotebooks.Files;

/// <summary>Reads JSON that people or other programs wrote: what later access would stumble over is refused here, with its place.</summary>
internal static class StrictJson
{
    // Deeper than anything that is asked for.
    private const int Deepest = 24;

    /// <summary>Parses a document; comments and trailing commas are welcome.</summary>
    /// <param name="bytes">UTF-8, with or without a byte order mark.</param>
    /// <exception cref="JsonException">
    /// It is no JSON or too deep, a name stands twice, or a text is cut inside a character; says the line.
    /// </exception>
    public static JsonNode? Parse(ReadOnlySpan<byte> bytes)
    {
        if (bytes.StartsWith("\uFEFF"u8)) bytes = bytes[3..];
        RequireWholeTexts(bytes);
        return JsonNode.Parse(bytes, documentOptions: new JsonDocumentOptions
        {
            AllowDuplicateProperties = false,
            AllowTrailingCommas = true,
            CommentHandling = JsonCommentHandling.Skip,
            MaxDepth = Deepest,
        });
    }

    // "\ud800" is JSON, but half a character: it cannot become a text, which the parser finds out only when it is asked for it.
    private static void RequireWholeTexts(ReadOnlySpan<byte> bytes)
    {
        Utf8JsonReader reader = new(bytes,
            new JsonReaderOptions { AllowTrailingCommas = true, CommentHandling = JsonCommentHandling.Skip, MaxDepth = Deepest });
        while (reader.Read())
        {
            if (reader.TokenType is not (JsonTokenType.String or JsonTokenType.PropertyName)) continue;
            try { reader.GetString(); }
            catch (InvalidOperationException error)
            {
                int line = bytes[..(int)reader.TokenStartIndex].Count((byte)'\n');
                throw new JsonException(
                    $"A text in line {line + 1} is cut inside a character (half a surrogate pair, or no UTF-8).", null, line, null, error);
            }
        }
    }
}
