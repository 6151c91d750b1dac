using System.Text.Json.Nodes;

namespace AttractorNotebooks.Plotly.Tests;

public class HeatmapFigureTests
{
    [Fact]
    public void Rows_and_columns_keep_their_places_and_holes()
    {
        JsonArray matrix = Figure.Heatmap("", new[,] { { 1, 2.5, double.NaN }, { 4, 5, 6 } }).Traces()[0]["z"]!.AsArray();

        Assert.Equal("[[1,2.5,null],[4,5,6]]", matrix.ToJsonString());
    }

    [Fact]
    public void Flat_values_are_taken_row_by_row() =>
        Assert.Equal("[[1,2,3],[4,5,6]]", Figure.Heatmap("", [1f, 2, 3, 4, 5, 6], rows: 2, columns: 3).Traces()[0]["z"]!.ToJsonString());

    [Theory]
    [InlineData(-0.5, 2, -2, 2)]
    [InlineData(1, 3, 1, 3)]
    public void Values_of_both_signs_are_centred_on_zero_and_others_are_not(double low, double high, double first, double last)
    {
        JsonNode colours = Figure.Heatmap("", new[,] { { low, high } }).Layout()["coloraxis"]!;

        Assert.Equal(first, (double)colours["cmin"]!);
        Assert.Equal(last, (double)colours["cmax"]!);
    }

    [Fact]
    public void The_kind_and_range_of_colours_can_be_chosen()
    {
        HeatmapFigure figure = Figure.Heatmap("", new[,] { { 1.0, 4.0 } });

        Assert.Equal(-4, (double)figure.Diverging().Layout()["coloraxis"]!["cmin"]!);
        Assert.Equal(0.5, (double)figure.Range(0.5, 8).Layout()["coloraxis"]!["cmin"]!);
        Assert.Throws<ArgumentException>(() => figure.Range(1, 1));
    }

    [Fact]
    public void Small_values_beside_large_ones_lose_only_what_no_colour_shows()
    {
        string matrix = Figure.Heatmap("", new[,] { { 0.0375123, 0.0000123, 0.00123456 } }).Traces()[0]["z"]!.ToJsonString();

        Assert.Equal("[[0.03751,1E-05,0.00123]]", matrix);
    }

    [Fact]
    public void A_matrix_without_a_finite_value_is_drawn_empty() =>
        Assert.Equal("[[null,null]]", Figure.Heatmap("", new[,] { { double.NaN, double.PositiveInfinity } }).Traces()[0]["z"]!.ToJsonString());

    [Fact]
    public void A_wrong_number_of_values_is_named_with_the_shape()
    {
        ArgumentException error = Assert.Throws<ArgumentException>(() => Figure.Heatmap("", [1.0, 2, 3], 2, 2));

        Assert.Contains("values has 3 values, but a matrix of 2 x 2 has 4", error.Message, StringComparison.Ordinal);
        Assert.Throws<ArgumentOutOfRangeException>(() => Figure.Heatmap("", new double[0, 0]));
    }
}
