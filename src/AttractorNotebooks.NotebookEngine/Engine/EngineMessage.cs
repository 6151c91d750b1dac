using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization;

namespace AttractorNotebooks.NotebookEngine.Engine;

/// <summary>
/// One message between the engine's process and its front end: a line of JSON, on standard input and output.
/// A message on standard output begins with the record separator U+001E, so that text which got there some other way is told apart.
/// </summary>
/// <param name="Type">One of <see cref="EngineMessageType"/>.</param>
internal sealed record EngineMessage(string Type)
{
    /// <summary>What every message on standard output begins with (as in RFC 7464).</summary>
    public const char Separator = '\u001e';

    private static readonly JsonSerializerOptions Options = new(JsonSerializerDefaults.Web)
    {
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };

    /// <summary>Ties the answers to a request.</summary>
    public int Id { get; init; }

    /// <summary>Requests: the code in question.</summary>
    public string? Code { get; init; }

    /// <summary>Execute: the number of the execution. Complete, inspect: the place in the code, in UTF-16 units.</summary>
    public int? Number { get; init; }

    /// <summary>Execute: whether there is a reader who can be asked. Input: whether the answer is a secret.</summary>
    public bool? Flag { get; init; }

    /// <summary>
    /// Stream: <c>stdout</c> or <c>stderr</c>. Error: the exception's type. Answer to is_complete: complete, incomplete or invalid.
    /// </summary>
    public string? Name { get; init; }

    /// <summary>
    /// Stream: what was written. Input: the prompt; the other way: the answer. Error: the message. Answer to is_complete: the indent of the
    /// next line.
    /// </summary>
    public string? Text { get; init; }

    /// <summary>Error: the full account, in lines. Answer to complete: the candidates.</summary>
    public IReadOnlyList<string>? Lines { get; init; }

    /// <summary>Answer to complete: where the word begins that is to be replaced, in UTF-16 units.</summary>
    public int? Start { get; init; }

    /// <summary>Answer to complete: where it ends.</summary>
    public int? End { get; init; }

    /// <summary>Display, result, answer to inspect: the mime types.</summary>
    public JsonObject? Data { get; init; }

    /// <summary>Display, update: the place it is shown at.</summary>
    public string? DisplayId { get; init; }

    /// <summary>The message as one line.</summary>
    public string ToLine() => JsonSerializer.Serialize(this, Options);

    /// <summary>Reads a line; null when it is no message.</summary>
    public static EngineMessage? Parse(string line)
    {
        try
        {
            return JsonSerializer.Deserialize<EngineMessage>(line, Options);
        }
        catch (JsonException)
        {
            return null;
        }
    }
}
