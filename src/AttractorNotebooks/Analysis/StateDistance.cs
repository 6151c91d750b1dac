using System.Numerics.Tensors;

namespace AttractorNotebooks.Analysis;

/// <summary>How far two states are apart.</summary>
internal static class StateDistance
{
    /// <summary>sqrt(mean over tokens of |x_i - y_i|^2): 0.01 is a hundredth of a token where tokens have length one.</summary>
    public static double Of(ReadOnlySpan<float> x, ReadOnlySpan<float> y, int tokens) =>
        TensorPrimitives.Distance(x, y) / Math.Sqrt(tokens);
}
