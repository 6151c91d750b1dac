using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace AttractorNotebooks.Simd;

/// <summary>Half-precision numbers and scaled bytes back to float32. Exact, so that all register widths give the same bits.</summary>
internal static unsafe class Unpacking
{
    // A half's exponent counts from 15, a float's from 127; a subnormal half is a fraction of 2^-14. Read as a normal number it is too
    // large, and a normal one is too large when read as a subnormal one: the smaller of both readings is right.
    private const int Rebias = (127 - 15) << 23;
    private const int SubnormalUnit = Rebias + (1 << 23);
    private const int Magnitude = 0x0fffe000;

    /// <summary>IEEE halves to float32.</summary>
    /// <param name="halves">Finite halves.</param>
    /// <param name="target">Receives them.</param>
    /// <param name="count">How many.</param>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Halves(ushort* halves, float* target, int count)
    {
        int k = 0;
        if (Avx512F.IsSupported)
            for (; k + 16 <= count; k += 16)
                Vector512.Store(Float(Avx512F.ConvertToVector512Int32(Vector256.Load((short*)halves + k))), target + k);
        else if (Avx2.IsSupported)
            for (; k + 8 <= count; k += 8) Vector256.Store(Float(Avx2.ConvertToVector256Int32((short*)halves + k)), target + k);
        else
            for (; k + 4 <= count; k += 4)
                Vector128.Store(Float(Vector128.WidenLower(Vector128.CreateScalarUnsafe(*(ulong*)(halves + k)).AsInt16())), target + k);
        for (; k < count; k++) target[k] = (float)BitConverter.UInt16BitsToHalf(halves[k]);
    }

    /// <summary>Bytes times a scale.</summary>
    /// <param name="bytes">Numbers from -127 to 127.</param>
    /// <param name="scale">The scale.</param>
    /// <param name="target">Receives the products.</param>
    /// <param name="count">How many.</param>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Bytes(sbyte* bytes, float scale, float* target, int count)
    {
        int k = 0;
        if (Avx512F.IsSupported)
            for (Vector512<float> scales = Vector512.Create(scale); k + 16 <= count; k += 16)
                Vector512.Store(Vector512.ConvertToSingle(Avx512F.ConvertToVector512Int32(Vector128.Load(bytes + k))) * scales, target + k);
        else if (Avx2.IsSupported)
            for (Vector256<float> scales = Vector256.Create(scale); k + 8 <= count; k += 8)
                Vector256.Store(Vector256.ConvertToSingle(Avx2.ConvertToVector256Int32(bytes + k)) * scales, target + k);
        for (; k < count; k++) target[k] = bytes[k] * scale;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector512<float> Float(Vector512<int> half)
    {
        Vector512<int> normal = ((half << 13) & Vector512.Create(Magnitude)) + Vector512.Create(Rebias);
        Vector512<float> subnormal = (normal + Vector512.Create(1 << 23)).AsSingle() - Vector512.Create(SubnormalUnit).AsSingle();
        return (Vector512.MinNative(normal.AsSingle(), subnormal).AsInt32() | (half & Vector512.Create(int.MinValue))).AsSingle();
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector256<float> Float(Vector256<int> half)
    {
        Vector256<int> normal = ((half << 13) & Vector256.Create(Magnitude)) + Vector256.Create(Rebias);
        Vector256<float> subnormal = (normal + Vector256.Create(1 << 23)).AsSingle() - Vector256.Create(SubnormalUnit).AsSingle();
        return (Vector256.MinNative(normal.AsSingle(), subnormal).AsInt32() | (half & Vector256.Create(int.MinValue))).AsSingle();
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector128<float> Float(Vector128<int> half)
    {
        Vector128<int> normal = ((half << 13) & Vector128.Create(Magnitude)) + Vector128.Create(Rebias);
        Vector128<float> subnormal = (normal + Vector128.Create(1 << 23)).AsSingle() - Vector128.Create(SubnormalUnit).AsSingle();
        return (Vector128.MinNative(normal.AsSingle(), subnormal).AsInt32() | (half & Vector128.Create(int.MinValue))).AsSingle();
    }
}
