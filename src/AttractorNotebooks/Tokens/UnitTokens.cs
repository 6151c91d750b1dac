using System.Numerics.Tensors;

namespace AttractorNotebooks.Tokens;

/// <summary>Tokens as spins: vectors of length one.</summary>
public static class UnitTokens
{
    /// <summary>Divides every token by its length; a zero vector, such as a masked token, stays zero.</summary>
    /// <param name="tokens">x, [..., d]; finite.</param>
    /// <param name="dim">d, at least 1.</param>
    /// <exception cref="ArgumentException">The length is no whole number of tokens.</exception>
    public static double[] Of(ReadOnlySpan<double> tokens, int dim)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(dim, 1);
        if (tokens.Length % dim != 0) throw new ArgumentException($"{tokens.Length} numbers are no whole number of tokens of {dim} components.", nameof(tokens));
        double[] spins = tokens.ToArray();
        for (int start = 0; start < spins.Length; start += dim)
        {
            Span<double> spin = spins.AsSpan(start, dim);
            double length = TensorPrimitives.Norm<double>(spin);
            if (length > 0) TensorPrimitives.Divide(spin, length, spin);
        }
        return spins;
    }
}
