namespace AttractorNotebooks.Cli.Commands;

/// <summary>
/// What docs/teaching.md says of each chapter: the table whose first columns are <c>chapter</c>, <c>minutes to read</c> and
/// <c>level</c>.
/// </summary>
internal sealed class ChapterTable
{
    private readonly Dictionary<string, string> _facts = new(StringComparer.Ordinal);

    /// <summary>Reads the table; without the file, or without a table in it, nothing is known of any chapter.</summary>
    public static ChapterTable Read(string file)
    {
        ChapterTable table = new();
        if (!File.Exists(file)) return table;
        foreach (string[] cells in File.ReadLines(file).Where(line => line.StartsWith('|'))
            .Select(line => line.Trim('|', ' ').Split('|', StringSplitOptions.TrimEntries)))
        {
            if (cells.Length > 2 && int.TryParse(cells[0], out _) && int.TryParse(cells[1], out int minutes))
                table._facts[cells[0]] = $"{minutes} min · {cells[2]}";
        }

        return table;
    }

    /// <summary>What a card says of the notebook whose name begins with the chapter's number; null when nothing is known.</summary>
    public string? Facts(string notebook) => _facts.GetValueOrDefault(notebook.Split('-')[0]);
}
