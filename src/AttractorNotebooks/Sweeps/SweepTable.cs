using System.Globalization;
using System.Text;
using AttractorNotebooks.Analysis;
using AttractorNotebooks.Files;

namespace AttractorNotebooks.Sweeps;

/// <summary>The results of a sweep, one row a point.</summary>
public sealed class SweepTable
{
    private const string Class = "class", Difference = "difference_";

    internal SweepTable(IReadOnlyList<string> varied, IReadOnlyList<string> measured, IReadOnlyList<SweepRow> rows) =>
        (Varied, Measured, Rows) = (varied, measured, rows);

    /// <summary>The names of the varied settings.</summary>
    public IReadOnlyList<string> Varied { get; }

    /// <summary>The names of the measures.</summary>
    public IReadOnlyList<string> Measured { get; }

    /// <summary>The rows, in the order of the grid.</summary>
    public IReadOnlyList<SweepRow> Rows { get; }

    /// <summary>The different values of a varied setting that is a number, in the order of the rows.</summary>
    /// <exception cref="ArgumentException">The table has no such column, or it is no number.</exception>
    public double[] Numbers(string setting) => [.. Rows.Select(row => row.Number(setting)).Distinct()];

    /// <summary>The row of some values; those of settings that are not named do not matter, if only one row is left.</summary>
    /// <param name="values">Settings and their values.</param>
    /// <exception cref="ArgumentException">No row has these values, or several.</exception>
    public SweepRow Row(params (string Setting, object? Value)[] values)
    {
        SweepRow[] rows = [.. Rows.Where(row => Has(row, values))];
        return rows.Length == 1
            ? rows[0] : throw new ArgumentException($"{rows.Length} rows have {Said(values)}; exactly one is asked for.");
    }

    /// <summary>
    /// Returns a table in which points that differ only in some settings are one row, as runs of the same thing: usually
    /// <c>Over("seed")</c>.
    /// </summary>
    /// <param name="settings">Varied settings, which the table then no longer has.</param>
    /// <exception cref="ArgumentException">A setting is not varied.</exception>
    public SweepTable Over(params string[] settings)
    {
        HashSet<string> without = [.. settings];
        foreach (string setting in settings)
            if (!Varied.Contains(setting))
                throw new ArgumentException($"The setting {setting} is not varied. Varied are: {string.Join(", ", Varied)}.");
        string[] left = [.. Varied.Where(name => !without.Contains(name))];
        return new SweepTable(left, Measured,
            [.. Rows.GroupBy(row => string.Join('\n', left.Select(name => Text(row[name]))))
            .Select(rows => SweepRow.Join([.. rows], without))]);
    }

    /// <summary>Returns a table of some of the rows.</summary>
    /// <param name="keep">Whether a row is kept, for example <c>row => row.Number("seed") &lt; 3</c>.</param>
    public SweepTable Where(Func<SweepRow, bool> keep) => new(Varied, Measured, [.. Rows.Where(keep)]);

    /// <summary>Returns a table of the rows that have some values.</summary>
    /// <param name="values">Varied settings and their values.</param>
    /// <exception cref="ArgumentException">A setting is not varied.</exception>
    public SweepTable Where(params (string Setting, object? Value)[] values) => Where(row => Has(row, values));

    /// <summary>
    /// Returns a table with one row for every class of images, in a column <c>class</c>. What was measured of groups is not there.
    /// </summary>
    /// <exception cref="InvalidOperationException">The images have no classes.</exception>
    public SweepTable ByClass() => new([.. Varied, Class], [.. Measured.Where(measure =>
        Rows.All(row => row.Values(measure)[0].Length == row.Labels?.Count))], [.. Rows.SelectMany(row => row.ByClass(Class))]);

