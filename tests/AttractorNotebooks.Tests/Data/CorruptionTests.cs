using AttractorNotebooks.Data;

namespace AttractorNotebooks.Tests.Data;

public class CorruptionTests
{
    [Fact]
    public void Hidden_tokens_are_zero_and_the_others_stay()
    {
        double[] tokens = [1, 2, 3, 4, 5, 6, 7, 8];
        Assert.Equal([1, 2, 0, 0, 0, 0, 7, 8], Corruption.HideTokens<double>(tokens, [false, true, true, false]));
        Assert.Equal([1, 2, 3, 4, 5, 6, 7, 8], tokens);
        Assert.Throws<ArgumentException>(() => Corruption.HideTokens<double>(tokens, [true, false, true]));
        Assert.Throws<ArgumentException>(() => Corruption.HideTokens<double>(tokens, []));
    }

    [Theory]
    [InlineData(196, 0.3, 59)]
    [InlineData(49, 0.3, 15)]
    [InlineData(10, 0.25, 3)]
    [InlineData(2, 0.5, 1)]
    public void Every_image_loses_exactly_the_fraction(int tokens, double fraction, int hidden)
    {
        bool[] mask = Corruption.RandomTokens(20, tokens, fraction, 1);
        Assert.Equal(20 * tokens, mask.Length);
        for (int k = 0; k < 20; k++) Assert.Equal(hidden, mask.AsSpan(k * tokens, tokens).Count(true));
    }

    [Theory]
    [InlineData(196, 58)]
    [InlineData(49, 14)]
    public void Rounded_down_a_share_hides_as_many_tokens_as_the_published_pictures(int tokens, int hidden)
    {
        bool[] mask = Corruption.RandomTokens(3, tokens, 0.3, 1, MaskRounding.Down);
        for (int k = 0; k < 3; k++) Assert.Equal(hidden, mask.AsSpan(k * tokens, tokens).Count(true));
    }

    [Fact]
    public void Standardized_noise_is_the_plain_noise_shifted_scaled_and_then_clamped()
    {
        ImageSet images = GeneratedDigits.Draw(2, 1);
        float[] levels = images.Levels(), noisy = Corruption.Noise(images, 0.35, 3, NoiseLaw.Standardized);
        for (int k = 0; k < 2; k++)
        {
            double[] drawn = new double[784], u = [.. levels[(k * 784)..((k + 1) * 784)]];
            MathNet.Numerics.Distributions.Normal.Samples(SeededRandom.Create(3, "noise", k), drawn, 0, 1);
            double[] x = [.. u.Zip(drawn, (level, n) => level + 0.35 * n)];
            double scale = Deviation(u) / Deviation(x);
            for (int i = 0; i < 784; i++) Assert.Equal(Math.Clamp(0.5 + scale * (x[i] - x.Average()), 0, 1), noisy[k * 784 + i], 1e-6);
        }

        static double Deviation(double[] values) => Math.Sqrt(values.Average(value => Math.Pow(value - values.Average(), 2)));
    }

    [Fact]
    public void A_constant_image_without_noise_becomes_gray_under_the_standardized_law()
    {
        ImageSet black = new("black", "", 2, 2, 1, new float[4], []);
        Assert.Equal([0.5f, 0.5f, 0.5f, 0.5f], Corruption.Noise(black, 0, 1, NoiseLaw.Standardized));
    }

    [Fact]
    public void Every_token_is_hidden_equally_often()
    {
        const int Images = 20_000, Tokens = 10;
        bool[] mask = Corruption.RandomTokens(Images, Tokens, 0.3, 5);
        for (int token = 0; token < Tokens; token++)
        {
            int hidden = Enumerable.Range(0, Images).Count(k => mask[k * Tokens + token]);
            // Five standard deviations of a binomial.
            Assert.InRange(hidden, 6000 - 324, 6000 + 324);
        }
    }

    [Fact]
    public void Masks_and_noise_of_an_image_depend_on_the_seed_and_its_place_alone()
    {
        ImageSet images = GeneratedDigits.Draw(12, 1);
        Assert.Equal(Corruption.RandomTokens(12, 49, 0.3, 2)[..(5 * 49)], Corruption.RandomTokens(5, 49, 0.3, 2));
        Assert.Equal(Corruption.SquareBlock(12, 7, 7, 3, 2)[..(5 * 49)], Corruption.SquareBlock(5, 7, 7, 3, 2));
        Assert.Equal(Corruption.Noise(images, 0.7, 2)[..(5 * 784)], Corruption.Noise(images.Take(5), 0.7, 2));
        Assert.NotEqual(Corruption.RandomTokens(5, 49, 0.3, 2), Corruption.RandomTokens(5, 49, 0.3, 3));
        Assert.NotEqual(Corruption.SquareBlock(5, 7, 7, 3, 2), Corruption.SquareBlock(5, 7, 7, 3, 3));
        Assert.NotEqual(Corruption.Noise(images, 0.7, 2), Corruption.Noise(images, 0.7, 3));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(-0.3)]
    [InlineData(1.3)]
    [InlineData(double.NaN)]
    public void A_fraction_outside_0_and_1_is_refused(double fraction) =>
        Assert.Throws<ArgumentOutOfRangeException>(() => Corruption.RandomTokens(1, 10, fraction, 1));

