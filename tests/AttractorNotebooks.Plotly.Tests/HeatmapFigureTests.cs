using System.Buffers.Binary;
using System.IO.Compression;
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
        JsonNode colors = Figure.Heatmap("", new[,] { { low, high } }).Layout()["coloraxis"]!;

        Assert.Equal(first, (double)colors["cmin"]!);
        Assert.Equal(last, (double)colors["cmax"]!);
    }

    [Fact]
    public void Maps_that_shrink_with_their_page_stay_below_their_titles() =>
        Assert.Equal("top", (string?)Figure.Heatmap("", new[,] { { 1.0 } }).Layout()["yaxis"]!["constraintoward"]);

    [Fact]
    public void The_kind_and_range_of_colors_can_be_chosen()
    {
        HeatmapFigure figure = Figure.Heatmap("", new[,] { { 1.0, 4.0 } });

        Assert.Equal(-4, (double)figure.Diverging().Layout()["coloraxis"]!["cmin"]!);
        Assert.Equal(0.5, (double)figure.Range(0.5, 8).Layout()["coloraxis"]!["cmin"]!);
        Assert.Throws<ArgumentException>(() => figure.Range(1, 1));
    }

    [Fact]
    public void Small_values_beside_large_ones_lose_only_what_no_color_shows()
    {
        string matrix = Figure.Heatmap("", new[,] { { 0.0375123, 0.0000123, 0.00123456 } }).Traces()[0]["z"]!.ToJsonString();

        Assert.Equal("[[0.03751,1E-05,0.00123]]", matrix);
    }

    [Fact]
    public void A_matrix_without_a_finite_value_is_drawn_empty() =>
        Assert.Equal("[[null,null]]", Figure.Heatmap("", new[,] { { double.NaN, double.PositiveInfinity } })
            .Traces()[0]["z"]!.ToJsonString());

    [Fact]
    public void A_large_map_is_a_picture_with_the_color_bar_of_its_values()
    {
        double[] values = [.. Enumerable.Range(0, 120 * 100).Select(k => k == 7 ? double.NaN : Math.Sin(k))];
        HeatmapFigure figure = Figure.Heatmap("", values, 120, 100).XAxis("source j").YAxis("token i");
        JsonObject[] traces = figure.Traces();

        Assert.Equal(["image", "heatmap"], traces.Select(trace => (string?)trace["type"]));
        Assert.Equal("source j %{x}, token i %{y}<extra></extra>", (string?)traces[0]["hovertemplate"]);
        // One number, or plotly.js leaves the color bar out; its cell is not to be seen.
        Assert.Equal((-5, -5), ((int)traces[1]["x0"]!, (int)traces[1]["y0"]!));
        Assert.Equal((double)figure.Layout()["coloraxis"]!["cmin"]!, (double)traces[1]["z"]![0]![0]!, 1e-5);
        Assert.Equal(-values.Where(double.IsFinite).Max(Math.Abs), (double)figure.Layout()["coloraxis"]!["cmin"]!, 1e-5);
        Assert.True(figure.ToJson().Length < 30_000);
    }

    [Fact]
    public void The_picture_of_a_large_map_has_the_colors_of_the_scale_and_holes()
    {
        double[] values = new double[101 * 100];
        (values[0], values[1], values[2], values[3]) = (-2, 2, double.NaN, -9);
        string source = (string)Figure.Heatmap("", values, 101, 100).Range(-2, 2).Diverging().Traces()[0]!["source"]!;
        byte[] png = Convert.FromBase64String(source.Split(',')[1]);

        (byte[] palette, byte[] opacity, byte[] pixels) = (Chunk(png, "PLTE"), Chunk(png, "tRNS"), Inflate(Chunk(png, "IDAT")));
        // Every row begins with the byte of its filter.
        byte[] row = pixels[1..5];
        Assert.Equal([0, 254, 255, 0], row);
        Assert.Equal([0x00, 0x72, 0xB2], palette[..3]);
        Assert.Equal([0xD5, 0x5E, 0x00], palette[(254 * 3)..(255 * 3)]);
        Assert.Equal([0xF7, 0xF7, 0xF7], palette[(pixels[5] * 3)..(pixels[5] * 3 + 3)]);
        Assert.Equal((255, 0), (opacity[254], opacity[255]));
    }

    private static byte[] Chunk(byte[] png, string kind)
    {
        int at = 8;
        while (System.Text.Encoding.ASCII.GetString(png, at + 4, 4) != kind) at += 12 + BinaryPrimitives.ReadInt32BigEndian(png.AsSpan(at));
        return png[(at + 8)..(at + 8 + BinaryPrimitives.ReadInt32BigEndian(png.AsSpan(at)))];
    }

    private static byte[] Inflate(byte[] packed)
    {
        using ZLibStream stream = new(new MemoryStream(packed), CompressionMode.Decompress);
        using MemoryStream plain = new();
        stream.CopyTo(plain);
        return plain.ToArray();
    }

    [Fact]
    public void Texts_in_cells_are_white_on_dark_and_dark_on_light_colors()
    {
        HeatmapFigure figure = Figure.Heatmap("", new[,] { { 0.0, 0.6 }, { 1.0, double.NaN } }).Cells(["low", "middle\nof it", "high", ""]);
        JsonObject[] traces = figure.Traces();

        Assert.Equal(["#fff", "#222"], traces.Select(trace => (string?)trace["textfont"]!["color"]));
        Assert.Equal(["[[0,null],[null,null]]", "[[null,0.6],[1,null]]"], traces.Select(trace => trace["z"]!.ToJsonString()));
        Assert.Equal("""[["low","      <br>     "],["    ",""]]""", traces[0]["text"]!.ToJsonString().Replace("\\u003C", "<")
            .Replace("\\u003E", ">"));
        Assert.Contains("<li>heatmap: 3 values, lowest 0, highest 1</li>", figure.ToHtml(), StringComparison.Ordinal);
    }

    [Fact]
    public void A_wrong_number_of_values_is_named_with_the_shape()
    {
        ArgumentException error = Assert.Throws<ArgumentException>(() => Figure.Heatmap("", [1.0, 2, 3], 2, 2));

        Assert.Contains("values has 3 values, but a matrix of 2 x 2 has 4", error.Message, StringComparison.Ordinal);
        Assert.Throws<ArgumentOutOfRangeException>(() => Figure.Heatmap("", new double[0, 0]));
    }
}
