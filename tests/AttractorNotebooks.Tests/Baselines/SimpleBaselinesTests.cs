using AttractorNotebooks.Baselines;
using AttractorNotebooks.Data;

namespace AttractorNotebooks.Tests.Baselines;

public class SimpleBaselinesTests
{
    [Fact]
    public void The_mean_image_is_the_mean_of_levels_not_of_grays()
    {
        ImageSet train = new("pair", "test", 1, 3, 1, [0f, 0.25f, 1f, /**/ 0.5f, 0f, 0.5f], []);
        Assert.Equal([0.5f, 0.25f, 1f], SimpleBaselines.MeanImage(train));
        Assert.Throws<ArgumentException>(() => SimpleBaselines.MeanImage(train.Take(0)));
    }

    [Fact]
    public void Only_masked_pixels_are_filled_and_what_lies_under_them_does_not_matter()
    {
        float[] levels = [0.1f, float.NaN, 0.3f, 0.4f];
        bool[] mask = [false, true, true, false];
        Assert.Equal([0.1f, 0f, 0f, 0.4f], SimpleBaselines.Background(levels, mask));
        Assert.Equal([0.1f, 0.9f, 0.8f, 0.4f], SimpleBaselines.Fill(levels, mask, [0.8f, 0.9f]));
        Assert.Equal([0.8f, 0.9f, 0.8f, 0.9f], SimpleBaselines.Repeat([0.8f, 0.9f], 2));
        Assert.Throws<ArgumentException>(() => SimpleBaselines.Fill(levels, mask, [1f, 1f, 1f]));
        Assert.Throws<ArgumentException>(() => SimpleBaselines.Fill(levels, [true], [1f]));
        Assert.Throws<ArgumentException>(() => SimpleBaselines.Fill(levels, mask, []));
    }
}
