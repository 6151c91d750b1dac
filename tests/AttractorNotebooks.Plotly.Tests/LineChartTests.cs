using System.Text.Json.Nodes;

namespace AttractorNotebooks.Plotly.Tests;

public class LineChartTests
{
    [Fact]
    public void A_curve_carries_its_points_and_gaps()
    {
        JsonObject curve = Figure.Lines("").Add("a", new[] { 1, 2, 3, 4 }, [0.5f, float.NaN, float.PositiveInfinity, 0.25f]).Trace("a");

        Assert.Equal("scatter", (string?)curve["type"]);
        Assert.Equal([1, 2, 3, 4], curve["x"].Numbers());
        Assert.Equal([0.5, null, null, 0.25], curve["y"].Numbers());
    }

    [Fact]
    public void Values_without_positions_are_counted_from_zero() =>
        Assert.Equal([0, 1, 2], Figure.Lines("").Add("a", new List<double> { 5, 6, 7 }).Trace("a")["x"].Numbers());

    [Fact]
    public void A_band_is_drawn_below_all_curves_and_told_on_hovering()
    {
        LineChart figure = Figure.Lines("").Add("a", [1.0, 2], [3.0, 4], [2.0, 3], [5.0, 6]).Add("b", [1.0, 2]);
        JsonObject[] traces = figure.Traces();

        Assert.Equal([null, null, "a", "b"], traces.Select(trace => (string?)trace["name"]));
        Assert.Equal([2, 3], traces[0]["y"].Numbers());
        Assert.Equal([5, 6], traces[1]["y"].Numbers());
        Assert.Equal("tonexty", (string?)traces[1]["fill"]);
        Assert.Equal("[[2,5],[3,6]]", traces[2]["customdata"]!.ToJsonString());
    }

    [Fact]
    public void A_band_on_a_logarithmic_axis_ends_at_the_lowest_positive_value()
    {
        LineChart figure = Figure.Lines("").Add("a", [1.0, 2], [0.3, 0.2], [-0.1, 0.1], [0.5, 0.4]).YAxis("error", log: true);

        Assert.Equal([0.1, 0.1], figure.Traces()[0]["y"].Numbers());
    }

