using AttractorNotebooks.Data;

namespace AttractorNotebooks.Tests.Data;

public class ImageSetTests
{
    private static ImageSet Small(int count, int classes) => new("small", "made for a test", 2, 3, 1,
        Enumerable.Range(0, count * 6).Select(k => k / (float)(count * 6)).ToArray(),
        Enumerable.Range(0, count).Select(k => (byte)(k % classes)).ToArray());

    [Fact]
    public void An_image_lies_where_the_layout_says()
    {
        float[] pixels = new float[2 * 4 * 5 * 3];
        pixels[((1 * 4 + 2) * 5 + 3) * 3 + 1] = 0.5f;
        ImageSet set = new("colour", "test", 4, 5, 3, pixels, []);
        Assert.Equal(2, set.Count);
        Assert.Equal(0.5f, set.Image(1)[(2 * 5 + 3) * 3 + 1]);
        Assert.False(set.HasLabels);
        Assert.Throws<InvalidOperationException>(() => set.Label(0));
        Assert.Throws<InvalidOperationException>(() => set.ClassBalanced(1, 1));
    }

    [Fact]
    public void A_set_does_not_change_with_the_arrays_it_was_made_from()
    {
        float[] pixels = [0.25f];
        byte[] labels = [3];
        ImageSet set = new("one", "test", 1, 1, 1, pixels, labels);
        (pixels[0], labels[0]) = (1, 4);
        Assert.Equal(0.25f, set.Image(0)[0]);
        Assert.Equal(3, set.Label(0));
    }

    [Theory]
    [InlineData(float.NaN, "NaN")]
    [InlineData(float.PositiveInfinity, "Infinity")]
    [InlineData(float.NegativeInfinity, "-Infinity")]
    [InlineData(-0.01f, "-0.01")]
    [InlineData(1.01f, "1.01")]
    [InlineData(255f, "255")]
    public void A_value_that_is_no_gray_value_is_named_with_its_place(float value, string text)
    {
        float[] pixels = new float[3 * 4 * 5];
        pixels[(1 * 4 + 2) * 5 + 3] = value;
        pixels[^1] = float.NaN;
        ArgumentException error = Assert.Throws<ArgumentException>(() => new ImageSet("bad", "test", 4, 5, 1, pixels, []));
        Assert.Contains($"Image 1 has the value {text} at row 2, column 3", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Lengths_that_do_not_fit_are_refused()
    {
        Assert.Throws<ArgumentException>(() => new ImageSet("bad", "test", 2, 2, 1, new float[7], []));
        Assert.Throws<ArgumentException>(() => new ImageSet("bad", "test", 2, 2, 1, new float[8], [1]));
        Assert.Throws<ArgumentOutOfRangeException>(() => new ImageSet("bad", "test", 2, 2, 2, new float[8], []));
        Assert.Throws<ArgumentOutOfRangeException>(() => new ImageSet("bad", "test", 0, 2, 1, [], []));
        Assert.Throws<ArgumentException>(() => new ImageSet(" ", "test", 2, 2, 1, new float[4], []));
    }

    [Fact]
    public void Selecting_keeps_order_and_labels_and_may_repeat()
    {
        ImageSet set = Small(7, 7), chosen = set.Select(5, 0, 5);
        Assert.Equal([5, 0, 5], Enumerable.Range(0, 3).Select(chosen.Label));
        for (int k = 0; k < 3; k++) Assert.Equal(set.Image(chosen.Label(k)).ToArray(), chosen.Image(k).ToArray());
        ArgumentOutOfRangeException error = Assert.Throws<ArgumentOutOfRangeException>(() => set.Select(7));
        Assert.Contains("no image 7", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Taking_keeps_the_first_images()
    {
        ImageSet set = Small(5, 5);
        Assert.Equal(set.Image(2).ToArray(), set.Take(3).Image(2).ToArray());
        Assert.Equal(0, set.Take(0).Count);
        Assert.Throws<ArgumentOutOfRangeException>(() => set.Take(6));
        Assert.Throws<ArgumentOutOfRangeException>(() => set.Take(-1));
    }

    [Fact]
    public void A_balanced_choice_has_every_class_equally_often_and_no_image_twice()
    {
        ImageSet set = Small(100, 4), chosen = set.ClassBalanced(48, 3);
        Assert.All(Enumerable.Range(0, 48).GroupBy(chosen.Label), group => Assert.Equal(12, group.Count()));
        Assert.Equal(48, Enumerable.Range(0, 48).Select(k => chosen.Image(k)[0]).Distinct().Count());
        Assert.Equal(chosen.Pixels.ToArray(), set.ClassBalanced(48, 3).Pixels.ToArray());
        Assert.NotEqual(chosen.Pixels.ToArray(), set.ClassBalanced(48, 4).Pixels.ToArray());
        Assert.Equal(chosen.Take(16).Pixels.ToArray(), set.ClassBalanced(16, 3).Pixels.ToArray());
    }

    [Fact]
    public void A_balanced_choice_that_cannot_be_made_says_what_can()
    {
        ImageSet set = Small(10, 4);
        Assert.Contains("multiple of 4", Assert.Throws<ArgumentException>(() => set.ClassBalanced(6, 1)).Message, StringComparison.Ordinal);
        string message = Assert.Throws<ArgumentException>(() => set.ClassBalanced(12, 1)).Message;
        Assert.Contains("Class 2 of small has 2 images, 3 are needed; ask for at most 8", message, StringComparison.Ordinal);
    }

    [Fact]
    public void Levels_double_dark_grays_and_saturate_bright_ones()
    {
        ImageSet set = new("gray", "test", 1, 5, 1, [0f, 0.25f, 0.5f, 0.75f, 1f], []);
        Assert.Equal([0f, 0.5f, 1f, 1f, 1f], set.Levels());
    }

    [Fact]
    public void The_first_image_of_a_label_is_found()
    {
        ImageSet set = Small(6, 3);
        Assert.Equal(2, set.FirstOf(2));
        Assert.Equal([1, 0], set.FirstOfEach(1, 0));
        Assert.Equal([0, 1, 2], set.FirstOfEach());
        Assert.Contains("label 7", Assert.Throws<ArgumentException>(() => set.FirstOf(7)).Message, StringComparison.Ordinal);
        Assert.Throws<InvalidOperationException>(() => new ImageSet("bare", "test", 1, 1, 1, [0f], []).FirstOf(0));
    }

    [Fact]
    public void A_count_that_cannot_be_shared_evenly_takes_the_first()
    {
        ImageSet set = Small(12, 4);
        Assert.Equal(set.ClassBalanced(8, 2).Labels.ToArray(), set.ClassBalancedOrFirst(8, 2).Labels.ToArray());
        Assert.Equal(set.Take(3).Pixels.ToArray(), set.ClassBalancedOrFirst(3, 2).Pixels.ToArray());
    }

    [Fact]
    public void Prepared_for_raw_levels_a_set_has_its_gray_values_as_levels()
    {
        ImageSet images = GeneratedDigits.Draw(3, 1);
        Assert.Equal(images.Pixels.ToArray(), images.With(GrayLevel.Raw).Levels());
        Assert.Same(images, images.With(GrayLevel.Doubled));
        Assert.Equal(images.Labels.ToArray(), images.With(GrayLevel.Raw).Labels.ToArray());
    }
}