    /// <summary>
    /// Returns a table of paired differences: from every row the one is subtracted that has some values and is otherwise alike, image
    /// by image and run by run, so that what both find hard or easy in an image cancels. Columns are called <c>difference_mse_5</c>.
    /// </summary>
    /// <example><code>table.Over("seed").Minus(("dynamics.update.g", 0))</code></example>
    /// <param name="baseline">Varied settings and their values; their rows are not in the new table.</param>
    /// <exception cref="ArgumentException">A setting is not varied, or a row has no such counterpart of the same images and
    /// runs.</exception>
    public SweepTable Minus(params (string Setting, object? Value)[] baseline)
    {
        string[] others = [.. Varied.Except(baseline.Select(value => value.Setting))];
        Dictionary<string, SweepRow> counterparts = Where(baseline).Rows.ToDictionary(Rest);
        return new SweepTable(Varied, [.. Measured.Select(measure => Difference + measure)], [.. Rows.Where(row => !Has(row, baseline))
            .Select(row => row.Less(Counterpart(row), Difference))]);

        string Rest(SweepRow row) => string.Join(", ", others.Select(name => $"{name} = {Text(row[name])}"));

        SweepRow Counterpart(SweepRow row) => counterparts.TryGetValue(Rest(row), out SweepRow? found)
            && Measured.All(measure => found.Values(measure).Select(run => run.Length)
                .SequenceEqual(row.Values(measure).Select(run => run.Length)))
            ? found
            : throw new ArgumentException($"No row with {Said(baseline)} has the images and runs of that with "
                + $"{string.Join(", ", Varied.Select(name => $"{name} = {Text(row[name])}"))}.", nameof(baseline));
    }

    /// <summary>
    /// The table as CSV: a column for every varied setting, then runs, images, and for every measure its mean and the ends of its
    /// 95 % interval.
    /// </summary>
    public string ToCsv()
    {
        StringBuilder csv = new();
        Line([.. Varied, "runs", "images", .. Measured.SelectMany(measure => new[] { measure, $"{measure}_low", $"{measure}_high" })]);
        foreach (SweepRow row in Rows)
        {
            IReadOnlyList<double[]> widest = Measured.Select(row.Values).MaxBy(runs => runs[0].Length)!;
            Line([.. Varied.Select(name => Text(row[name])), Text((double)widest.Count), Text((double)widest[0].Length),
                .. Measured.SelectMany(measure => Numbers(row.Of(measure)))]);
        }
        return csv.ToString();

        void Line(IEnumerable<string> cells) => csv.AppendJoin(',', cells.Select(Quoted)).Append('\n');
    }

    /// <summary>Writes <see cref="ToCsv"/> to a file, whole or not at all.</summary>
    /// <exception cref="IOException">The file cannot be written.</exception>
    public void WriteCsv(string path)
    {
        byte[] bytes = Encoding.UTF8.GetBytes(ToCsv());
        AtomicFile.Write(path, stream => stream.Write(bytes));
    }

    /// <summary>
    /// Writes tidy data, one row an image and measure: a column for every varied setting, then run, image (both from 0), class where
    /// images have one, measure and value; whole or not at all.
    /// </summary>
    /// <param name="path">A file that ends in .csv or .parquet.</param>
    /// <exception cref="ArgumentException">It ends in something else.</exception>
    /// <exception cref="IOException">The file cannot be written.</exception>
    public void WriteLong(string path) => LongTable.Write(this, path);

    private static IEnumerable<string> Numbers(Summary summary) => [Text(summary.Mean), Text(summary.Low), Text(summary.High)];

    private static bool Has(SweepRow row, (string Setting, object? Value)[] values) =>
        values.All(wanted => Text(row[wanted.Setting]) == Text(Plain(wanted.Value)));

    private static string Said((string Setting, object? Value)[] values) =>
        string.Join(", ", values.Select(wanted => $"{wanted.Setting} = {Text(Plain(wanted.Value))}"));

    private static object? Plain(object? value) => SweepRow.Plain(ExperimentSettings.Node("value", value));

    internal static string Text(object? value) => value switch
    {
        null => "",
        double number => number.ToString("R", CultureInfo.InvariantCulture),
        bool truth => truth ? "true" : "false",
        _ => value.ToString()!,
    };

    internal static string Quoted(string cell) =>
        cell.AsSpan().IndexOfAny(",\"\n") < 0 ? cell : $"\"{cell.Replace("\"", "\"\"", StringComparison.Ordinal)}\"";
}
