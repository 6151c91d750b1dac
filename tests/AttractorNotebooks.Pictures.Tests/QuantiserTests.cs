namespace AttractorNotebooks.Pictures.Tests;

public class QuantiserTests
{
    [Fact]
    public void Few_colours_stay_exactly_as_they_are()
    {
        byte[] pixels = [.. Enumerable.Range(0, 1000).SelectMany(index => new byte[] { (byte)(index % 16 * 17), (byte)(index % 4 * 60), 7, 255 })];

        Assert.Equal(pixels, Drawn(Quantiser.Reduce(pixels)));
    }

    [Fact]
    public void One_colour_makes_a_palette_of_one()
    {
        (byte[] palette, byte[] places) = Quantiser.Reduce([1, 2, 3, 255, 1, 2, 3, 255]);

        Assert.Equal([1, 2, 3, 255], palette);
        Assert.Equal([0, 0], places);
    }

    [Fact]
    public void Many_colours_become_256_that_lie_close()
    {
        // A colour scale of 4096 steps, as a colour bar has.
        byte[] pixels = [.. Enumerable.Range(0, 4096).SelectMany(index => new byte[] { (byte)(index / 16), (byte)(255 - (index / 32)), (byte)(index % 16), 255 })];

        (byte[] palette, byte[] places) = Quantiser.Reduce(pixels);
        byte[] drawn = Drawn((palette, places));

        Assert.Equal(256 * 4, palette.Length);
        Assert.True(pixels.Zip(drawn, (before, after) => Math.Abs(before - after)).Max() <= 8);
    }

    [Fact]
    public void The_colour_of_a_large_area_is_kept_among_many_others()
    {
        byte[] area = [.. Enumerable.Range(0, 100_000).SelectMany(_ => new byte[] { 0x00, 0x72, 0xB2, 255 })];
        byte[] others = [.. Enumerable.Range(0, 3000).SelectMany(index => new byte[] { (byte)index, (byte)(index / 7), (byte)(index / 11), (byte)(index % 251) })];

        byte[] drawn = Drawn(Quantiser.Reduce([.. area, .. others]));

        Assert.Equal([0x00, 0x72, 0xB2, 255], drawn[..4]);
    }

    [Fact]
    public void Clear_stays_clear_whatever_colour_it_hides()
    {
        byte[] pixels = [.. Enumerable.Range(0, 600).SelectMany(index => new byte[] { (byte)index, (byte)(index / 2), 0, (byte)(index < 300 ? 0 : 255) })];

        byte[] drawn = Drawn(Quantiser.Reduce(pixels));

        Assert.All(Enumerable.Range(0, 300), index => Assert.Equal(0, drawn[(index * 4) + 3]));
        Assert.All(Enumerable.Range(300, 300), index => Assert.Equal(255, drawn[(index * 4) + 3]));
    }

    private static byte[] Drawn((byte[] Palette, byte[] Places) reduced) => [.. reduced.Places.SelectMany(place => reduced.Palette[(place * 4)..((place * 4) + 4)])];
}
