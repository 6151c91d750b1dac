namespace AttractorNotebooks.Plotly.Tests;

public sealed class ListExtensionsTests
{
    private static readonly int[] Times = [1, 5, 20];

    [Fact]
    public void Rows_of_a_table_are_those_added_one_by_one()
    {
        Table table = Table.Of("t", "square").Rows(Times, t => [t, t * t]);
        Assert.Equal(Table.Of("t", "square").Row(1, 1).Row(5, 25).Row(20, 400).ToString(), table.ToString());
    }

    [Fact]
    public void A_row_with_a_cell_too_few_names_the_columns()
    {
        ArgumentException error = Assert.Throws<ArgumentException>(() => Table.Of("t", "square").Rows(Times, t => [t]));
        Assert.Contains("2 columns (t, square)", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Columns_of_images_are_those_added_one_by_one()
    {
        ImageFigure figure = Figure.Images("digits", 1, 2).Columns(Times, t => $"t = {t}", t => [0, t / 20f]);
        ImageFigure same = Figure.Images("digits", 1, 2).Column("t = 1", [0, 0.05f]).Column("t = 5", [0, 0.25f]).Column("t = 20", [0, 1f]);
        Assert.Equal(same.ToJson(), figure.ToJson());
    }

    [Fact]
    public void Rows_of_images_are_those_added_one_by_one()
    {
        ImageFigure figure = Figure.Images("digits", 1, 1).Rows(Times, t => $"t = {t}", t => [t / 20f]);
        ImageFigure same = Figure.Images("digits", 1, 1).Row("t = 1", [0.05f]).Row("t = 5", [0.25f]).Row("t = 20", [1f]);
        Assert.Equal(same.ToJson(), figure.ToJson());
    }

    [Fact]
    public void A_curve_of_bands_is_a_curve_with_low_and_high()
    {
        LineChart bands = Figure.Lines("error").Add("here", Times, [(2.0, 1.0, 3.0), (4.0, 3.5, 5.0), (6.0, 5.0, 7.0)]);
        LineChart parts = Figure.Lines("error").Add("here", Times, [2.0, 4.0, 6.0], [1.0, 3.5, 5.0], [3.0, 5.0, 7.0]);
        Assert.Equal(parts.ToJson(), bands.ToJson());
    }

    [Fact]
    public void Bands_of_another_length_than_x_are_refused() =>
        Assert.Throws<ArgumentException>(() => Figure.Lines("error").Add("here", Times, [(2.0, 1.0, 3.0)]));

    [Fact]
    public void Any_figure_grows_item_by_item()
    {
        LineChart chart = Figure.Lines("powers").ForEach(Times,
            (lines, t) => lines.Add($"t = {t}", Times, Times.Select(x => (double)x * t)));
        LineChart same = Figure.Lines("powers").Add("t = 1", Times, [1.0, 5, 20]).Add("t = 5", Times, [5.0, 25, 100])
            .Add("t = 20", Times, [20.0, 100, 400]);
        Assert.Equal(same.ToJson(), chart.ToJson());
    }

    [Fact]
    public void Bars_of_bands_are_bars_with_low_and_high()
    {
        string[] names = ["a", "b"];
        BarChart bands = Figure.Bars("error", names).Add("here", [(2.0, 1.0, 3.0), (4.0, 3.5, 5.0)]);
        Assert.Equal(Figure.Bars("error", names).Add("here", [2.0, 4.0], [1.0, 3.5], [3.0, 5.0]).ToJson(), bands.ToJson());
        Assert.Throws<ArgumentException>(() => Figure.Bars("error", names).Add("here", [(2.0, 1.0, 3.0)]));
    }
}
