using System.Buffers.Binary;
using System.IO.Compression;
using System.Text.Json.Nodes;

namespace AttractorNotebooks.Plotly.Tests;

public class ImageFigureTests
{
    [Fact]
    public void Columns_stand_beside_each_other_and_their_images_below_each_other()
    {
        JsonObject[] traces = Figure.Images("", 2, 2).Column("a", new double[8]).Column("b", new double[8])
            .RowTitles("zero", "one").Traces();

        Assert.Equal(["zero, a", "one, a", "zero, b", "one, b"], traces.Select(trace => (string?)trace["name"]));
        Assert.Equal(traces[0]["x0"]!.ToString(), traces[1]["x0"]!.ToString());
        Assert.True((double)traces[1]["y0"]! > (double)traces[0]["y0"]! + 1);
        Assert.True((double)traces[2]["x0"]! > (double)traces[0]["x0"]! + 1);
    }

    [Fact]
    public void Rows_stand_below_each_other()
    {
        JsonObject[] traces = Figure.Images("", 1, 1).Row("a", [0.0, 1]).Row("b", [1.0, 0]).ColumnTitles("0", "1").Traces();

        Assert.Equal(["a, 0", "a, 1", "b, 0", "b, 1"], traces.Select(trace => (string?)trace["name"]));
    }

    [Fact]
    public void Gray_is_drawn_in_256_steps_and_clipped_to_its_range()
    {
        Assert.Equal([0, 0, 128, 255, 255], Pixels(Figure.Images("", 1, 5).Column("", [-1, 0, 0.5, 1, 2]).Traces()[0], 5, 1));
        Assert.Equal([0, 128, 255], Pixels(Figure.Images("", 1, 3).Column("", [-1.0, 0, 1]).Range(-1, 1).Traces()[0], 3, 1));
    }

    [Fact]
    public void Color_images_keep_their_channels() =>
        Assert.Equal([255, 0, 51, 0, 255, 102], Pixels(Figure.Images("", 1, 2, 3).Column("", [1, 0, 0.2, 0, 1, 0.4]).Traces()[0], 2, 3));

    [Fact]
    public void Masked_pixels_have_a_hue_that_no_gray_has()
    {
        byte[] pixels = Pixels(Figure.Images("", 1, 3).Column("", [0.0, 1, double.NaN], [true, false, false]).Traces()[0], 3, 3);

        Assert.NotEqual(pixels[0], pixels[2]);
        Assert.Equal([255, 255, 255], pixels[3..6]);
        Assert.Equal(pixels[0..3], pixels[6..9]);
    }

    [Fact]
    public void Images_that_shrink_with_their_page_stay_below_their_titles() =>
        Assert.Equal("top", (string?)Figure.Images("", 1, 1).Column("a", [0.0]).Layout()["yaxis"]!["constraintoward"]);

    [Fact]
    public void Shapes_that_do_not_fit_are_refused_with_both_numbers()
    {
        ImageFigure figure = Figure.Images("", 2, 2);

        Assert.Contains("has 6 values, which is not a whole number of 2 x 2 x 1 images of 4",
            Message(() => figure.Column("a", new double[6])), StringComparison.Ordinal);
        Assert.Contains("\"b\" has 2 images, but \"a\" has 1", Message(() => figure.Column("a", new double[4]).Column("b", new double[8])),
            StringComparison.Ordinal);
        Assert.Contains("masked of \"a\" has 3 values, but its 1 images of 2 x 2 pixels together has 4",
            Message(() => figure.Column("a", new double[4], new bool[3])), StringComparison.Ordinal);
        Assert.Throws<ArgumentOutOfRangeException>(() => Figure.Images("", 2, 2, channels: 2));
        Assert.Throws<InvalidOperationException>(() => figure.Column("a", new double[4]).Row("b", new double[4]));
        Assert.Throws<InvalidOperationException>(() => figure.ToJson());
        Assert.Throws<InvalidOperationException>(() => figure.Column("a", new double[4]).RowTitles("one", "two").ToJson());

        static string Message(Func<ImageFigure> act) => Assert.Throws<ArgumentException>(act).Message;
    }

    private static byte[] Pixels(JsonObject trace, int width, int channels)
    {
        byte[] file = Convert.FromBase64String(((string)trace["source"]!)["data:image/png;base64,".Length..]);
        // 8 bytes of signature and 25 of header come before the only chunk of pixels.
        int length = BinaryPrimitives.ReadInt32BigEndian(file.AsSpan(33));
        using ZLibStream body = new(new MemoryStream(file, 41, length), CompressionMode.Decompress);
        using MemoryStream rows = new();
        body.CopyTo(rows);
        return [.. rows.ToArray().Chunk((width * channels) + 1).SelectMany(row => row[1..])];
    }
}
