using System.Numerics.Tensors;

namespace AttractorNotebooks.Analysis;

/// <summary>Lengths of tokens.</summary>
public static class TokenNorms
{
    /// <summary>The mean over the tokens of each sample of |x_i|.</summary>
    /// <param name="states">x, shape [count, tokens, dimension].</param>
    /// <param name="tokens">Tokens a sample, N.</param>
    /// <param name="dimension">Components a token, d.</param>
    /// <returns>One mean a sample.</returns>
    /// <exception cref="ArgumentException">The length is no whole number of samples.</exception>
    public static double[] Mean(ReadOnlySpan<float> states, int tokens, int dimension)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(tokens, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(dimension, 1);
        if (states.Length % ((long)tokens * dimension) != 0)
            throw new ArgumentException(
                $"{states.Length} values are no whole number of samples of {tokens} tokens of {dimension} components.", nameof(states));
        double[] means = new double[states.Length / tokens / dimension];
        for (int token = 0; token < means.Length * tokens; token++)
            means[token / tokens] += TensorPrimitives.Norm(states.Slice(token * dimension, dimension));
        TensorPrimitives.Divide(means, tokens, means);
        return means;
    }
}
