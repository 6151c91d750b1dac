using System.Numerics.Tensors;
using AttractorNotebooks.Data;

namespace AttractorNotebooks.Model;

/// <summary>Checks that arrays of tokens and masks are what they claim to be, before any arithmetic.</summary>
internal static class BatchShape
{
    /// <summary>B of tokens [B, N, d]; finite numbers only.</summary>
    public static int Count(ReadOnlySpan<float> tokens, int count, int dim)
    {
        int sample = count * dim;
        if (tokens.IsEmpty || tokens.Length % sample != 0)
            throw new ArgumentException($"{tokens.Length} numbers are no batch of samples of {count} tokens with {dim} components each.", nameof(tokens));
        bool finite = TensorPrimitives.IsFiniteAll(tokens);
        for (int k = 0; k < tokens.Length && !finite; k++)
            if (!float.IsFinite(tokens[k]))
                throw new ArgumentException($"Component {k % dim} of token {k % sample / dim} of sample {k / sample} is {tokens[k]}; tokens must be finite.", nameof(tokens));
        return tokens.Length / sample;
    }

    /// <summary>A mask [B, N] that leaves every sample at least one known token, or none at all.</summary>
    public static void RequireMask(ReadOnlySpan<bool> masked, int batch, int count)
    {
        if (masked.IsEmpty) return;
        if (masked.Length != batch * count)
            throw new ArgumentException($"A mask for {batch} samples of {count} tokens has {batch * count} entries, but {masked.Length} were given.", nameof(masked));
        Corruption.RequireMask(masked, count, mayHideNone: true);
    }
}
