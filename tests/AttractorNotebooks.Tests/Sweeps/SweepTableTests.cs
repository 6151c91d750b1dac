using AttractorNotebooks.Analysis;
using AttractorNotebooks.Sweeps;

namespace AttractorNotebooks.Tests.Sweeps;

public class SweepTableTests
{
    private static readonly SweepTable Table = new(["g", "seed"], ["error"],
    [
        Row(0, 1, 1, 2, 3), Row(0, 2, 3, 4, 5),
        Row(0.5, 1, 2, 4, 3), Row(0.5, 2, 4, 4, 7),
    ]);

    [Fact]
    public void Runs_that_differ_in_the_seed_only_are_put_together()
    {
        SweepTable over = Table.Over("seed");
        Assert.Equal(["g"], over.Varied);
        Assert.Equal(2, over.Rows.Count);
        Assert.Equal([[1, 2, 3], [3, 4, 5]], over.Rows[0].Values("error"));
        Assert.Equal((3, 6), (over.Rows[0].Mean("error"), over.Rows[0].Of("error").Count));
        Assert.Equal(Summary.OfRuns([[1, 2, 3], [3, 4, 5]], seed: 5), over.Rows[0].Of("error"));
        Assert.Single(Table.Over("seed", "g").Rows);
    }

    [Fact]
    public void Rows_are_compared_image_by_image_and_run_by_run()
    {
        SweepTable over = Table.Over("seed");
        Summary difference = over.Row(("g", 0.5)).Minus(over.Row(("g", 0)), "error");
        Assert.Equal(1, difference.Mean);
        Assert.Equal(Summary.OfRuns([[1, 2, 0], [1, 0, 2]], seed: 5), difference);
        Assert.Throws<ArgumentException>(() => over.Rows[0].Minus(Table.Rows[0], "error"));
    }

    [Fact]
    public void Rows_are_found_by_value_and_columns_that_are_not_there_are_named()
    {
        Assert.Equal(4, Table.Row(("g", 0.5), ("seed", 2)).Values("error")[0][0]);
        Assert.Contains("2 rows have g = 0.5", Assert.Throws<ArgumentException>(() => Table.Row(("g", 0.5))).Message,
            StringComparison.Ordinal);
        Assert.Contains("0 rows have g = 1", Assert.Throws<ArgumentException>(() => Table.Row(("g", 1))).Message, StringComparison.Ordinal);
        Assert.Contains("no varied setting 'lambda'. It has: g, seed",
            Assert.Throws<ArgumentException>(() => Table.Rows[0]["lambda"]).Message, StringComparison.Ordinal);
        Assert.Contains("no measure 'mse'. It has: error", Assert.Throws<ArgumentException>(() => Table.Rows[0].Of("mse")).Message,
            StringComparison.Ordinal);
        Assert.Contains("seeds is not varied", Assert.Throws<ArgumentException>(() => Table.Over("seeds")).Message,
            StringComparison.Ordinal);
    }

    [Fact]
    public void Csv_has_a_column_for_every_setting_and_three_for_every_measure()
    {
        string[] lines = Table.Over("seed").ToCsv().Split('\n');
        Assert.Equal("g,runs,images,error,error_low,error_high", lines[0]);
        Assert.Equal((4, ""), (lines.Length, lines[3]));
        string[] cells = lines[2].Split(',');
        Assert.Equal(["0.5", "2", "3", "4"], cells[..4]);
        Assert.True(double.Parse(cells[4], System.Globalization.CultureInfo.InvariantCulture) < 4
            && double.Parse(cells[5], System.Globalization.CultureInfo.InvariantCulture) > 4);
    }

    [Fact]
    public void Rows_are_kept_by_value_or_by_any_condition()
    {
        Assert.Equal([3, 4, 5], Assert.Single(Table.Where(("g", 0), ("seed", 2)).Rows).Values("error")[0]);
        Assert.Equal([0, 0.5], Table.Where(row => row.Number("seed") == 1).Rows.Select(row => row.Number("g")));
        Assert.Throws<ArgumentException>(() => Table.Where(("lambda", 1)));
    }

    [Fact]
    public void Differences_from_a_setting_are_paired_by_image_and_run()
    {
        SweepTable difference = Table.Minus(("g", 0));
        Assert.Equal(["difference_error"], difference.Measured);
        Assert.Equal([[1, 2, 0], [1, 0, 2]], difference.Rows.Select(row => row.Values("difference_error")[0]));
        SweepTable over = Table.Over("seed");
        Assert.Equal(over.Row(("g", 0.5)).Minus(over.Row(("g", 0)), "error"),
            Assert.Single(over.Minus(("g", 0)).Rows).Of("difference_error"));
        Assert.Contains("No row with g = 9 has the images and runs of that with g = 0, seed = 1",
            Assert.Throws<ArgumentException>(() => Table.Minus(("g", 9))).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_class_is_a_row_of_its_images()
    {
        SweepTable table = new(["g"], ["error", "all"], [new SweepRow([KeyValuePair.Create("g", (object?)0.5)],
            [KeyValuePair.Create("error", (IReadOnlyList<double[]>)[[1, 2, 6], [3, 4, 8]]),
                KeyValuePair.Create("all", (IReadOnlyList<double[]>)[[1], [2]])], 1, [7, 3, 7])]);
        SweepTable classes = table.ByClass();
        Assert.Equal(["g", "class"], classes.Varied);
        Assert.Equal(["error"], classes.Measured);
        Assert.Equal([3, 7], classes.Rows.Select(row => row.Number("class")));
        Assert.Equal([[1, 6], [3, 8]], classes.Row(("class", 7)).Values("error"));
        Assert.Equal("g,runs,images,error,error_low,error_high,all,all_low,all_high", table.ToCsv().Split('\n')[0]);
        Assert.StartsWith("0.5,2,3,4,", table.ToCsv().Split('\n')[1], StringComparison.Ordinal);
        Assert.Throws<InvalidOperationException>(Table.ByClass);
    }

    [Fact]
    public void Words_with_commas_and_quotes_are_quoted_in_csv()
    {
        SweepTable table = new(["folder"], ["error"],
            [new SweepRow([KeyValuePair.Create("folder", (object?)"a,\"b\"")],
            [KeyValuePair.Create("error", (IReadOnlyList<double[]>)[[1.0]])], 1)]);
        Assert.Equal("folder,runs,images,error,error_low,error_high\n\"a,\"\"b\"\"\",1,1,1,1,1\n", table.ToCsv());
    }

    private static SweepRow Row(double g, double seed, params double[] values) => new(
        [KeyValuePair.Create("g", (object?)g), KeyValuePair.Create("seed", (object?)seed)],
        [KeyValuePair.Create("error", (IReadOnlyList<double[]>)[values])], seed: 5);

    [Fact]
    public void Numbers_of_a_setting_come_once_each_and_values_in_other_units()
    {
        Assert.Equal([0, 0.5], Table.Numbers("g"));
        Assert.Equal([[2, 4, 6], [6, 8, 10]], Table.Over("seed").Rows[0].Values("error", error => 2 * error));
        Assert.Throws<ArgumentException>(() => Table.Numbers("lambda"));
    }
}
