using System.Globalization;
using System.Text.RegularExpressions;
using System.Xml.Linq;
using AttractorNotebooks.NotebookEngine.Documents;

namespace AttractorNotebooks.NotebookEngine.Tests.Chapters;

/// <summary>
/// Numbers in sentences that stand for a value of a table in a notebook's outputs: behind the number, where no reader sees it, stands the
/// table's row and
/// column, as in <c>0.146&lt;!--smallest MSE | here--&gt;</c>; before them the chapter, where it is another one, as in <c>05: smallest MSE
/// | here</c>.
/// </summary>
internal static partial class TaggedNumbers
{
    /// <summary>The tagged numbers of a text.</summary>
    public static IEnumerable<(string Number, string Chapter, string Row, string Column)> Find(string text) => Tag().Matches(text)
        .Select(tag =>
            (tag.Groups["number"].Value, tag.Groups["chapter"].Value, tag.Groups["row"].Value.Trim(), tag.Groups["column"].Value.Trim()));

    /// <summary>What is wrong with a number; null if a table of the notebook has it, rounded to as many decimals.</summary>
    public static string? Fault(string number, string row, string column, Notebook notebook)
    {
        string[] values = [.. ClosingTables.All(notebook).SelectMany(table => Values(table, row, column))];
        if (values.Length == 0) return $"{number}: no table of {notebook.Name} has a row \"{row}\" with a column \"{column}\".";
        int decimals = number.Contains('.', StringComparison.Ordinal)
            ? number.Length - number.IndexOf('.', StringComparison.Ordinal) - 1 : 0;
        return values.Any(value => double.TryParse(value, CultureInfo.InvariantCulture, out double found)
            && Math.Abs(found - double.Parse(number, CultureInfo.InvariantCulture)) <= 0.5001 * Math.Pow(10, -decimals))
            ? null
            : $"{number} is {string.Join(" or ", values)} in the table of {notebook.Name}, row \"{row}\", column \"{column}\".";
    }

    private static IEnumerable<string> Values(XElement table, string row, string column)
    {
        int index = table.Descendants("th").Select(cell => cell.Value).ToList().IndexOf(column);
        return index < 0 ? [] : table.Descendants("tr").Select(cells => cells.Elements("td").Select(cell => cell.Value).ToArray())
            .Where(cells => cells.Length > index && cells[0] == row).Select(cells => cells[index]);
    }

    [GeneratedRegex(@"(?<number>-?\d+(\.\d+)?)<!--((?<chapter>\d\d): )?(?<row>[^|>]+)\|(?<column>[^|>]+)-->")]
    private static partial Regex Tag();
}
