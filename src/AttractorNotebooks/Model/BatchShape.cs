using System.Numerics.Tensors;
using AttractorNotebooks.Data;

namespace AttractorNotebooks.Model;

/// <summary>Checks that arrays of tokens and masks are what they claim to be, before any arithmetic.</summary>
internal static class BatchShape
{
    // Float32 reaches to 3e38; what is left is for sums.
    private const double LargestScore = 1e36;

    /// <summary>B of tokens [B, N, d]; finite numbers only.</summary>
    public static int Count(ReadOnlySpan<float> tokens, int count, int dim)
    {
        int sample = count * dim;
        if (tokens.IsEmpty || tokens.Length % sample != 0)
            throw new ArgumentException(
                $"{tokens.Length} numbers are no batch of samples of {count} tokens with {dim} components each.", nameof(tokens));
        bool finite = TensorPrimitives.IsFiniteAll(tokens);
        for (int k = 0; k < tokens.Length && !finite; k++)
            if (!float.IsFinite(tokens[k]))
                throw new ArgumentException(
                    $"Component {k % dim} of token {k % sample / dim} of sample {k / sample} is {tokens[k]}; tokens must be finite.",
                    nameof(tokens));
        return tokens.Length / sample;
    }

    /// <summary>
    /// Refuses tokens whose scores would overflow float32: |x_i| |x_j| times the norm of the strongest block of J bounds them.
    /// </summary>
    /// <param name="tokens">x, [B, N, d].</param>
    /// <param name="dim">d.</param>
    /// <param name="strongest">The largest Frobenius norm of a block J_ij.</param>
    /// <param name="lambda">The inverse temperature.</param>
    public static void RequireRange(ReadOnlySpan<float> tokens, int dim, double strongest, double lambda)
    {
        double squares = 0;
        for (int start = 0; start < tokens.Length; start += dim)
            squares = Math.Max(squares, TensorPrimitives.SumOfSquares(tokens.Slice(start, dim)));
        if (squares * Math.Max(1, strongest * Math.Max(1, lambda)) <= LargestScore) return;
        throw new ArgumentException(
            FormattableString.Invariant(
                $"Tokens of length {Math.Sqrt(squares):0.#E+0}, couplings of norm {strongest:0.#E+0} and lambda = {lambda:0.#E+0} make ")
                + "scores beyond float32; scale one of them down.",
            nameof(tokens));
    }

    /// <summary>A mask [B, N] that leaves every sample at least one known token, or none at all.</summary>
    public static void RequireMask(ReadOnlySpan<bool> masked, int batch, int count)
    {
        if (masked.IsEmpty) return;
        if (masked.Length != batch * count)
            throw new ArgumentException(
                $"A mask for {batch} samples of {count} tokens has {batch * count} entries, but {masked.Length} were given.",
                nameof(masked));
        Corruption.RequireMask(masked, count, mayHideNone: true);
    }
}
