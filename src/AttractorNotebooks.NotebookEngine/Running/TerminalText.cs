using System.Text;

namespace AttractorNotebooks.NotebookEngine.Running;

/// <summary>What is left to see of text whose lines were overwritten, as progress displays do.</summary>
internal static class TerminalText
{
    /// <summary>Applies carriage returns: what follows one replaces the beginning of its line, character by character.</summary>
    public static string Settle(string text)
    {
        text = text.Replace("\r\n", "\n", StringComparison.Ordinal);
        if (!text.Contains('\r', StringComparison.Ordinal)) return text;
        return string.Join('\n', text.Split('\n').Select(SettleLine));
    }

    /// <summary>A piece of output without what it overwrites itself. What went before it, and what follows, is settled as it was.</summary>
    public static string Shorten(string text)
    {
        text = text.Replace("\r\n", "\n", StringComparison.Ordinal);
        int first = text.IndexOf('\r', StringComparison.Ordinal);
        // A return at the very end may belong to a line end that the next piece completes.
        int last = text.Length - (text.EndsWith('\r') ? 1 : 0);
        return first < 0 || first >= last ? text : string.Concat(text.AsSpan(0, first + 1), Settle(text[(first + 1)..last]),
            text.AsSpan(last));
    }

    private static string SettleLine(string line)
    {
        StringBuilder shown = new();
        foreach (string part in line.Split('\r'))
        {
            shown.Remove(0, Math.Min(part.Length, shown.Length));
            shown.Insert(0, part);
        }

        return shown.ToString();
    }
}
