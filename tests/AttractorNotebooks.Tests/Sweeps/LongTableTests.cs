using AttractorNotebooks.Sweeps;
using AttractorNotebooks.Tests.Data;
using Parquet.Serialization;

namespace AttractorNotebooks.Tests.Sweeps;

public sealed class LongTableTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    private readonly SweepTable _table = new(["g", "clamp", "order", "norm"], ["error", "steps"],
        [Row(0.5, null, "a,b", true, [[0.25, double.NaN], [2, 3]]), Row(1, 20.0, "c", false, [[4, 5], [6, 7]])]);

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Csv_has_a_row_an_image_and_measure()
    {
        _table.WriteLong(_folder.At("long.csv"));
        string[] lines = File.ReadAllLines(_folder.At("long.csv"));
        Assert.Equal("g,clamp,order,norm,run,image,measure,value", lines[0]);
        Assert.Equal(1 + 2 * 2 * 2 * 2, lines.Length);
        Assert.Equal("0.5,,\"a,b\",true,0,0,error,0.25", lines[1]);
        Assert.Equal("0.5,,\"a,b\",true,0,1,error,NaN", lines[2]);
        Assert.Equal("1,20,c,false,1,1,steps,14", lines[^1]);
    }

    [Theory]
    [InlineData("long.csv")]
    [InlineData("long.parquet")]
    public async Task Classes_have_a_column_that_is_empty_for_groups(string name)
    {
        SweepTable table = new(["g"], ["error", "all"], [new SweepRow([KeyValuePair.Create("g", (object?)0.5)],
            [KeyValuePair.Create("error", (IReadOnlyList<double[]>)[[1, 2]]), KeyValuePair.Create("all", (IReadOnlyList<double[]>)[[3]])],
            1, [7, 3])]);
        table.WriteLong(_folder.At(name));
        if (name == "long.csv")
        {
            Assert.Equal(["g,run,image,class,measure,value", "0.5,0,0,7,error,1", "0.5,0,1,3,error,2", "0.5,0,0,,all,3"],
                File.ReadAllLines(_folder.At(name)));
            return;
        }
        using FileStream file = File.OpenRead(_folder.At(name));
        await using Parquet.ParquetReader reader = await Parquet.ParquetReader.CreateAsync(file);
        Assert.Equal(["g", "run", "image", "class", "measure", "value"], reader.Schema.Fields.Select(field => field.Name));
    }

    [Fact]
    public async Task Parquet_reads_back_as_it_was_written_with_types()
    {
        _table.WriteLong(_folder.At("long.parquet"));
        using FileStream file = File.OpenRead(_folder.At("long.parquet"));
        IList<Tidy> rows = (await ParquetSerializer.DeserializeAsync<Tidy>(file)).Data;
        Assert.Equal(16, rows.Count);
        Assert.Equal((0.5, null, "a,b", true, 0, 0, "error", 0.25), Cells(rows[0]));
        Assert.Equal((0.5, null, "a,b", true, 0, 1, "error", double.NaN), Cells(rows[1]));
        Assert.Equal((1.0, 20.0, "c", false, 1, 1, "steps", 14.0), Cells(rows[^1]));
        static (double?, double?, string, bool?, int, int, string, double) Cells(Tidy row) =>
            (row.g, row.clamp, row.order, row.norm, row.run, row.image, row.measure, row.value);
    }

    [Theory]
    [InlineData("long.csv")]
    [InlineData("long.parquet")]
    public void A_table_that_cannot_be_written_leaves_what_was_there(string name)
    {
        File.WriteAllText(_folder.At(name), "before");
        SweepTable broken = new(["g"], ["error", "missing"], [Row(1, null, "", true, [[1]])]);
        Assert.Throws<ArgumentException>(() => broken.WriteLong(_folder.At(name)));
        Assert.Equal("before", File.ReadAllText(_folder.At(name)));
        Assert.Single(Directory.GetFiles(_folder.Path));
    }

    [Fact]
    public void Another_kind_of_file_is_refused() => Assert.Contains("'long.xlsx' must end in .csv or .parquet",
        Assert.Throws<ArgumentException>(() => _table.WriteLong("long.xlsx")).Message, StringComparison.Ordinal);

    private static SweepRow Row(double g, double? clamp, string order, bool norm, double[][] errors) => new(
        new Dictionary<string, object?> { ["g"] = g, ["clamp"] = clamp, ["order"] = order, ["norm"] = norm },
        new Dictionary<string, IReadOnlyList<double[]>>
        {
            ["error"] = errors,
            ["steps"] = [.. errors.Select(run => run.Select(value => 2 * value).ToArray())],
        }, seed: 1);

#pragma warning disable IDE1006, CA1812 // Named as the columns are; made by the reader.
    private sealed class Tidy
    {
        public double? g { get; set; }

        public double? clamp { get; set; }

        public string order { get; set; } = "";

        public bool? norm { get; set; }

        public int run { get; set; }

        public int image { get; set; }

        public string measure { get; set; } = "";

        public double value { get; set; }
    }
#pragma warning restore IDE1006, CA1812
}
