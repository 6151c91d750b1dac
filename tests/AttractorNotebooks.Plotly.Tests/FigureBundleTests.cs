using System.Text.Json.Nodes;
using AttractorNotebooks.Plotly.Drawing;
using Plotly.NET;
using Plotly.NET.CSharp;
using Charts = Plotly.NET.CSharp.Chart;

namespace AttractorNotebooks.Plotly.Tests;

public class FigureBundleTests
{
    private const string Evil = "</script><img src=x onerror=alert(1)>";

    [Fact]
    public void A_chart_of_plotly_net_gets_our_look_and_the_width_of_its_page()
    {
        JsonObject layout = Read(Charts.Line<double, double, string>([1.0, 2], [3.0, 4]))["layout"]!.AsObject();

        Assert.Equal("rgba(0,0,0,0)", (string?)layout["template"]!["layout"]!["paper_bgcolor"]);
        Assert.Equal((false, 450), (layout.ContainsKey("width"), (int)layout["height"]!));
    }

    [Fact]
    public void A_chart_that_was_given_a_look_keeps_it()
    {
        GenericChart chart = Charts.Line<double, double, string>([1.0, 2], [3.0, 4]);
        GenericChart.getLayout(chart).With(("template", Objects.New<Template>(("layout", Objects.New<Layout>(("paper_bgcolor", "red"))))),
            ("width", 321));

        JsonObject layout = Read(chart)["layout"]!.AsObject();

        Assert.Equal("red", (string?)layout["template"]!["layout"]!["paper_bgcolor"]);
        Assert.Equal(321, (int)layout["width"]!);
    }

    [Fact]
    public void Numbers_of_a_chart_are_short_and_gaps_are_gaps()
    {
        JsonNode trace = Read(Charts.Line<double, double, string>([1.0, 2, 3], [double.NaN, 0.123456789012345, 1 / 3f]))["data"]![0]!;

        Assert.Equal("[null,0.123456789,0.333333343]", trace["y"]!.ToJsonString());
        Assert.Equal("[1,2,3]", trace["x"]!.ToJsonString());
    }

    [Fact]
    public void Every_kind_of_value_that_a_chart_may_hold_is_written()
    {
        Assert.Equal("""[1,"2026-01-02T03:04:05",true,0.5,null]""",
            ChartJson.Write(new object?[] { 1L, new DateTime(2026, 1, 2, 3, 4, 5), true, 0.5m, null }));
        Assert.Equal("[[1,2],[3,4]]", ChartJson.Write(new[,] { { 1, 2 }, { 3, 4 } }));
        Assert.Equal("""{"a":[1]}""", ChartJson.Write(new Dictionary<string, object> { ["a"] = new List<int> { 1 } }));
    }

    [Fact]
    public void Markup_that_is_none_of_plotly_s_is_shown_as_text()
    {
        GenericChart chart = Charts.Line<double, double, string>([1.0, 2], [3.0, 4], Name: Evil + "<b>bold</b>");

        FigureBundle bundle = FigureBundle.Of(chart);

        Assert.Equal("&lt;/script>&lt;img src=x onerror=alert(1)><b>bold</b>", (string?)JsonNode.Parse(bundle.Json)!["data"]![0]!["name"]);
        Assert.DoesNotContain(Evil, bundle.Html, StringComparison.Ordinal);
    }

    [Fact]
    public void A_figure_goes_on_as_a_chart_and_is_not_changed_by_it()
    {
        string before = Samples.Lines.ToJson();

        GenericChart chart = Samples.Lines.Chart.WithSize(Width: 700);

        Assert.Equal(700, (int)Read(chart)["layout"]!["width"]!);
        Assert.Equal(before, Samples.Lines.ToJson());
    }

    [Fact]
    public void An_animation_keeps_its_frames_as_a_chart() => Assert.Equal(4, Read(Samples.Animation.Chart)["frames"]!.AsArray().Count);

    private static JsonObject Read(GenericChart chart) => JsonNode.Parse(FigureBundle.Of(chart).Json)!.AsObject();
}
