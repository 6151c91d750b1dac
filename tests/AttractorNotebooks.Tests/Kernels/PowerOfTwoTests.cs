using System.Runtime.Intrinsics;
using AttractorNotebooks.Kernels;

namespace AttractorNotebooks.Tests.Kernels;

public class PowerOfTwoTests
{
    [Fact]
    public void Every_width_is_right_to_float32_and_0_where_subnormal_numbers_would_begin()
    {
        // Every exponent that a running softmax may ask for, and far below.
        for (double exponent = -140; exponent <= 21; exponent += 1.0 / 4096)
        {
            float x = (float)exponent;
            double expected = x < Exponential.Lowest ? 0 : Math.Pow(2, x);
            Check(expected, LanesScalar.PowerOfTwo(x), x);
            if (exponent * 64 % 1 != 0) continue;
            Check(expected, Lanes128.PowerOfTwo(Vector128.Create(x))[3], x);
            Check(expected, Lanes256.PowerOfTwo(Vector256.Create(x))[5], x);
            Check(expected, Lanes512.PowerOfTwo(Vector512.Create(x))[15], x);
        }

        static void Check(double expected, float actual, float x) => Assert.True(Math.Abs(actual - expected) <= 2e-7 * expected, $"2^{x} = {actual}, should be {expected}.");
    }

    [Theory]
    [InlineData(float.MinValue, 0)]
    [InlineData(float.NegativeInfinity, 0)]
    [InlineData(0f, 1)]
    [InlineData(20f, 1 << 20)]
    public void Extremes_are_exact(float x, float expected)
    {
        Assert.Equal(expected, LanesScalar.PowerOfTwo(x));
        Assert.Equal(Vector128.Create(expected), Lanes128.PowerOfTwo(Vector128.Create(x)));
        Assert.Equal(Vector256.Create(expected), Lanes256.PowerOfTwo(Vector256.Create(x)));
        Assert.Equal(Vector512.Create(expected), Lanes512.PowerOfTwo(Vector512.Create(x)));
    }
}
