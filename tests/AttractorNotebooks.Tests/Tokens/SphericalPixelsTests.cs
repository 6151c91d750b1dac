using AttractorNotebooks.Tokens;

namespace AttractorNotebooks.Tests.Tokens;

public class SphericalPixelsTests
{
    [Fact]
    public void Gray_values_above_a_half_count_as_white()
    {
        double[] level = new double[5];
        SphericalPixels.Level<double>([0, 0.1, 0.5, 0.7, 1], level);
        Assert.Equal([0, 0.2, 1, 1, 1], level);
    }

    [Fact]
    public void Every_level_is_a_unit_vector_and_comes_back()
    {
        double[] level = [.. Enumerable.Range(0, 1001).Select(k => k / 1000.0)], pixels = new double[2002], back = new double[1001];
        SphericalPixels.Encode<double>(level, pixels);
        SphericalPixels.Decode<double>(pixels, back);
        for (int k = 0; k < level.Length; k++)
        {
            Assert.Equal(1, pixels[2 * k] * pixels[2 * k] + pixels[2 * k + 1] * pixels[2 * k + 1], 1e-15);
            Assert.Equal(level[k], back[k], 1e-15);
        }
        Assert.Equal([0, 1], pixels[..2]);
        Assert.Equal([1, 0], pixels[^2..]);
    }

    [Fact]
    public void Nothing_decodes_to_black()
    {
        float[] level = [7, 7];
        SphericalPixels.Decode<float>([0, 0, 0.25f, 0.75f], level);
        Assert.Equal([0, 0.25f], level);
    }

    [Theory]
    [InlineData(float.NaN)]
    [InlineData(float.PositiveInfinity)]
    [InlineData(-0.001f)]
    [InlineData(1.001f)]
    public void A_gray_value_that_is_none_is_refused_and_named(float value)
    {
        ArgumentException error = Assert.Throws<ArgumentException>(() => SphericalPixels.Level<float>([0, value], new float[2]));
        Assert.Contains("Pixel 1 is", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Outputs_of_another_length_are_refused()
    {
        Assert.Throws<ArgumentException>(() => SphericalPixels.Level<float>(new float[2], new float[3]));
        Assert.Throws<ArgumentException>(() => SphericalPixels.Encode<float>(new float[2], new float[2]));
        Assert.Throws<ArgumentException>(() => SphericalPixels.Decode<float>(new float[2], new float[2]));
    }
}
