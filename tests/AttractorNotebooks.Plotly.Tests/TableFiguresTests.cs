using System.Text.Json.Nodes;

namespace AttractorNotebooks.Plotly.Tests;

public class TableFiguresTests
{
    private static readonly (double G, string Lambda, int Task, double Error)[] Rows =
    [
        (0, "1", 1, 0.1), (0.5, "1", 1, 0.2), (0, "2", 1, 0.3), (0.5, "2", 1, 0.4), (0.5, "2", 2, 0.6), (0, "2", 2, 0.5),
    ];

    [Fact]
    public void A_heatmap_has_a_cell_for_every_pair_and_holes_where_there_is_no_row()
    {
        HeatmapFigure map = Figure.Heatmap("", Rows[..3], row => row.G, row => row.Lambda, row => row.Error, row => $"{row.Error}\n<±>")
            .XAxis("g").YAxis("lambda");
        // The cells with white text, and those with dark text.
        JsonObject trace = map.Traces()[0], other = map.Traces()[1], layout = map.Layout();

        Assert.Equal(["[[0.1,0.2],[null,null]]", "[[null,null],[0.3,null]]"],
            new[] { trace, other }.Select(half => half["z"]!.ToJsonString()));
        Assert.Equal(["0", "0.5"], layout["xaxis"]!["ticktext"]!.AsArray().Select(label => (string)label!));
        Assert.Equal(["1", "2"], layout["yaxis"]!["ticktext"]!.AsArray().Select(label => (string)label!));
        Assert.Equal([0, 1], layout["yaxis"]!["tickvals"]!.AsArray().Select(label => (int)label!));
        Assert.Equal("g 0.5, lambda 1", (string)trace["hovertext"]![0]![1]!);
        Assert.Equal("%{text}", (string)trace["texttemplate"]!);
        Assert.Contains("&lt;", (string)other["text"]![1]![0]!, StringComparison.Ordinal);
        Assert.Equal("", (string)other["text"]![1]![1]!);
    }

    [Fact]
    public void Two_rows_for_one_cell_are_refused_and_named() =>
        Assert.Contains("the cell 0.5, 2",
            Assert.Throws<ArgumentException>(() => Figure.Heatmap("", Rows, row => row.G, row => row.Lambda, row => row.Error)).Message,
            StringComparison.Ordinal);

    [Fact]
    public void Small_multiples_have_a_panel_a_group_a_curve_a_name_and_common_axes()
    {
        GridFigure grid = Figure.SmallMultiples("all", Rows, row => $"task {row.Task}", row => $"lambda {row.Lambda}", row => row.G,
            row => (row.Error, row.Error - 0.1, row.Error + 0.1), "g", "error");
        JsonObject[] curves = [.. grid.Traces().Where(trace => trace["name"] is not null)];

        Assert.Equal(["lambda 1", "lambda 2", "lambda 2"], curves.Select(curve => (string)curve["name"]!));
        Assert.Equal("[0,0.5]", curves[2]["x"]!.ToJsonString());
        Assert.Equal("[0.5,0.6]", curves[2]["y"]!.ToJsonString());
        Assert.Equal("[[0.4,0.6],[0.5,0.7]]", curves[2]["customdata"]!.ToJsonString());
        Assert.Equal(grid.Layout()["yaxis"]!["range"]!.ToJsonString(), grid.Layout()["yaxis2"]!["range"]!.ToJsonString());
        Assert.Equal([-0.035, 0.735], grid.Layout()["yaxis"]!["range"]!.AsArray().Select(end => (double)end!),
            (a, b) => Math.Abs(a - b) < 1e-6);
    }

    [Fact]
    public void A_table_without_rows_is_refused()
    {
        Assert.Throws<ArgumentException>(() => Figure.Heatmap("", Rows[..0], row => row.G, row => row.Lambda, row => row.Error));
        Assert.Throws<ArgumentException>(() => Figure.SmallMultiples("", Rows[..0], _ => "", _ => "", row => row.G,
            row => (row.Error, 0, 1)));
    }

    [Fact]
    public void Labels_and_texts_must_fit_the_matrix()
    {
        HeatmapFigure map = Figure.Heatmap("", new[,] { { 1, 2, 3 }, { 4, 5, 6 } });
        Assert.Throws<ArgumentException>(() => map.Labels(["a", "b"], ["a", "b"]));
        Assert.Throws<ArgumentException>(() => map.Labels(["a", "b", "c"], ["a"]));
        Assert.Throws<ArgumentException>(() => map.Cells(["a"]));
        Assert.Throws<ArgumentException>(() => Figure.Heatmap("", new double[101 * 100], 101, 100).Cells(new string[101 * 100]));
    }
}
