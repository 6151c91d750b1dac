namespace AttractorNotebooks.NotebookEngine.Documents;

/// <summary>How a JSON file is laid out, so that it can be written again as it was.</summary>
/// <param name="Indent">What one level is indented by; null when everything stands on one line.</param>
/// <param name="NewLine">What ends a line.</param>
/// <param name="Comma">What stands between two items, before a line's end.</param>
/// <param name="Colon">What stands between a name and its value.</param>
/// <param name="End">What follows the last bracket.</param>
/// <param name="IsSorted">Whether the names in every object are in order.</param>
internal sealed record JsonLayout(string? Indent, string NewLine, string Comma, string Colon, string End, bool IsSorted)
{
    /// <summary>Jupyter's own: one space of indent, names in order, a line feed at the end.</summary>
    public static JsonLayout Jupyter { get; } = new(" ", "\n", ",", ": ", "\n", true);

    /// <summary>The layout of a JSON object, judged by its beginning.</summary>
    public static JsonLayout Of(ReadOnlySpan<byte> text)
    {
        ReadOnlySpan<byte> trimmed = text.TrimEnd(" \t\r\n"u8);
        string end = Text(text[trimmed.Length..]);
        int start = text.IndexOf((byte)'{') + 1;
        string lead = Blanks(text[start..]);
        int line = lead.LastIndexOf('\n');
        int colon = start + lead.Length;
        // The first name is the only thing of which the end has to be found.
        if (colon < text.Length && text[colon] == '"') colon += 2 + Math.Max(0, text[(colon + 1)..].IndexOf((byte)'"'));
        string before = colon < text.Length ? Blanks(text[colon..]) : "";
        int after = colon + before.Length + 1;
        bool hasColon = after <= text.Length && text[after - 1] == ':';
        JsonLayout layout = Jupyter with { End = end, Colon = hasColon ? before + ":" + Blanks(text[after..]) : ": " };
        return line >= 0
            ? layout with { Indent = lead[(line + 1)..], NewLine = lead.Contains('\r', StringComparison.Ordinal) ? "\r\n" : "\n" }
            : layout with { Indent = null, NewLine = "", Comma = "," + AfterComma(text) };
    }

    private static string AfterComma(ReadOnlySpan<byte> text)
    {
        bool isInside = false;
        for (int i = 0; i < text.Length; i++)
        {
            if (text[i] == '"') isInside = !isInside;
            else if (text[i] == '\\') i++;
            else if (text[i] == ',' && !isInside) return Blanks(text[(i + 1)..]);
        }

        return " ";
    }

    private static string Blanks(ReadOnlySpan<byte> text) => Text(text[..(text.Length - text.TrimStart(" \t\r\n"u8).Length)]);

    private static string Text(ReadOnlySpan<byte> text) => System.Text.Encoding.ASCII.GetString(text);
}
