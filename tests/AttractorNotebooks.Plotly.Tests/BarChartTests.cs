using System.Text.Json.Nodes;

namespace AttractorNotebooks.Plotly.Tests;

public class BarChartTests
{
    [Fact]
    public void Bars_stand_over_their_categories_with_error_bars()
    {
        JsonObject bars = Figure.Bars("", ["1", "10"]).Add("a", [0.5, 0.25], [0.25, 0.125], [1.0, 0.5]).Trace("a");

        Assert.Equal(["1", "10"], bars["x"]!.AsArray().Select(category => (string?)category));
        Assert.Equal([0.5, 0.25], bars["y"].Numbers());
        Assert.Equal([0.5, 0.25], bars["error_y"]!["array"].Numbers());
        Assert.Equal([0.25, 0.125], bars["error_y"]!["arrayminus"].Numbers());
    }

    [Fact]
    public void Categories_that_look_like_numbers_stay_categories() =>
        Assert.Equal("category", (string?)Figure.Bars("", ["1", "10"]).Add("a", [1, 2]).Layout()["xaxis"]!["type"]);

    [Fact]
    public void A_series_of_another_length_than_the_categories_is_refused()
    {
        ArgumentException error = Assert.Throws<ArgumentException>(() => Figure.Bars("", ["a", "b", "c"]).Add("mask", [1.0, 2]));

        Assert.Contains("values of \"mask\" has 2 values, but the list of categories has 3", error.Message, StringComparison.Ordinal);
    }
}
