using AttractorNotebooks.Baselines;

namespace AttractorNotebooks.Tests.Baselines;

public sealed class MedianFilterTests
{
    [Fact]
    public void Lonely_pixels_go_and_flat_areas_stay()
    {
        float[] image = new float[25];
        image[12] = 1;
        Assert.All(MedianFilter.Restore(image, 5, 5), level => Assert.Equal(0, level));
        float[] gray = [.. Enumerable.Repeat(0.4f, 25)];
        Assert.Equal(gray, MedianFilter.Restore(gray, 5, 5));
    }

    [Fact]
    public void Inside_it_is_the_middle_of_nine_and_at_a_corner_the_mean_of_two_of_four()
    {
        float[] image = [0.9f, 0.1f, 0.8f, 0.2f, 0.7f, 0.3f, 0.6f, 0.4f, 0.5f];
        float[] restored = MedianFilter.Restore(image, 3, 3);
        Assert.Equal(0.5f, restored[4], 6);
        // 0.9, 0.1, 0.2, 0.7
        Assert.Equal(0.45f, restored[0], 6);
    }

    [Fact]
    public void Images_and_channels_do_not_mix()
    {
        float[] first = [0, 0, 0, 0], second = [1, 1, 1, 1];
        Assert.Equal([.. first, .. second], MedianFilter.Restore([.. first, .. second], 2, 2));
        Assert.Equal([0, 1, 0, 1, 0, 1, 0, 1], MedianFilter.Restore([0, 1, 0, 1, 0, 1, 0, 1], 2, 2, channels: 2));
    }

    [Fact]
    public void A_side_of_one_changes_nothing()
    {
        float[] image = [0.9f, 0.1f, 0.8f, 0.2f];
        Assert.Equal(image, MedianFilter.Restore(image, 2, 2, side: 1));
    }

    [Fact]
    public void Even_sides_and_parts_of_images_are_refused()
    {
        Assert.Throws<ArgumentOutOfRangeException>(() => MedianFilter.Restore(new float[4], 2, 2, side: 2));
        Assert.Throws<ArgumentException>(() => MedianFilter.Restore(new float[5], 2, 2));
    }
}
