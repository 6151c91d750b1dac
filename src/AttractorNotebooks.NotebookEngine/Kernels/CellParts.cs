namespace AttractorNotebooks.NotebookEngine.Kernels;

/// <summary>What a part of a cell is.</summary>
internal enum CellPartKind
{
    /// <summary>C# code; it keeps the line numbers that it has in the cell.</summary>
    CSharp,

    /// <summary>One line that is a command, such as <c>#!whos</c>.</summary>
    Command,

    /// <summary>Lines for another kernel, the first of which names it.</summary>
    OtherLanguage,
}

/// <summary>A part of a cell.</summary>
/// <param name="Kind">What it is.</param>
/// <param name="Text">Its text.</param>
/// <param name="Line">The line of the cell that it begins in, from 1.</param>
internal sealed record CellPart(CellPartKind Kind, string Text, int Line);

/// <summary>A cell taken apart at its magic commands, the lines that begin with <c>#!</c>.</summary>
/// <param name="Parts">What to do, in order.</param>
/// <param name="IsTimed">Whether the cell asks for its run time.</param>
internal sealed record CellParts(IReadOnlyList<CellPart> Parts, bool IsTimed)
{
    /// <summary>The command that asks for the run time of its cell.</summary>
    public const string Time = "#!time";

    /// <summary>Whether a line is a magic command.</summary>
    public static bool IsCommand(string line) => line.AsSpan().TrimStart().StartsWith("#!", StringComparison.Ordinal);

    /// <summary>The first word of a line: the command's name.</summary>
    public static string CommandName(string line) => line.Trim().Split([' ', '\t'], 2)[0];

    /// <summary>Takes a cell apart.</summary>
    /// <param name="code">The text of the cell.</param>
    /// <param name="kindOf">What a command begins; null when there is no such command.</param>
    /// <exception cref="ArgumentException">There is no such command; the message names it and its line.</exception>
    public static CellParts Parse(string code, Func<string, CellPartKind?> kindOf)
    {
        List<CellPart> parts = [];
        List<string> current = [];
        CellPartKind kind = CellPartKind.CSharp;
        int start = 1;
        bool isTimed = false;
        string[] lines = code.Split('\n');
        for (int i = 0; i < lines.Length; i++)
        {
            if (!IsCommand(lines[i]))
            {
                current.Add(lines[i]);
                continue;
            }

            string name = CommandName(lines[i]);
            CellPartKind next = kindOf(name) ?? throw new ArgumentException($"Line {i + 1}: the magic command {name} is not known here.");
            if (name == Time || (next == CellPartKind.Command && kind == CellPartKind.OtherLanguage))
            {
                isTimed |= name == Time;
                current.Add(name == Time ? "" : lines[i]);
                continue;
            }

            Close();
            if (next == CellPartKind.Command) parts.Add(new CellPart(next, lines[i].Trim(), i + 1));
            kind = next == CellPartKind.OtherLanguage ? next : CellPartKind.CSharp;
            start = i + 1;
            // Blank lines stand for the ones above, so that errors name the right one.
            current.AddRange(kind == CellPartKind.CSharp ? Enumerable.Repeat("", i + 1) : [lines[i]]);
        }

        Close();
        return new CellParts(parts, isTimed);

        void Close()
        {
            if (current.Any(line => line.Trim().Length > 0)) parts.Add(new CellPart(kind, string.Join('\n', current), start));
            current.Clear();
        }
    }
}