    [Theory]
    [InlineData(10, 0.04, "none")]
    [InlineData(10, 0.96, "all")]
    [InlineData(1, 0.5, "all")]
    public void A_fraction_that_hides_all_tokens_or_none_is_refused(int tokens, double fraction, string what)
    {
        ArgumentException error = Assert.Throws<ArgumentException>(() => Corruption.RandomTokens(1, tokens, fraction, 1));
        Assert.Contains($"hides {what}", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_block_is_square_and_comes_everywhere()
    {
        const int Rows = 5, Columns = 6, Side = 3;
        bool[] mask = Corruption.SquareBlock(500, Rows, Columns, Side, 1);
        HashSet<(int, int)> places = [];
        for (int k = 0; k < 500; k++)
        {
            bool[] image = mask[(k * Rows * Columns)..((k + 1) * Rows * Columns)];
            int first = Array.IndexOf(image, true);
            (int top, int left) = (first / Columns, first % Columns);
            places.Add((top, left));
            for (int i = 0; i < image.Length; i++)
                Assert.Equal(i / Columns >= top && i / Columns < top + Side && i % Columns >= left && i % Columns < left + Side, image[i]);
        }
        Assert.Equal((Rows - Side + 1) * (Columns - Side + 1), places.Count);
    }

    [Theory]
    [InlineData(5, 6, 0)]
    [InlineData(5, 6, 6)]
    [InlineData(4, 4, 4)]
    public void A_block_that_does_not_fit_or_hides_everything_is_refused(int rows, int columns, int side) =>
        Assert.ThrowsAny<ArgumentException>(() => Corruption.SquareBlock(1, rows, columns, side, 1));

    [Fact]
    public void A_mask_that_hides_all_or_nothing_names_the_image()
    {
        Corruption.RequireMask([true, false, false, true], 2);
        Assert.Contains("no token of image 1",
            Assert.Throws<ArgumentException>(() => Corruption.RequireMask([true, false, false, false], 2))
            .Message, StringComparison.Ordinal);
        Assert.Contains("all 2 tokens of image 1",
            Assert.Throws<ArgumentException>(() => Corruption.RequireMask([true, false, true, true], 2)).Message, StringComparison.Ordinal);
        Assert.Contains("no whole number", Assert.Throws<ArgumentException>(() => Corruption.RequireMask([true, false, true], 2)).Message,
            StringComparison.Ordinal);
    }

    [Fact]
    public void Noise_is_normal_around_the_level_and_clamped()
    {
        // Level 0.5 everywhere: noise of strength 0.1 practically never reaches the clamp.
        float[] gray = new float[100_000];
        Array.Fill(gray, 0.25f);
        ImageSet images = new("gray", "test", 100, 100, 1, gray, []);
        float[] gentle = Corruption.Noise(images, 0.1, 1);
        double mean = gentle.Average(u => (double)u), deviation = Math.Sqrt(gentle.Average(u => (u - mean) * (u - mean)));
        Assert.InRange(mean, 0.5 - 0.002, 0.5 + 0.002);
        Assert.InRange(deviation, 0.1 - 0.002, 0.1 + 0.002);

        float[] strong = Corruption.Noise(images, 2, 1);
        Assert.All(strong, u => Assert.InRange(u, 0f, 1f));
        // P(|n| > 0.25) / 2 lies beyond each clamp.
        Assert.InRange(strong.Count(u => u == 0f) / 1e5, 0.4013 - 0.008, 0.4013 + 0.008);
        Assert.InRange(strong.Count(u => u == 1f) / 1e5, 0.4013 - 0.008, 0.4013 + 0.008);
    }

    [Fact]
    public void No_noise_leaves_the_levels_as_they_are()
    {
        ImageSet images = GeneratedDigits.Draw(3, 1);
        Assert.Equal(images.Levels(), Corruption.Noise(images, 0, 1));
    }

    [Theory]
    [InlineData(-0.1)]
    [InlineData(double.NaN)]
    [InlineData(double.PositiveInfinity)]
    public void A_strength_that_is_no_strength_is_refused(double strength) =>
        Assert.Throws<ArgumentOutOfRangeException>(() => Corruption.Noise(GeneratedDigits.Draw(1, 1), strength, 1));
}
