using System.Text.Encodings.Web;
using System.Text.Json;

namespace AttractorNotebooks.Cli;

/// <summary>Writes results to standard output: one JSON object a line for programs, or text for people; remarks go to standard error.</summary>
internal sealed class Reporter(bool json)
{
    private static readonly JsonSerializerOptions Options = new()
    {
        PropertyNamingPolicy = JsonNamingPolicy.CamelCase,
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
        NumberHandling = System.Text.Json.Serialization.JsonNumberHandling.AllowNamedFloatingPointLiterals,
    };

    public bool Json { get; } = json;

    /// <summary>Reports one result: <paramref name="record"/> as a line of JSON, or <paramref name="text"/>.</summary>
    public void Result(object record, string text) =>
        Console.Out.WriteLine(Json ? JsonSerializer.Serialize(record, Options) : text);

    /// <summary>Reports something only people read: headings, where a file was written.</summary>
    public void Text(string text)
    {
        if (!Json) Console.Out.WriteLine(text);
    }

    /// <summary>A remark that is no result.</summary>
    public static void Remark(string text) => Console.Error.WriteLine(text);
}
