using System.Net;
using System.Text.RegularExpressions;
using AttractorNotebooks.NotebookEngine.Running;

namespace AttractorNotebooks.NotebookEngine.Site;

/// <summary>Plain text as a page can show it.</summary>
internal static partial class PageText
{
    /// <summary>Escapes text, without the control characters that pages have no place for.</summary>
    public static string Encode(string text) => WebUtility.HtmlEncode(Controls().Replace(text, ""));

    /// <summary>Text with one blank wherever there is any space, none at its ends.</summary>
    public static string InOneLine(string text) =>
        string.Join(' ', text.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries));

    /// <summary>
    /// Escapes what was written to a terminal: lines that were overwritten show what was left of them, commands to the terminal are gone.
    /// </summary>
    public static string EncodeTerminal(string text) => Encode(TerminalText.Settle(TerminalCommands().Replace(text, "")));

    [GeneratedRegex(@"[\0-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f]")]
    private static partial Regex Controls();

    // Of ECMA-48: control strings with their text (OSC, DCS, SOS, PM, APC), control sequences (colors, cursor, clearing), single escapes.
    [GeneratedRegex(@"(?:\x1b[\]PX^_]|[\x9d\x90\x98\x9e\x9f])[^\x07\x1b\x9c]*(?:\x07|\x1b\\|\x9c)?"
        + @"|(?:\x1b\[|\x9b)[0-?]*[ -/]*[@-~]?|\x1b[ -/]*[0-~]?")]
    private static partial Regex TerminalCommands();
}
