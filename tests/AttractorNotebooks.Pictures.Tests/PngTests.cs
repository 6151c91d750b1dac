using SixLabors.ImageSharp;
using SixLabors.ImageSharp.Formats.Png;
using SixLabors.ImageSharp.PixelFormats;

namespace AttractorNotebooks.Pictures.Tests;

public class PngTests
{
    [Theory]
    [InlineData(1, 1, 1)]
    [InlineData(28, 28, 1)]
    [InlineData(3, 7, 3)]
    public void A_file_holds_the_pixels_that_were_given(int height, int width, int channels)
    {
        byte[] pixels = [.. Enumerable.Range(0, height * width * channels).Select(index => (byte)(index * 37))];

        byte[] file = Png.Encode(pixels, height, width, channels);

        Assert.Equal(channels == 1 ? PngColorType.Grayscale : PngColorType.Rgb, Kind(file));
        byte[] read = Pixels(file);
        Assert.Equal(pixels, Enumerable.Range(0, pixels.Length).Select(k => read[(k / channels * 4) + (k % channels)]));
    }

    [Fact]
    public void An_indexed_file_holds_colors_with_their_opacity()
    {
        byte[] file = Png.EncodeIndexed([1, 0, 0, 1], 2, 2, [10, 20, 30, 255, 40, 50, 60, 128]);

        Assert.Equal(PngColorType.Palette, Kind(file));
        Assert.Equal([40, 50, 60, 128, 10, 20, 30, 255, 10, 20, 30, 255, 40, 50, 60, 128], Pixels(file));
    }

    [Fact]
    public void Few_colors_stay_exactly_as_they_are()
    {
        byte[] pixels = [.. Enumerable.Range(0, 1000)
            .SelectMany(index => new byte[] { (byte)(index % 16 * 17), (byte)(index % 4 * 60), 7, 255 })];

        Assert.Equal(pixels, Pixels(Png.Reduce(File(pixels))));
    }

    [Fact]
    public void Many_colors_become_256_that_lie_close()
    {
        // A color scale of 4096 steps, as a color bar has.
        byte[] pixels = [.. Enumerable.Range(0, 4096)
            .SelectMany(index => new byte[] { (byte)(index / 16), (byte)(255 - (index / 32)), (byte)(index % 16), 255 })];

        byte[] file = Png.Reduce(File(pixels)), drawn = Pixels(file);

        Assert.Equal(PngColorType.Palette, Kind(file));
        Assert.True(drawn.Chunk(4).Select(color => BitConverter.ToUInt32(color)).Distinct().Count() <= 256);
        Assert.True(pixels.Zip(drawn, (before, after) => Math.Abs(before - after)).Max() <= 8);
    }

    [Fact]
    public void The_color_of_a_large_area_is_kept_among_many_others()
    {
        byte[] area = [.. Enumerable.Range(0, 100_000).SelectMany(_ => new byte[] { 0x00, 0x72, 0xB2, 255 })];
        byte[] others = [.. Enumerable.Range(0, 3000)
            .SelectMany(index => new byte[] { (byte)index, (byte)(index / 7), (byte)(index / 11), (byte)(index % 251) })];

        Assert.Equal([0x00, 0x72, 0xB2, 255], Pixels(Png.Reduce(File([.. area, .. others])))[..4]);
    }

    [Fact]
    public void Clear_stays_clear_whatever_color_it_hides()
    {
        byte[] pixels = [.. Enumerable.Range(0, 600)
            .SelectMany(index => new byte[] { (byte)index, (byte)(index / 2), 0, (byte)(index < 300 ? 0 : 255) })];

        byte[] drawn = Pixels(Png.Reduce(File(pixels)));

        Assert.All(Enumerable.Range(0, 300), index => Assert.Equal(0, drawn[(index * 4) + 3]));
        Assert.All(Enumerable.Range(300, 300), index => Assert.Equal(255, drawn[(index * 4) + 3]));
    }

    [Fact]
    public void What_is_no_whole_PNG_file_is_refused()
    {
        byte[] good = File([.. Enumerable.Range(0, 4000).Select(k => (byte)(k * k))]);
        Assert.Throws<InvalidDataException>(() => Png.Reduce([]));
        Assert.Throws<InvalidDataException>(() => Png.Reduce("not a picture, but long enough to be one"u8));
        Assert.Throws<InvalidDataException>(() => Png.Reduce(good.AsSpan(0, 60)));
    }

    /// <summary>One row of pixels as a browser writes it, with opacity.</summary>
    private static byte[] File(byte[] rgba)
    {
        using Image<Rgba32> image = Image.LoadPixelData<Rgba32>(rgba, rgba.Length / 4, 1);
        using MemoryStream file = new();
        image.SaveAsPng(file, new PngEncoder { ColorType = PngColorType.RgbWithAlpha });
        return file.ToArray();
    }

    private static PngColorType? Kind(byte[] file)
    {
        using Image image = Image.Load(file);
        return image.Metadata.GetPngMetadata().ColorType;
    }

    private static byte[] Pixels(byte[] file)
    {
        using Image<Rgba32> image = Image.Load<Rgba32>(file);
        byte[] pixels = new byte[image.Width * image.Height * 4];
        image.CopyPixelDataTo(pixels);
        return pixels;
    }
}
