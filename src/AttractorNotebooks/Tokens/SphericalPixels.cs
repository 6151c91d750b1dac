using System.Numerics;
using AttractorNotebooks.Data;

namespace AttractorNotebooks.Tokens;

/// <summary>A gray value as a unit vector in the plane, and back (the first step from an image to vector spins).</summary>
public static class SphericalPixels
{
    /// <summary>The part of the gray scale that a spherical pixel can tell apart: u = clamp(2 v, 0, 1).</summary>
    /// <param name="gray">Gray values v in [0, 1].</param>
    /// <param name="level">Receives u; same length.</param>
    /// <exception cref="ArgumentException">A value is not finite or outside [0, 1].</exception>
    public static void Level<T>(ReadOnlySpan<T> gray, Span<T> level)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        RequireLength(gray.Length, level.Length);
        for (int k = 0; k < gray.Length; k++)
        {
            if (!(gray[k] >= T.Zero && gray[k] <= T.One))
                throw new ArgumentException($"Pixel {k} is {gray[k]}; gray values must be finite and in [0, 1].", nameof(gray));
        }
        PixelLevel.Of(gray, level);
    }

    /// <summary>(u, 1 - u) / |(u, 1 - u)|.</summary>
    /// <param name="level">Values u in [0, 1].</param>
    /// <param name="pixels">Receives the unit vectors; twice as long.</param>
    public static void Encode<T>(ReadOnlySpan<T> level, Span<T> pixels)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        RequireLength(2 * level.Length, pixels.Length);
        for (int k = 0; k < level.Length; k++)
        {
            T first = level[k], second = T.One - first;
            T norm = T.Sqrt(first * first + second * second);
            pixels[2 * k] = first / norm;
            pixels[2 * k + 1] = second / norm;
        }
    }

    /// <summary>u = first / (first + second), and 0 where both components are 0.</summary>
    /// <param name="pixels">Pairs of components, none negative.</param>
    /// <param name="level">Receives u in [0, 1]; half as long.</param>
    public static void Decode<T>(ReadOnlySpan<T> pixels, Span<T> level)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        RequireLength(2 * level.Length, pixels.Length);
        for (int k = 0; k < level.Length; k++)
        {
            T sum = pixels[2 * k] + pixels[2 * k + 1];
            level[k] = sum == T.Zero ? T.Zero : pixels[2 * k] / sum;
        }
    }

    private static void RequireLength(int expected, int actual)
    {
        if (actual != expected) throw new ArgumentException($"The output must hold {expected} numbers, but has room for {actual}.");
    }
}
