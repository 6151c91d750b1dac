namespace AttractorNotebooks.Simd;

/// <summary>No vector registers: one lane. Serves machines without them, and the tests.</summary>
internal readonly unsafe struct LanesScalar : ILanes<float>
{
    public static int Width => 1;

    public static float Load(float* source) => *source;

    public static void Store(float* target, float value) => *target = value;

    public static float Broadcast(float value) => value;

    public static float BroadcastEights(float* first, float* second) => *first;

    public static void StoreEights(float* first, float* second, float value) => *first = value;

    public static float Add(float a, float b) => a + b;

    public static float Subtract(float a, float b) => a - b;

    public static float Multiply(float a, float b) => a * b;

    public static float Divide(float a, float b) => a / b;

    public static float MultiplyAdd(float a, float b, float c) => float.MultiplyAddEstimate(a, b, c);

    public static float Min(float a, float b) => MathF.Min(a, b);

    public static float Max(float a, float b) => MathF.Max(a, b);

    public static float SquareRoot(float a) => MathF.Sqrt(a);

    public static float LogTwo(float a) => MathF.Log2(a);

    public static bool AnyGreater(float a, float b) => a > b;

    public static float SelectGreater(float a, float b, float then, float otherwise) => a > b ? then : otherwise;

    public static float Round(float a) => MathF.Round(a);

    public static float AddToExponent(float a, float whole) =>
        BitConverter.Int32BitsToSingle(BitConverter.SingleToInt32Bits(a) + ((int)whole << 23));

    public static float Sum(float a) => a;

    public static void SumFour(float a, float b, float c, float d, float scale, float* target) =>
        (target[0], target[1], target[2], target[3]) = (scale * a, scale * b, scale * c, scale * d);
}
