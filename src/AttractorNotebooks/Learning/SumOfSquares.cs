using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace AttractorNotebooks.Learning;

/// <summary>Sums of squares that are the same bits on every machine and wherever in memory the numbers lie.</summary>
/// <remarks>The runtime's own sum starts at an aligned address, so that its order of summation depends on the place.</remarks>
internal static class SumOfSquares
{
    /// <summary>The sum in float64.</summary>
    public static double Of(ReadOnlySpan<float> values)
    {
        // Eight partial sums; without hardware for them the same additions are done one by one.
        Vector512<double> sums = Vector512<double>.Zero;
        ReadOnlySpan<Vector256<float>> eights = MemoryMarshal.Cast<float, Vector256<float>>(values);
        foreach (Vector256<float> eight in eights)
        {
            Vector512<double> wide = Vector512.Create(Vector256.WidenLower(eight), Vector256.WidenUpper(eight));
            sums += wide * wide;
        }
        double sum = Vector512.Sum(sums);
        foreach (float value in values[(8 * eights.Length)..]) sum += (double)value * value;
        return sum;
    }
}
