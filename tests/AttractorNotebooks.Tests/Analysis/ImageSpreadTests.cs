using AttractorNotebooks.Analysis;

namespace AttractorNotebooks.Tests.Analysis;

public sealed class ImageSpreadTests
{
    [Fact]
    public void Spread_is_the_mean_squared_distance_over_pairs()
    {
        float[] images = [0, 1, 0.5f, 0.25f, 1, 0];
        double expected = (Distance(0, 1) + Distance(0, 2) + Distance(1, 2)) / 3;
        Assert.Equal(expected, ImageSpread.Of(images, 2), 6);

        double Distance(int a, int b) =>
            (Math.Pow(images[2 * a] - images[2 * b], 2) + Math.Pow(images[2 * a + 1] - images[2 * b + 1], 2)) / 2;
    }

    [Fact]
    public void Equal_images_have_no_spread()
    {
        Assert.Equal(0, ImageSpread.Of([0.3f, 0.7f, 0.3f, 0.7f], 2));
    }

    [Fact]
    public void One_image_or_a_part_of_one_is_refused()
    {
        Assert.Throws<ArgumentException>(() => ImageSpread.Of([0.3f, 0.7f], 2));
        Assert.Throws<ArgumentException>(() => ImageSpread.Of([0.3f, 0.7f, 0.1f], 2));
    }
}
