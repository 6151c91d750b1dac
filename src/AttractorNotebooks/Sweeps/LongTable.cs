using System.Text;
using AttractorNotebooks.Files;
using Parquet;
using Parquet.Schema;

namespace AttractorNotebooks.Sweeps;

/// <summary>A sweep's results as tidy data: one row an image and measure, as data frames want them.</summary>
/// <remarks>
/// Columns: every varied setting, then run, image (both from 0), class where images have one, measure, value. What is measured of a
/// group instead of images has image 0 and no class.
/// </remarks>
internal static class LongTable
{
    private const string Class = "class";

    /// <summary>Writes the table, whole or not at all.</summary>
    /// <param name="table">The results.</param>
    /// <param name="path">Ends in .csv or .parquet.</param>
    public static void Write(SweepTable table, string path)
    {
        RequireKind(path);
        if (IsParquet(path)) AtomicFile.Write(path, stream => WriteParquet(table, stream).GetAwaiter().GetResult());
        else AtomicFile.Write(path, stream => WriteCsv(table, stream));
    }

    /// <summary>Refuses a file of another kind.</summary>
    /// <exception cref="ArgumentException">The name ends in neither; names it.</exception>
    public static void RequireKind(string path)
    {
        if (!IsParquet(path) && !path.EndsWith(".csv", StringComparison.OrdinalIgnoreCase))
            throw new ArgumentException($"The long table '{path}' must end in .csv or .parquet.");
    }

    private static bool IsParquet(string path) => path.EndsWith(".parquet", StringComparison.OrdinalIgnoreCase);

    private static void WriteCsv(SweepTable table, Stream stream)
    {
        using StreamWriter writer = new(stream, new UTF8Encoding(false), leaveOpen: true);
        bool classes = HasClasses(table);
        Line([.. table.Varied, "run", "image", .. classes ? [Class] : Array.Empty<string>(), "measure", "value"]);
        foreach (Cell cell in Cells(table))
            Line([.. table.Varied.Select(name => SweepTable.Text(cell.Row[name])), SweepTable.Text((double)cell.Run),
                SweepTable.Text((double)cell.Image), .. classes ? [SweepTable.Text((double?)cell.Label)] : Array.Empty<string>(),
                cell.Measure, SweepTable.Text(cell.Value)]);

        void Line(IEnumerable<string> cells) => writer.Write(string.Join(',', cells.Select(SweepTable.Quoted)) + "\n");
    }

    private static async Task WriteParquet(SweepTable table, Stream stream)
    {
        Cell[] cells = [.. Cells(table)];
        DataField[] settings = [.. table.Varied.Select(name => Field(table, name))];
        DataField<int> run = new("run"), image = new("image");
        DataField<double> value = new("value");
        DataField<int?> label = new(Class);
        DataField measure = new DataField<string>("measure");
        bool classes = HasClasses(table);
        ParquetWriter writer = await ParquetWriter.CreateAsync(
            new ParquetSchema([.. settings, run, image, .. classes ? [label] : Array.Empty<DataField>(), measure, value]), stream)
            .ConfigureAwait(false);
        await using (writer.ConfigureAwait(false))
        {
            using ParquetRowGroupWriter group = writer.CreateRowGroup();
            foreach (DataField field in settings)
            {
                object?[] column = [.. cells.Select(cell => cell.Row[field.Name])];
                if (field.ClrType == typeof(double))
                    await group.WriteAsync<double>(field, column.Select(entry => (double?)entry).ToArray()).ConfigureAwait(false);
                else if (field.ClrType == typeof(bool))
                    await group.WriteAsync<bool>(field, column.Select(entry => (bool?)entry).ToArray()).ConfigureAwait(false);
                else await group.WriteAsync(field, [.. column.Select(SweepTable.Text)]).ConfigureAwait(false);
            }
            await group.WriteAsync<int>(run, cells.Select(cell => cell.Run).ToArray()).ConfigureAwait(false);
            await group.WriteAsync<int>(image, cells.Select(cell => cell.Image).ToArray()).ConfigureAwait(false);
            if (classes) await group.WriteAsync<int>(label, cells.Select(cell => cell.Label).ToArray()).ConfigureAwait(false);
            await group.WriteAsync(measure, [.. cells.Select(cell => cell.Measure)]).ConfigureAwait(false);
            await group.WriteAsync<double>(value, cells.Select(cell => cell.Value).ToArray()).ConfigureAwait(false);
        }
    }

    // Numbers and truth values keep their type, absent ones included; a setting with words, or with both, is text.
    private static DataField Field(SweepTable table, string name)
    {
        object[] values = [.. table.Rows.Select(row => row[name]).OfType<object>()];
        return values.Length > 0 && values.All(value => value is double) ? new DataField<double?>(name)
            : values.Length > 0 && values.All(value => value is bool) ? new DataField<bool?>(name)
            : new DataField<string>(name);
    }

    private static IEnumerable<Cell> Cells(SweepTable table) =>
        from row in table.Rows
        from measure in table.Measured
        from run in row.Values(measure).Index()
        from image in run.Item.Index()
        select new Cell(row, measure, run.Index, image.Index, LabelOf(row, run.Item, image.Index), image.Item);

    private static int? LabelOf(SweepRow row, double[] run, int image) =>
        row.Labels is { } labels && labels.Count == run.Length ? labels[image] : null;

    private static bool HasClasses(SweepTable table) => table.Rows.Any(row => row.Labels is not null);

    private sealed record Cell(SweepRow Row, string Measure, int Run, int Image, int? Label, double Value);
}
