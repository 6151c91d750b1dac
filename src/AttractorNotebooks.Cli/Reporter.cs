using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;
using Spectre.Console;

namespace AttractorNotebooks.Cli;

/// <summary>
/// Writes results to standard output: one JSON object a line for programs, or text for people; remarks go to standard error.
/// </summary>
internal sealed class Reporter(bool json)
{
    private static readonly JsonSerializerOptions Options = new()
    {
        PropertyNamingPolicy = JsonNamingPolicy.CamelCase,
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
        NumberHandling = JsonNumberHandling.AllowNamedFloatingPointLiterals,
        Converters = { new JsonStringEnumConverter(JsonNamingPolicy.CamelCase) },
    };

    // Where a bar and the results share a terminal, the bar's console has to know of every line.
    private static readonly bool SharesTerminal = !Console.IsOutputRedirected && !Console.IsErrorRedirected;

    public bool Json { get; } = json;

    /// <summary>Reports one result: <paramref name="record"/> as a line of JSON, or <paramref name="text"/>.</summary>
    public void Result(object record, string text) => Write(Json ? JsonSerializer.Serialize(record, Options) : text);

    /// <summary>Reports something only people read: headings, where a file was written.</summary>
    public void Text(string text)
    {
        if (!Json) Write(text);
    }

    /// <summary>A remark that is no result.</summary>
    public static void Remark(string text) => Shell.ErrorConsole.WriteLine(text);

    private static void Write(string text)
    {
        try
        {
            if (SharesTerminal) Shell.ErrorConsole.WriteLine(text);
            else Console.Out.WriteLine(text);
        }
        catch (IOException error)
        {
            throw new IOException($"Standard output cannot be written: {error.Message}. Send it elsewhere.", error);
        }
    }
}
