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
