using System.Numerics.Tensors;
using AttractorNotebooks.Tests.Verification;
using AttractorNotebooks.Tokens;

namespace AttractorNotebooks.Tests.Model;

/// <summary>Random tokens on unit spheres for tests, the same in every run.</summary>
internal static class UnitSamples
{
    /// <summary>[batch, tokens, dim], every run of so many components of length 1.</summary>
    public static float[] Tokens(int batch, int tokens, int dim, int sphere, int seed = 1)
    {
        float[] x = Arbitrary.Tokens(batch, tokens, dim, seed);
        UnitTokens.Normalize<float>(x, sphere);
        return x;
    }

    /// <summary>The same numbers in float64, where runs are of length 1 to rounding.</summary>
    public static double[] Widen(float[] x, int sphere)
    {
        double[] wide = Closeness.Widen(x);
        for (int start = 0; start < wide.Length; start += sphere)
        {
            Span<double> run = wide.AsSpan(start, sphere);
            TensorPrimitives.Divide(run, TensorPrimitives.Norm<double>(run), run);
        }
        return wide;
    }
}
