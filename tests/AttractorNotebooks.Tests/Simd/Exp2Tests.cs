using System.Runtime.Intrinsics;
using AttractorNotebooks.Simd;

namespace AttractorNotebooks.Tests.Simd;

public class Exp2Tests
{
    [Fact]
    public void Every_width_is_right_to_float32_and_0_where_subnormal_numbers_would_begin()
    {
        // Every exponent that a running softmax may ask for, and far below.
        for (double exponent = -140; exponent <= 21; exponent += 1.0 / 4096)
        {
            float x = (float)exponent;
            double expected = x < Exp2Coefficients.Lowest ? 0 : Math.Pow(2, x);
            Check(expected, Exp2<LanesScalar, float>.One(x), x);
            if (exponent * 64 % 1 != 0) continue;
            Check(expected, Exp2<Lanes128, Vector128<float>>.One(Vector128.Create(x))[3], x);
            Check(expected, Exp2<Lanes256, Vector256<float>>.One(Vector256.Create(x))[5], x);
            Check(expected, Exp2<Lanes512, Vector512<float>>.One(Vector512.Create(x))[15], x);
        }

        static void Check(double expected, float actual, float x) =>
            Assert.True(Math.Abs(actual - expected) <= 2e-7 * expected, $"2^{x} = {actual}, should be {expected}.");
    }

    [Theory]
    [InlineData(float.MinValue, 0)]
    [InlineData(float.NegativeInfinity, 0)]
    [InlineData(0f, 1)]
    [InlineData(20f, 1 << 20)]
    public void Extremes_are_exact(float x, float expected)
    {
        Assert.Equal(expected, Exp2<LanesScalar, float>.One(x));
        Assert.Equal(Vector128.Create(expected), Exp2<Lanes128, Vector128<float>>.One(Vector128.Create(x)));
        Assert.Equal(Vector256.Create(expected), Exp2<Lanes256, Vector256<float>>.One(Vector256.Create(x)));
        Assert.Equal(Vector512.Create(expected), Exp2<Lanes512, Vector512<float>>.One(Vector512.Create(x)));
    }

    [Fact]
    public void Four_at_once_have_the_bits_of_one_by_one()
    {
        float[] xs = [float.NegativeInfinity, float.MinValue, -126, -125, -124.99f, -60.5f, -1e-9f, 0, 0.5f, 19.99f, 20];
        foreach (float x in xs)
            foreach (float y in xs)
            {
                Same<LanesScalar, float>(x, y);
                Same<Lanes128, Vector128<float>>(x, y);
                Same<Lanes256, Vector256<float>>(x, y);
                Same<Lanes512, Vector512<float>>(x, y);
            }

        static void Same<TLanes, TVector>(float x, float y)
            where TLanes : ILanes<TVector>
            where TVector : unmanaged
        {
            TVector a = TLanes.Broadcast(x), b = TLanes.Broadcast(y), c = TLanes.Broadcast(y - 1), d = TLanes.Broadcast(x / 2);
            TVector[] expected = [Exp2<TLanes, TVector>.One(a), Exp2<TLanes, TVector>.One(b), Exp2<TLanes, TVector>.One(c),
                Exp2<TLanes, TVector>.One(d)];
            Exp2<TLanes, TVector>.Four(ref a, ref b, ref c, ref d);
            Assert.Equal(expected, [a, b, c, d]);
        }
    }
}
