using System.Text.Json.Nodes;
using System.Xml.Linq;
using AttractorNotebooks.NotebookEngine.Documents;

namespace AttractorNotebooks.NotebookEngine.Tests.Chapters;

/// <summary>The tables of an executed notebook that compare something with what was published, read from its stored outputs.</summary>
internal static class ClosingTables
{
    /// <summary>The rows of all such tables: those with a column "here", or "found" where nothing is published.</summary>
    public static IReadOnlyList<ClosingRow> Read(Notebook notebook) => [.. All(notebook).SelectMany(Rows)];

    /// <summary>Every table in the outputs.</summary>
    public static IEnumerable<XElement> All(Notebook notebook) => notebook.Cells.Where(cell => cell.IsCode)
        .SelectMany(cell => cell.Outputs)
        .Select(output => Text(output?["data"]?["text/html"]))
        .Where(html => html.StartsWith("<table", StringComparison.Ordinal))
        .Select(html => XElement.Parse(html));

    /// <summary>Holds the rows against ranges.</summary>
    /// <returns>What is wrong, one sentence each; empty where all is well.</returns>
    public static IReadOnlyList<string> Faults(IReadOnlyList<ClosingRow> rows, IEnumerable<StatedRange> ranges)
    {
        List<string> faults = [];
        foreach (StatedRange range in ranges)
        {
            ClosingRow[] named = [.. rows.Where(row => row.Name == range.Row)];
            if (named.Length == 0) faults.Add($"There is no row \"{range.Row}\".");
            foreach (ClosingRow row in named)
                if (!range.Holds(row.Here))
                    faults.Add(row.Here.Length == 0
                        ? $"\"{row.Name}\" has no value: what it needs was not there when the notebook was executed ({row.Verdict})."
                        : $"\"{row.Name}\" is {row.Here}, asked is {range}.");
        }
        return faults;
    }

    private static IEnumerable<ClosingRow> Rows(XElement table)
    {
        List<string> headers = [.. table.Descendants("th").Select(cell => cell.Value)];
        int here = headers.FindIndex(header => header is "here" or "found"),
            verdict = headers.FindIndex(header => header is "reproduced?" or "reached?" or "how sure" or "how sure?");
        if (here < 0 || verdict < 0) return [];
        return table.Descendants("tbody").Single().Elements("tr")
            .Select(row => row.Elements("td").Select(cell => cell.Value).ToArray())
            .Select(cells => new ClosingRow(cells[0], cells[here], cells[verdict]));
    }

    // Text is stored as one string or as a list of lines.
    private static string Text(JsonNode? node) => node switch
    {
        JsonArray lines => string.Concat(lines.Select(line => (string?)line)),
        null => "",
        _ => (string?)node ?? "",
    };
}
