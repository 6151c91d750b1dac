using System.Globalization;

namespace AttractorNotebooks.NotebookEngine.Engine;

/// <summary>Counts what a session puts out and says when enough is enough. Used by the engine and once more by who reads from it.</summary>
internal sealed class OutputMeter(OutputLimits limits)
{
    private long cellText;
    private long cellDisplays;
    private long total;
    private int openLine;
    private bool noticed;

    /// <summary>A new cell begins.</summary>
    public void StartCell()
    {
        cellText = cellDisplays = openLine = 0;
        noticed = false;
    }

    /// <summary>
    /// How many characters of <paramref name="text"/> may still be put out; <paramref name="notice"/> is set the first time that is not
    /// all.
    /// </summary>
    /// <remarks>A line that is written over, as progress displays do, counts as it is in the end.</remarks>
    public int AllowText(string text, out string? notice)
    {
        if (text.AsSpan().IndexOfAny('\r', '\n') is >= 0 and int end && text[end] == '\r'
            && !text.AsSpan(end).StartsWith("\r\n", StringComparison.Ordinal))
        {
            cellText -= openLine;
            total -= openLine;
            openLine = 0;
        }

        long left = Math.Max(0, Math.Min(limits.CellText - cellText, limits.NotebookTotal - total));
        int allowed = (int)Math.Min(text.Length, left);
        cellText += allowed;
        total += allowed;
        int lastEnd = text.AsSpan(0, allowed).LastIndexOf('\n');
        openLine = lastEnd < 0 ? openLine + allowed : allowed - lastEnd - 1;
        notice = allowed < text.Length ? Notice("text", cellText, limits.CellText) : null;
        return allowed;
    }

    /// <summary>
    /// Whether a display of <paramref name="length"/> characters may be put out; <paramref name="notice"/> is set the first time it may
    /// not.
    /// </summary>
    public bool AllowDisplay(long length, out string? notice)
    {
        notice = null;
        if (cellDisplays + length > limits.CellDisplays || total + length > limits.NotebookTotal)
        {
            notice = Notice("displays", cellDisplays + length, limits.CellDisplays);
            return false;
        }

        cellDisplays += length;
        total += length;
        return true;
    }

    private string? Notice(string what, long ofCell, long cellLimit)
    {
        if (noticed) return null;
        noticed = true;
        return ofCell < cellLimit
            ? string.Create(CultureInfo.InvariantCulture,
                $"\n[Output cut: the notebook has put out {limits.NotebookTotal:N0} characters, the most that is kept.]\n")
            : string.Create(CultureInfo.InvariantCulture,
                $"\n[Output cut: a cell may put out {cellLimit:N0} characters of {what}. The cell goes on.]\n");
    }
}
