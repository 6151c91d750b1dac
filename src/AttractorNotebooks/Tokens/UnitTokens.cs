using System.Numerics;
using System.Numerics.Tensors;

namespace AttractorNotebooks.Tokens;

/// <summary>Tokens as spins: vectors of length one, or several of them side by side.</summary>
public static class UnitTokens
{
    /// <summary>Divides every token by its length.</summary>
    /// <param name="tokens">x, [..., d]; finite.</param>
    /// <param name="dim">d, at least 1.</param>
    /// <returns>The same shape; a zero vector, such as a masked token, stays zero.</returns>
    /// <exception cref="ArgumentException">The length is no whole number of tokens.</exception>
    public static double[] Of(ReadOnlySpan<double> tokens, int dim)
    {
        double[] spins = tokens.ToArray();
        Normalize<double>(spins, dim);
        return spins;
    }

    /// <summary>Divides every run of so many components by its length, in place.</summary>
    /// <param name="tokens">
    /// Tokens of any shape whose last axis the run divides; changed. A run of zeros, as a masked token is, stays.
    /// </param>
    /// <param name="sphere">Components of one unit vector, at least 1.</param>
    /// <exception cref="ArgumentException">The tokens are no whole number of runs.</exception>
    public static void Normalize<T>(Span<T> tokens, int sphere)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(sphere, 1);
        if (tokens.Length % sphere != 0)
            throw new ArgumentException($"{tokens.Length} numbers are no whole number of vectors of {sphere} components.", nameof(tokens));
        for (int start = 0; start < tokens.Length; start += sphere)
        {
            Span<T> run = tokens.Slice(start, sphere);
            T norm = TensorPrimitives.Norm<T>(run);
            if (norm > T.Zero) TensorPrimitives.Divide(run, norm, run);
        }
    }
}
