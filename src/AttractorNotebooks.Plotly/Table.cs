using System.Globalization;
using System.Net;
using System.Text;
using AttractorNotebooks.Plotly.Display;

namespace AttractorNotebooks.Plotly;

/// <summary>A small table that shows itself in a notebook: numbers to four significant digits, on the right; text on the left.</summary>
[TypeFormatterSource(typeof(TableFormatterSource), PreferredMimeTypes = ["text/html", "text/plain"])]
public sealed record Table
{
    private Table(IReadOnlyList<string> headers, IReadOnlyList<object?[]> rows) => (Headers, Rows) = (headers, rows);

    /// <summary>The names of the columns.</summary>
    public IReadOnlyList<string> Headers { get; }

    /// <summary>The cells: text, numbers, or null for an empty one.</summary>
    public IReadOnlyList<object?[]> Rows { get; }

    /// <summary>An empty table.</summary>
    /// <param name="headers">The names of the columns, at least one.</param>
    public static Table Of(params string[] headers) =>
        headers.Length > 0 ? new Table([.. headers], [])
        : throw new ArgumentException("A table needs at least one column.", nameof(headers));

    /// <summary>A table of the rows of something else.</summary>
    /// <param name="rows">What the rows are made from.</param>
    /// <param name="columns">For every column its name and its cell in a row.</param>
    public static Table From<TRow>(IEnumerable<TRow> rows, params (string Header, Func<TRow, object?> Cell)[] columns) =>
        rows.Aggregate(Of([.. columns.Select(column => column.Header)]),
            (table, row) => table.Row([.. columns.Select(column => column.Cell(row))]));

    /// <summary>Returns the table with one more row.</summary>
    /// <param name="cells">A cell for every column.</param>
    /// <exception cref="ArgumentException">There are more or fewer cells than columns.</exception>
    public Table Row(params object?[] cells) => cells.Length == Headers.Count
        ? new Table(Headers, [.. Rows, [.. cells]])
        : throw new ArgumentException(
            $"The row has {cells.Length} cells, but the table has {Headers.Count} columns ({string.Join(", ", Headers)}).", nameof(cells));

    /// <summary>The table as HTML that needs no style sheet; all text is escaped.</summary>
    public string ToHtml()
    {
        StringBuilder html = new("<table style=\"border-collapse:collapse\"><thead><tr>");
        foreach (string header in Headers) html.Append(Cell("th", header, number: false));
        html.Append("</tr></thead><tbody>");
        foreach (object?[] row in Rows)
        {
            html.Append("<tr>");
            foreach (object? cell in row) html.Append(Cell("td", Text(cell), IsNumber(cell)));
            html.Append("</tr>");
        }
        return html.Append("</tbody></table>").ToString();
    }

    /// <summary>The table as text, columns padded.</summary>
    public override string ToString()
    {
        List<string[]> lines = [[.. Headers], .. Rows.Select(row => Array.ConvertAll(row, Text))];
        int[] widths = [.. Headers.Select((_, column) => lines.Max(line => line[column].Length))];
        return string.Join('\n', lines.Select(line => string.Join("  ", line.Select((cell, column) => cell.PadRight(widths[column])))
            .TrimEnd()));
    }

    private static string Cell(string tag, string text, bool number) =>
        $"<{tag} style=\"padding:2px 12px 2px 0;text-align:{(number ? "right" : "left")}\">{WebUtility.HtmlEncode(text)}</{tag}>";

    private static bool IsNumber(object? cell) => cell is double or float or int or long;

    private static string Text(object? cell) => cell switch
    {
        null => "",
        double number => number.ToString("G4", CultureInfo.InvariantCulture),
        float number => number.ToString("G4", CultureInfo.InvariantCulture),
        IFormattable value => value.ToString(null, CultureInfo.InvariantCulture),
        _ => cell.ToString() ?? "",
    };
}
