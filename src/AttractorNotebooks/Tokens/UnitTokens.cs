using System.Numerics.Tensors;

namespace AttractorNotebooks.Tokens;

/// <summary>Puts tokens on the unit sphere, or on several.</summary>
public static class UnitTokens
{
    /// <summary>Divides every run of so many components by its length.</summary>
    /// <param name="tokens">Tokens of any shape whose last axis the run divides; changed. A run of zeros, as a masked token is, stays.</param>
    /// <param name="sphere">Components of one unit vector, at least 1.</param>
    /// <exception cref="ArgumentException">The tokens are no whole number of runs.</exception>
    public static void Normalise(Span<float> tokens, int sphere)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(sphere, 1);
        if (tokens.Length % sphere != 0) throw new ArgumentException($"{tokens.Length} numbers are no whole number of vectors of {sphere}.", nameof(tokens));
        for (int start = 0; start < tokens.Length; start += sphere)
        {
            Span<float> run = tokens.Slice(start, sphere);
            float norm = TensorPrimitives.Norm<float>(run);
            if (norm > 0) TensorPrimitives.Divide(run, norm, run);
        }
    }
}
