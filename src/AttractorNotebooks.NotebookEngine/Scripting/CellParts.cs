namespace AttractorNotebooks.NotebookEngine.Scripting;

/// <summary>A cell taken apart at its magic commands, the lines that begin with <c>#!</c>.</summary>
/// <param name="Parts">What to do, in order: each with its text.</param>
/// <param name="IsTimed">Whether the cell asks for its run time.</param>
internal sealed record CellParts(IReadOnlyList<(CellPartKind Kind, string Text)> Parts, bool IsTimed)
{
    /// <summary>What there is, for the list and for errors.</summary>
    public const string Help = """
        #!csharp         the lines below are C#, as they are without it
        #!html           the lines below are shown as HTML
        #!markdown       the lines below are shown as Markdown
        #!import FILE    run the code of a .cs, .csx or .ipynb file
        #!time           show how long the cell took
        #!lsmagic        show this list
        """;

    /// <summary>Takes a cell apart. The code keeps the line numbers it has in the cell.</summary>
    /// <exception cref="ArgumentException">A command is not known here; the message lists those that are.</exception>
    public static CellParts Parse(string code)
    {
        if (!code.Contains("#!", StringComparison.Ordinal)) return new CellParts([(CellPartKind.CSharp, code)], false);
        List<(CellPartKind, string)> parts = [];
        CellPartKind kind = CellPartKind.CSharp;
        List<string> current = [];
        bool isTimed = false;
        string[] lines = code.Split('\n');
        for (int i = 0; i < lines.Length; i++)
        {
            string line = lines[i].Trim();
            if (!line.StartsWith("#!", StringComparison.Ordinal))
            {
                current.Add(lines[i]);
                continue;
            }

            string[] words = line.Split(' ', 2, StringSplitOptions.TrimEntries);
            if (words[0] == "#!time")
            {
                isTimed = true;
                current.Add("");
                continue;
            }

            Close();
            (CellPartKind Kind, string Text) part = Command(words[0], words.Length > 1 ? words[1] : "", i + 1);
            if (part.Kind is CellPartKind.Import or CellPartKind.ListCommands)
            {
                parts.Add(part);
                kind = CellPartKind.CSharp;
            }
            else
            {
                kind = part.Kind;
            }

            // Blank lines stand for the ones above, so that errors name the right one.
            if (kind == CellPartKind.CSharp) current.AddRange(Enumerable.Repeat("", i + 1));
        }

        Close();
        return new CellParts(parts, isTimed);

        void Close()
        {
            if (current.Any(line => line.Trim().Length > 0)) parts.Add((kind, string.Join('\n', current)));
            current.Clear();
        }
    }

    private static (CellPartKind Kind, string Text) Command(string name, string argument, int line) => name switch
    {
        "#!csharp" or "#!cs" or "#!c#" or "#!C#" => (CellPartKind.CSharp, ""),
        "#!html" => (CellPartKind.Html, ""),
        "#!markdown" or "#!md" => (CellPartKind.Markdown, ""),
        "#!import" when argument.Length > 0 => (CellPartKind.Import, argument.Trim('"')),
        "#!import" => throw new ArgumentException($"Line {line}: #!import needs the path of a file."),
        "#!lsmagic" => (CellPartKind.ListCommands, ""),
        _ => throw new ArgumentException($"Line {line}: the magic command {name} is not known here. These are:\n{Help}"),
    };
}
