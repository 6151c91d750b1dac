using System.Numerics;
using System.Numerics.Tensors;

namespace AttractorNotebooks.Data;

/// <summary>
/// The level u = min(2 v, 1) of a gray value v in [0, 1]: the part of the gray scale that a spherical pixel can tell apart.
/// </summary>
internal static class PixelLevel
{
    /// <summary>Writes the levels of gray values, which must lie in [0, 1].</summary>
    public static void Of<T>(ReadOnlySpan<T> gray, Span<T> level)
        where T : INumber<T>
    {
        TensorPrimitives.Add(gray, gray, level);
        TensorPrimitives.Min(level, T.One, level);
    }
}
