using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using V = System.Runtime.Intrinsics.Vector128<float>;

namespace AttractorNotebooks.Kernels;

/// <summary>Registers of 128 bits: 4 lanes.</summary>
internal readonly unsafe struct Lanes128 : ILanes<Vector128<float>>
{
    public static int Width => 4;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static V Load(float* source) => Vector128.Load(source);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Store(float* target, V value) => Vector128.Store(value, target);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static V Broadcast(float value) => Vector128.Create(value);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static V BroadcastEights(float* first, float* second) => Vector128.Create(*first);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void StoreEights(float* first, float* second, V value) => value.Store(first);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static V Add(V a, V b) => a + b;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static V Subtract(V a, V b) => a - b;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static V Multiply(V a, V b) => a * b;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static V Divide(V a, V b) => a / b;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static V MultiplyAdd(V a, V b, V c) => Vector128.MultiplyAddEstimate(a, b, c);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static V Min(V a, V b) => Vector128.MinNative(a, b);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static V Max(V a, V b) => Vector128.MaxNative(a, b);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static V SquareRoot(V a) => Vector128.Sqrt(a);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static V LogTwo(V a) => Vector128.Log2(a);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static bool AnyGreater(V a, V b) => Vector128.GreaterThanAny(a, b);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static V SelectGreater(V a, V b, V then, V otherwise) =>
        Vector128.ConditionalSelect(Vector128.GreaterThan(a, b), then, otherwise);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static V PowerOfTwo(V x)
    {
        V bounded = Vector128.MaxNative(x, Broadcast(Exponential.Lowest));
        V whole = Vector128.Round(bounded);
        V rest = bounded - whole;
        V series = Broadcast(Exponential.C6);
        series = MultiplyAdd(series, rest, Broadcast(Exponential.C5));
        series = MultiplyAdd(series, rest, Broadcast(Exponential.C4));
        series = MultiplyAdd(series, rest, Broadcast(Exponential.C3));
        series = MultiplyAdd(series, rest, Broadcast(Exponential.C2));
        series = MultiplyAdd(series, rest, Broadcast(Exponential.C1));
        series = MultiplyAdd(series, rest, Broadcast(1f));
        // Adding to the exponent's bits multiplies by a power of two.
        Vector128<int> exponent = Vector128.ShiftLeft(Vector128.ConvertToInt32Native(whole), 23);
        V power = (series.AsInt32() + exponent).AsSingle();
        return Vector128.ConditionalSelect(Vector128.LessThan(x, Broadcast(Exponential.Lowest)), V.Zero, power);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static float Sum(V a) => Vector128.Sum(a);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void SumFour(V a, V b, V c, V d, float scale, float* target) =>
        (LaneSums.Four(a, b, c, d) * scale).Store(target);
}