    [Fact]
    public void Lengths_that_differ_are_named_with_their_series()
    {
        ArgumentException error = Assert.Throws<ArgumentException>(() => Figure.Lines("").Add("published", [1.0, 2, 3], [1.0, 2]));
        Assert.Contains("x of \"published\" has 3 values, but y has 2", error.Message, StringComparison.Ordinal);

        error = Assert.Throws<ArgumentException>(() => Figure.Lines("").Add("here", [1.0, 2], [1.0, 2], [1.0], [1.0, 2]));
        Assert.Contains("low of \"here\" has 1 values, but y has 2", error.Message, StringComparison.Ordinal);

        error = Assert.Throws<ArgumentException>(() => Figure.Lines("").Add("here", [1.0, 2], [1.0, 2], low: [1.0, 2]));
        Assert.Contains("give low and high", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Curves_differ_in_color_and_in_dash()
    {
        LineChart figure = Enumerable.Range(0, 6).Aggregate(Figure.Lines(""), (chart, index) => chart.Add($"{index}", [1.0, 2]));

        Assert.Equal(6, figure.Traces().Select(trace => (string)trace["line"]!["color"]!).Distinct().Count());
        Assert.Equal(6, figure.Traces().Select(trace => (string)trace["line"]!["dash"]!).Distinct().Count());
    }

    [Fact]
    public void Axes_have_titles_scales_and_ranges()
    {
        JsonObject layout = Figure.Lines("").Add("a", [1.0, 100]).XAxis("iteration t", log: true, from: 1, to: 100).YAxis("MSE").Layout();

        Assert.Equal("iteration t", (string?)layout["xaxis"]!["title"]!["text"]);
        Assert.Equal("log", (string?)layout["xaxis"]!["type"]);
        Assert.Equal([0, 2], layout["xaxis"]!["range"].Numbers());
        Assert.Equal("MSE", (string?)layout["yaxis"]!["title"]!["text"]);
    }

    [Fact]
    public void Axes_without_extent_are_refused()
    {
        LineChart chart = Figure.Lines("").Add("a", [1.0]);

        Assert.Throws<ArgumentException>(() => chart.XAxis("x", from: 2, to: 1));
        Assert.Throws<ArgumentException>(() => chart.XAxis("x", from: 2));
        Assert.Throws<ArgumentOutOfRangeException>(() => chart.YAxis("y", log: true, from: 0, to: 1));
        Assert.Throws<ArgumentOutOfRangeException>(() => chart.YAxis("y", from: 0, to: double.NaN));
    }

    [Fact]
    public void A_baseline_is_a_line_across_the_panel_with_its_label_and_value()
    {
        JsonObject layout = Figure.Lines("").Add("a", [0.01, 1]).YAxis("MSE", log: true).Baseline("mean image", 0.1).Layout();

        JsonNode line = layout["shapes"]![0]!, label = layout["annotations"]![0]!;
        Assert.Equal(0.1, (double)line["y0"]!);
        Assert.Equal("x domain", (string?)line["xref"]);
        Assert.Equal("mean image 0.1", (string?)label["text"]);
        // Plotly takes an annotation's place on a logarithmic axis as an exponent of 10, but a line's as a value.
        Assert.Equal(-1, (double)label["y"]!);
    }

    [Fact]
    public void A_baseline_that_cannot_be_drawn_is_refused()
    {
        Assert.Throws<ArgumentOutOfRangeException>(() => Figure.Lines("").Baseline("none", double.NaN));
        ArgumentException error = Assert.Throws<ArgumentException>(() => Figure.Lines("").Add("a", [1.0]).Baseline("zero", 0)
            .YAxis("y", log: true).ToJson());
        Assert.Contains("\"zero\"", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_logarithmic_axis_without_positive_values_says_so()
    {
        JsonObject layout = Figure.Lines("").Add("a", [0.0, -1], [0.0, double.NaN]).XAxis("t", log: true).YAxis("MSE", log: true).Layout();

        Assert.Contains("No x and no y above 0", (string?)layout["annotations"]![0]!["text"], StringComparison.Ordinal);
        Assert.Equal([0, 1], layout["yaxis"]!["range"].Numbers());
        Assert.False(Figure.Lines("").YAxis("MSE", log: true).Layout().ContainsKey("annotations"));
    }

    [Fact]
    public void A_baseline_s_label_lies_where_no_curve_runs_and_on_no_other_label()
    {
        // The curve runs along the line on the right and above it on the left.
        LineChart chart = Figure.Lines("").Add("a", [0.0, 5, 10], [2.0, 1, 1]).YAxis("", from: 0, to: 3).XAxis("", from: 0, to: 10);

        JsonNode label = chart.Baseline("baseline", 0.95).Layout()["annotations"]![0]!;
        Assert.Equal((0, "left", "bottom"), ((int)label["x"]!, (string?)label["xanchor"], (string?)label["yanchor"]));

        JsonNode[] labels = [.. chart.Baseline("one", 2.5).Baseline("another", 2.52).Layout()["annotations"]!.AsArray()
            .Select(node => node!)];
        Assert.Equal(2, labels.Select(node => $"{node["x"]} {node["yanchor"]}").Distinct().Count());
    }

    [Fact]
    public void A_narrow_logarithmic_axis_is_labelled_at_decades_only()
    {
        LineChart chart = Figure.Lines("").Add("a", [1, 1000], [1.0, 2]).XAxis("P", log: true).YAxis("MSE", log: true, from: 1, to: 1000);
        Assert.Equal("D2", (string?)chart.Layout()["xaxis"]!["dtick"]);
        // Two panels have room for 100 and 200, but not for 1000 and 2000.
        LineChart shorter = Figure.Lines("").Add("a", [1, 100], [1.0, 2]).XAxis("t", log: true);
        JsonObject two = Figure.Grid(2, chart, shorter).Layout();
        Assert.Equal((1, "D2"), ((int)two["xaxis"]!["dtick"]!, (string?)two["xaxis2"]!["dtick"]));
        JsonObject narrow = Figure.Grid(3, chart, chart, chart).Layout();
        Assert.Equal((1, "D2"), ((int)narrow["xaxis"]!["dtick"]!, (string?)narrow["yaxis"]!["dtick"]));
    }
}
