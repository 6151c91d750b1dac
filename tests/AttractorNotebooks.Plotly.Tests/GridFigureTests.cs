using System.Text.Json.Nodes;

namespace AttractorNotebooks.Plotly.Tests;

public class GridFigureTests
{
    [Fact]
    public void A_name_has_one_style_in_all_panels_and_one_legend_entry()
    {
        GridFigure grid = Figure.Grid(2, Figure.Lines("1").Add("here", [1.0]).Add("published", [2.0]),
            Figure.Lines("2").Add("published", [3.0]).Add("here", [4.0]));

        foreach (string name in new[] { "here", "published" })
        {
            JsonObject[] curves = [.. grid.Traces().Where(trace => (string?)trace["name"] == name)];
            Assert.Equal(2, curves.Length);
            Assert.Single(curves.Select(curve => (string)curve["line"]!["color"]!).Distinct());
            Assert.Single(curves, curve => (bool)curve["showlegend"]!);
        }
    }

    [Fact]
    public void Panels_do_not_overlap()
    {
        foreach (JsonObject layout in new[] { Samples.Grid.Layout(), Samples.Grid.Layout()["meta"]!["narrow"]!.AsObject() })
        {
            (double Left, double Right, double Low, double High)[] panels =
                [.. Enumerable.Range(1, 4).Select(number => number == 1 ? "" : $"{number}").Select(suffix => (
                (double)layout["xaxis" + suffix]!["domain"]![0]!, (double)layout["xaxis" + suffix]!["domain"]![1]!,
                (double)layout["yaxis" + suffix]!["domain"]![0]!, (double)layout["yaxis" + suffix]!["domain"]![1]!))];

            for (int i = 0; i < 4; i++)
            {
                Assert.True(panels[i].Left < panels[i].Right && panels[i].Low < panels[i].High);
                for (int j = 0; j < i; j++)
                    Assert.True(panels[i].Right <= panels[j].Left || panels[j].Right <= panels[i].Left || panels[i].High <= panels[j].Low
                        || panels[j].High <= panels[i].Low, $"{i} and {j}");
            }
        }
    }

    [Fact]
    public void Panel_titles_without_a_heading_stand_below_the_row_of_buttons()
    {
        GridFigure grid = Figure.Grid(2, Figure.Lines("1").Add("a", [1.0]), Figure.Lines("2").Add("a", [1.0]));

        Assert.True((int)grid.Layout()["margin"]!["t"]! >= 30);
        Assert.True((int)grid.Layout()["meta"]!["narrow"]!["margin"]!["t"]! < 20);
    }

    [Fact]
    public void A_grid_can_hold_grids()
    {
        GridFigure grid = Figure.Grid(2, Figure.Grid(1, Samples.Lines, Samples.Bars), Samples.Images);

        Assert.Equal(3, grid.Layout().Count(pair => pair.Key.StartsWith("xaxis", StringComparison.Ordinal)));
    }

    [Fact]
    public void An_empty_grid_and_an_animated_panel_are_refused()
    {
        Assert.Throws<ArgumentException>(() => Figure.Grid(2));
        Assert.Throws<ArgumentOutOfRangeException>(() => Figure.Grid(0, Samples.Lines));
        ArgumentException error = Assert.Throws<ArgumentException>(() => Figure.Grid(1, Samples.Animation));
        Assert.Contains("Figure.Animate", error.Message, StringComparison.Ordinal);
    }
}
