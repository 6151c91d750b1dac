using SixLabors.ImageSharp;
using SixLabors.ImageSharp.PixelFormats;

namespace AttractorNotebooks.Pictures.Tests;

public class MovingPictureTests
{
    [Fact]
    public void A_gif_shows_every_picture_for_its_time_and_holds_only_what_changed()
    {
        byte[] first = Picture(0), second = Picture(10);
        byte[] gif = MovingPicture.Join([first, second, second],
            [TimeSpan.FromSeconds(1), TimeSpan.FromMilliseconds(250), TimeSpan.FromSeconds(2)]);
        using Image<Rgba32> film = Image.Load<Rgba32>(gif);
        Assert.Equal((40, 20, 3), (film.Width, film.Height, film.Frames.Count));
        Assert.Equal([100, 25, 200], Enumerable.Range(0, 3).Select(k => film.Frames[k].Metadata.GetGifMetadata().FrameDelay));
        // The decoder lays every frame over the ones before it.
        Assert.Equal(new Rgba32(255, 0, 0), film.Frames[0][5, 5]);
        Assert.Equal(new Rgba32(0, 0, 255), film.Frames[1][5, 5]);
        Assert.Equal(new Rgba32(255, 0, 0), film.Frames[2][15, 5]);
        Assert.Equal(new Rgba32(255, 0, 0), film.Frames[1][15, 5]);
    }

    // Blue with a red square that begins at a column.
    private static byte[] Picture(int left)
    {
        using Image<Rgba32> image = new(40, 20, new Rgba32(0, 0, 255));
        for (int y = 0; y < 20; y++)
            for (int x = left; x < left + 20; x++) image[x, y] = new Rgba32(255, 0, 0);
        using MemoryStream png = new();
        image.SaveAsPng(png);
        return png.ToArray();
    }
}
