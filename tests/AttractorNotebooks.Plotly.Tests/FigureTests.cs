using System.Text;
using System.Text.Json.Nodes;

namespace AttractorNotebooks.Plotly.Tests;

public class FigureTests
{
    private const string Evil = "<script>alert('x')</script> & </script>";

    public static TheoryData<string> Kinds => [.. Samples.All.Keys];

    [Theory]
    [MemberData(nameof(Kinds))]
    public void A_figure_is_an_object_with_data_layout_and_a_responsive_config(string kind)
    {
        JsonObject figure = Samples.All[kind].Read();

        Assert.NotEmpty(figure["data"]!.AsArray());
        Assert.True((bool?)figure["config"]!["responsive"]);
        Assert.Equal("rgba(0,0,0,0)", (string?)figure["layout"]!["template"]!["layout"]!["paper_bgcolor"]);
        Assert.Equal(kind == "animation", figure.ContainsKey("frames"));
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public void Every_trace_refers_to_axes_that_the_layout_has(string kind)
    {
        JsonObject layout = Samples.All[kind].Layout();

        foreach (JsonObject trace in Samples.All[kind].Traces())
        {
            Assert.Contains(((string)trace["xaxis"]!).Replace("x", "xaxis", StringComparison.Ordinal), layout);
            Assert.Contains(((string)trace["yaxis"]!).Replace("y", "yaxis", StringComparison.Ordinal), layout);
            if (trace["coloraxis"] is { } colors) Assert.Contains((string)colors!, layout);
        }
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public void No_text_is_smaller_than_12_pixels(string kind)
    {
        List<double> sizes = [];
        Collect(Samples.All[kind].Read());

        Assert.NotEmpty(sizes);
        Assert.All(sizes, size => Assert.InRange(size, 12, 24));

        void Collect(JsonNode? node)
        {
            if (node is JsonArray array)
            {
                foreach (JsonNode? item in array) Collect(item);
            }
            else if (node is JsonObject item)
            {
                foreach ((string key, JsonNode? value) in item)
                {
                    if (key.EndsWith("font", StringComparison.Ordinal) && value?["size"] is { } size) sizes.Add((double)size);
                    Collect(value);
                }
            }
        }
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public void The_same_figure_has_the_same_json_each_time(string kind) =>
        Assert.Equal(Samples.All[kind].ToJson(), Samples.All[kind].ToJson());

    [Fact]
    public void Markup_in_any_text_is_text()
    {
        Figure[] figures =
        [
            Figure.Lines(Evil).Add(Evil, [1.0, 2]).Baseline(Evil, 1).XAxis(Evil).YAxis(Evil),
            Figure.Bars(Evil, [Evil, "b"]).Add(Evil, [1.0, 2]),
            Figure.Heatmap(Evil, new[,] { { 1.0 } }).XAxis(Evil).YAxis(Evil).ColorBar(Evil),
            Figure.Images(Evil, 1, 1).Column(Evil, [0.5]).RowTitles(Evil),
            Figure.Grid(1, Figure.Lines(Evil).Add(Evil, [1.0])).Titled(Evil),
            Figure.Animate(Evil, [Evil], _ => Figure.Lines(Evil).Add(Evil, [1.0]), Evil),
        ];

        foreach (Figure figure in figures)
        {
            int shown = 0;
            Check(figure.Read(), "");
            Assert.True(shown >= 2, figure.ToString());
            // Neither the figure's script nor the text around it can be ended early.
            Assert.Equal(figure.ToHtml().IndexOf("</script>", StringComparison.Ordinal),
                figure.ToHtml().LastIndexOf("</script>", StringComparison.Ordinal));
            Assert.DoesNotContain("<script>alert", figure.ToHtml(), StringComparison.Ordinal);

            void Check(JsonNode? node, string key)
            {
                if (node is JsonArray array)
                {
                    foreach (JsonNode? item in array) Check(item, key);
                }
                else if (node is JsonObject item)
                {
                    foreach ((string name, JsonNode? value) in item) Check(value, name);
                }
                // A frame is named by its bare text, which nothing displays.
                else if (node is JsonValue text && text.TryGetValue(out string? label) && key is not ("value" or "args")
                    && label.Contains("alert", StringComparison.Ordinal) && !(key == "name" && label == Evil))
                {
                    Assert.DoesNotContain("<script", label, StringComparison.Ordinal);
                    shown++;
                }
            }
        }
    }

    [Fact]
    public void A_figure_is_not_changed_by_what_is_derived_from_it()
    {
        LineChart first = Figure.Lines("first").Add("a", [1.0, 2]);
        string before = first.ToJson();

        _ = first.Add("b", [3.0, 4]).YAxis("y", log: true).Baseline("line", 1).Height(500);

        Assert.Equal(before, first.ToJson());
    }

    [Fact]
    public void A_figure_does_not_follow_later_changes_of_its_data()
    {
        double[] values = [1, 2, 3];
        LineChart figure = Figure.Lines("").Add("a", values);
        string before = figure.ToJson();

        values[0] = 99;

        Assert.Equal(before, figure.ToJson());
    }

    [Fact]
    public void A_height_that_was_asked_for_is_kept_and_keeps_the_kind()
    {
        LineChart figure = Figure.Lines("t").Add("a", [1.0, 2]).Height(512);

        Assert.Equal(512, (double)figure.Layout()["height"]!);
        Assert.Throws<ArgumentOutOfRangeException>(() => figure.Height(20));
    }

    [Fact]
    public void A_narrow_window_gets_a_layout_of_its_own()
    {
        JsonObject wide = Samples.Grid.Layout(), narrow = wide["meta"]!["narrow"]!.AsObject();

        Assert.Equal(2, Columns(wide));
        Assert.Equal(1, Columns(narrow));

        static int Columns(JsonObject layout) => layout
            .Where(pair => pair.Key.StartsWith("xaxis", StringComparison.Ordinal))
            .Select(pair => (double)pair.Value!["domain"]![0]! > 0.5)
            .Distinct().Count();
    }

    [Fact]
    public void Figures_stay_small()
    {
        double[] curve = [.. Enumerable.Range(1, 100).Select(t => Math.Sin(t) / 3)];
        double[] map = [.. Enumerable.Range(0, 196 * 196).Select(index => Math.Sin(index) / 30)];
        float[] digits = [.. Enumerable.Range(0, 2 * 784).Select(index => (float)Math.Abs(Math.Sin(index / 50.0)))];
        ImageFigure images = Enumerable.Range(0, 6).Aggregate(Figure.Images("", 28, 28), (figure, t) => figure.Column($"t = {t}", digits));

        Assert.InRange(Bytes(Figure.Lines("").Add("a", curve, curve, curve, curve)), 1, 11_000);
        Assert.InRange(Bytes(Figure.Heatmap("", map, 196, 196)), 1, 330_000);
        Assert.InRange(Bytes(images), 1, 25_000);

        static int Bytes(Figure figure) => Encoding.UTF8.GetByteCount(figure.ToJson());
    }
}
