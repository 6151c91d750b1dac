using System.Runtime.Intrinsics;
using AttractorNotebooks.Model;
using AttractorNotebooks.Simd;

namespace AttractorNotebooks.Tests.Simd;

public unsafe class SphereDensityTests
{
    public static TheoryData<int> Dims { get; } = [2, 3, 4, 5, 8, 16, 32, 100, 512];

    [Theory]
    [MemberData(nameof(Dims))]
    public void Every_width_is_right_to_float32_from_no_concentration_to_a_million(int dim)
    {
        SphereFit fit = VonMisesFisherFit.Of(dim);
        for (double exponent = -4; exponent <= 6; exponent += 1.0 / 64)
        {
            float kappa = exponent == -4 ? 0 : (float)Math.Pow(10, exponent), square = kappa * kappa;
            double log = VonMisesFisher.LogNormalizer(dim, Math.Sqrt(square)) / Math.Log(2),
                ratio = VonMisesFisher.MeanRatio(dim, Math.Sqrt(square));
            Check<LanesScalar, float>(square, value => value);
            if (Vector128.IsHardwareAccelerated) Check<Lanes128, Vector128<float>>(Vector128.Create(square), lanes => lanes[3]);
            if (Vector256.IsHardwareAccelerated) Check<Lanes256, Vector256<float>>(Vector256.Create(square), lanes => lanes[5]);
            if (Vector512.IsHardwareAccelerated) Check<Lanes512, Vector512<float>>(Vector512.Create(square), lanes => lanes[15]);

            void Check<TLanes, TVector>(TVector squares, Func<TVector, float> lane)
                where TLanes : ILanes<TVector>
                where TVector : unmanaged
            {
                fixed (float* slope = fit.Slope, curve = fit.Curve)
                {
                    SphereDensity<TLanes, TVector> kernel = new(fit, slope, curve);
                    float actual = lane(kernel.Evaluate(squares, out TVector logs)), actualLog = lane(logs);
                    // The terms of log Z may be larger than log Z itself: float32 is exact to their rounding.
                    double terms = kappa + dim * (1 + Math.Log2(dim + kappa));
                    Assert.True(Math.Abs(actualLog - log) <= 4e-6 + 3e-7 * terms, $"log2 Z_{dim}({kappa}) = {actualLog}, should be {log}.");
                    Assert.True(Math.Abs(actual / ratio - 1) <= (dim == 2 ? 2e-5 : 5e-6),
                        $"A_{dim} / kappa at {kappa} = {actual}, should be {ratio}.");
                }
            }
        }
    }
}
