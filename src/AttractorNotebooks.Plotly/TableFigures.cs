using System.Globalization;

namespace AttractorNotebooks.Plotly;

/// <summary>Figures of long tables: one observation a row.</summary>
internal static class TableFigures
{
    public static HeatmapFigure Heatmap<TRow>(string title, IEnumerable<TRow> rows, Func<TRow, object?> x, Func<TRow, object?> y,
        Func<TRow, double> value, Func<TRow, string>? cell)
    {
        TRow[] all = Some(rows);
        string[] across = [.. all.Select(row => Text(x(row))).Distinct()], down = [.. all.Select(row => Text(y(row))).Distinct()];
        double[] values = new double[across.Length * down.Length];
        string[] texts = new string[values.Length];
        bool[] taken = new bool[values.Length];
        Array.Fill(values, double.NaN);
        Array.Fill(texts, "");
        foreach (TRow row in all)
        {
            int place = (Array.IndexOf(down, Text(y(row))) * across.Length) + Array.IndexOf(across, Text(x(row)));
            if (taken[place])
                throw new ArgumentException(
                    $"Two rows belong to the cell {Text(x(row))}, {Text(y(row))}; a map has one row for each pair of x and y.",
                    nameof(rows));
            (taken[place], values[place], texts[place]) = (true, value(row), cell?.Invoke(row) ?? "");
        }
        HeatmapFigure map = new HeatmapFigure(title, values, down.Length, across.Length).Labels(across, down);
        return cell is null ? map : map.Cells(texts);
    }

    public static GridFigure SmallMultiples<TRow>(
        string title, IEnumerable<TRow> rows, Func<TRow, string> panel, Func<TRow, string> curve, Func<TRow, double> x,
        Func<TRow, (double Mean, double Low, double High)> y,
        string xTitle, string yTitle, bool log, int columns)
    {
        TRow[] all = Some(rows);
        // A common range is what lets panels be compared by eye; a twentieth of it stays free at each end.
        double[] shown = [.. all.Select(y).SelectMany(value => new[] { value.Mean, value.Low, value.High }).Where(double.IsFinite)];
        double low = shown.Length == 0 ? 0 : shown.Min(), high = shown.Length == 0 ? 1 : shown.Max(), margin = high > low
            ? (high - low) / 20 : 0.5;
        IEnumerable<LineChart> panels = all.GroupBy(panel).Select(inPanel => inPanel.GroupBy(curve).Aggregate(
            Figure.Lines(inPanel.Key).XAxis(xTitle, log).YAxis(yTitle, from: low - margin, to: high + margin),
            (chart, points) =>
            {
                TRow[] ordered = [.. points.OrderBy(x)];
                return chart.Add(points.Key, ordered.Select(x), ordered.Select(row => y(row).Mean), ordered.Select(row => y(row).Low),
                    ordered.Select(row => y(row).High));
            }));
        return Figure.Grid(columns, [.. panels]).Titled(title);
    }

    private static TRow[] Some<TRow>(IEnumerable<TRow> rows)
    {
        ArgumentNullException.ThrowIfNull(rows);
        TRow[] all = [.. rows];
        return all.Length > 0 ? all : throw new ArgumentException("A figure of a table needs at least one row.", nameof(rows));
    }

    private static string Text(object? value) => Convert.ToString(value, CultureInfo.InvariantCulture) ?? "";
}
