using AttractorNotebooks.Analysis;
using AttractorNotebooks.Data;

namespace AttractorNotebooks.Tests.Analysis;

public class ImageErrorsTests
{
    [Fact]
    public void Errors_of_an_example_worked_by_hand()
    {
        float[] original = [0, 1, 0, 1, /**/ 0, 0, 1, 1], restored = [0, 0.5f, 1, 1, /**/ 0, 0, 1, 0];
        bool[] mask = [false, true, true, false, /**/ true, false, false, true];
        ImageErrors errors = ImageErrors.Measure(restored, original, 4, mask);
        Assert.Equal([1.25 / 4, 0.25], errors.All);
        Assert.Equal([0.625, 0.5], errors.Masked!);
        Assert.Equal([0, 0], errors.Known!);
        // Deviations (-5, -1, 3, 3) / 8 and (-1, 1, -1, 1) / 2: covariance 1, lengths sqrt(44) and 2.
        Assert.Equal(4 / (Math.Sqrt(44) * 2), errors.Correlation[0], 1e-6);
        Assert.Equal(1 / Math.Sqrt(3), errors.Correlation[1], 1e-6);
        Assert.Equal([0.375, 0.5], ImageErrors.Similarity(errors.Masked!));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(784)]
    public void With_and_without_a_mask_the_whole_error_is_the_same_and_the_parts_add_up(int pixels)
    {
        Random random = SeededRandom.Create(1, "test", pixels);
        float[] a = Fill(), b = Fill();
        ImageErrors plain = ImageErrors.Measure(a, b, pixels);
        Assert.Null(plain.Masked);
        Assert.Null(plain.Known);
        for (int k = 0; k < 10; k++)
        {
            double expected = Enumerable.Range(k * pixels, pixels).Average(i => Math.Pow((double)a[i] - b[i], 2));
            Assert.Equal(expected, plain.All[k], 1e-12);
        }
        if (pixels == 1) return;
        bool[] mask = Corruption.RandomTokens(10, pixels, 0.5, 1);
        ImageErrors parts = ImageErrors.Measure(a, b, pixels, mask);
        double share = mask[..pixels].Count(m => m) / (double)pixels;
        for (int k = 0; k < 10; k++)
        {
            Assert.Equal(plain.All[k], parts.All[k], 1e-12);
            Assert.Equal(parts.All[k], share * parts.Masked![k] + (1 - share) * parts.Known![k], 1e-12);
        }

        float[] Fill() => [.. Enumerable.Range(0, 10 * pixels).Select(_ => (float)random.NextDouble())];
    }

    [Fact]
    public void The_correlation_is_1_for_a_rescaled_image_and_0_for_a_constant_one()
    {
        float[] image = [0.1f, 0.9f, 0.4f, 0.3f];
        Assert.Equal(1, Correlation([.. image.Select(u => 0.2f + u / 2)], image), 1e-6);
        Assert.Equal(-1, Correlation([.. image.Select(u => 1 - u)], image), 1e-6);
        Assert.Equal(0, Correlation([0.3f, 0.3f, 0.3f, 0.3f], image));
        Assert.Equal(0, Correlation(image, [0f, 0f, 0f, 0f]));

        static double Correlation(float[] a, float[] b) => ImageErrors.Measure(a, b, 4).Correlation[0];
    }

    [Fact]
    public void A_NaN_is_not_hidden()
    {
        ImageErrors errors = ImageErrors.Measure([0, float.NaN, 0, 1], [0, 1, 0, 1], 2, [false, true, false, true]);
        Assert.True(double.IsNaN(errors.All[0]) && double.IsNaN(errors.Masked![0]) && double.IsNaN(errors.Correlation[0]));
        Assert.Equal(0, errors.Known![0]);
        Assert.Equal(0, errors.All[1]);
    }

    [Fact]
    public void Lengths_and_masks_that_do_not_fit_are_refused()
    {
        Assert.Throws<ArgumentException>(() => ImageErrors.Measure(new float[4], new float[6], 2));
        Assert.Throws<ArgumentException>(() => ImageErrors.Measure(new float[5], new float[5], 2));
        Assert.Throws<ArgumentException>(() => ImageErrors.Measure(new float[4], new float[4], 2, new bool[2]));
        Assert.Contains("no token of image 0",
            Assert.Throws<ArgumentException>(() => ImageErrors.Measure(new float[4], new float[4], 2, new bool[4]))
            .Message, StringComparison.Ordinal);
        Assert.Throws<ArgumentException>(() => ImageErrors.Measure(new float[4], new float[4], 2, [true, true, true, true]));
        Assert.Throws<ArgumentOutOfRangeException>(() => ImageErrors.Measure([], [], 0));
    }

    [Fact]
    public void Images_are_compared_with_one_each_or_with_one_for_all()
    {
        float[] images = [0, 1, 1, 1];
        Assert.Equal([1, 0.5], ImageErrors.Similarities(images, [0, 1, 0, 1], pixels: 2));
        Assert.Equal([1, 0.5], ImageErrors.Similarities(images, [0, 1], pixels: 2));
        Assert.Throws<ArgumentException>(() => ImageErrors.Similarities(images, [0, 1, 0], pixels: 2));
        Assert.Throws<ArgumentException>(() => ImageErrors.Similarities([0, 1, 1], [0, 1], pixels: 2));
    }
}
