using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace AttractorNotebooks.Simd;

/// <summary>Sums over the lanes of several registers together, which takes fewer instructions than one after the other.</summary>
internal static class LaneSums
{
    /// <summary>512 bits folded to 128.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<float> Half(Vector512<float> a)
    {
        Vector256<float> half = a.GetLower() + a.GetUpper();
        return half.GetLower() + half.GetUpper();
    }

    /// <summary>The four sums.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<float> Four(Vector128<float> a, Vector128<float> b, Vector128<float> c, Vector128<float> d) =>
        Sse3.IsSupported
            ? Sse3.HorizontalAdd(Sse3.HorizontalAdd(a, b), Sse3.HorizontalAdd(c, d))
            : Vector128.Create(Vector128.Sum(a), Vector128.Sum(b), Vector128.Sum(c), Vector128.Sum(d));
}
