namespace AttractorNotebooks.Tokens;

/// <summary>Layer norm as published: across tokens, for each component of each sample; plain float64.</summary>
public static class LayerNorm
{
    /// <summary>Added to the deviation so that a constant component gives zeros.</summary>
    public const double Epsilon = 1e-9;

    /// <summary>(x - mean) / (sample deviation + 1e-9) over all tokens.</summary>
    /// <param name="x">One sample, [N, d].</param>
    /// <param name="output">[N, d]; may be x itself.</param>
    /// <param name="dim">d.</param>
    /// <remarks>With one token the sample deviation does not exist; it counts as 0, and the output is zero.</remarks>
    public static void Apply(ReadOnlySpan<double> x, Span<double> output, int dim)
    {
        int tokens = x.Length / dim;
        for (int c = 0; c < dim; c++)
        {
            double mean = 0, squares = 0;
            for (int i = 0; i < tokens; i++) mean += x[i * dim + c] / tokens;
            for (int i = 0; i < tokens; i++) squares += Square(x[i * dim + c] - mean);
            double deviation = tokens > 1 ? Math.Sqrt(squares / (tokens - 1)) : 0;
            for (int i = 0; i < tokens; i++) output[i * dim + c] = (x[i * dim + c] - mean) / (deviation + Epsilon);
        }
    }

    /// <summary>(x - mean) / (sample deviation + 1e-9) over all tokens, as a new array.</summary>
    /// <inheritdoc cref="Apply(ReadOnlySpan{double}, Span{double}, int)" path="/*[not(self::summary)]"/>
    public static double[] Of(ReadOnlySpan<double> x, int dim)
    {
        double[] output = new double[x.Length];
        Apply(x, output, dim);
        return output;
    }

    /// <summary>(x - mean) / (population deviation + 1e-9) with both over the known tokens, as a new array.</summary>
    /// <inheritdoc cref="Apply(ReadOnlySpan{double}, ReadOnlySpan{bool}, Span{double}, int)" path="/*[not(self::summary)]"/>
    public static double[] Of(ReadOnlySpan<double> x, ReadOnlySpan<bool> masked, int dim)
    {
        double[] output = new double[x.Length];
        Apply(x, masked, output, dim);
        return output;
    }

    /// <summary>(x - mean) / (population deviation + 1e-9) with both over the known tokens; masked tokens stay as they are.</summary>
    /// <param name="x">One sample, [N, d].</param>
    /// <param name="masked">[N]; true where a token is masked. At least one must be known.</param>
    /// <param name="output">[N, d]; may be x itself.</param>
    /// <param name="dim">d.</param>
    /// <exception cref="ArgumentException">No token is known.</exception>
    public static void Apply(ReadOnlySpan<double> x, ReadOnlySpan<bool> masked, Span<double> output, int dim)
    {
        int tokens = x.Length / dim, known = masked.Count(false);
        if (known == 0) throw new ArgumentException($"All {tokens} tokens are masked; layer norm needs at least one known token.",
            nameof(masked));
        for (int c = 0; c < dim; c++)
        {
            double mean = 0, squares = 0;
            for (int i = 0; i < tokens; i++) if (!masked[i]) mean += x[i * dim + c] / known;
            for (int i = 0; i < tokens; i++) if (!masked[i]) squares += Square(x[i * dim + c] - mean);
            double deviation = Math.Sqrt(squares / known);
            for (int i = 0; i < tokens; i++)
                output[i * dim + c] = masked[i] ? x[i * dim + c] : (x[i * dim + c] - mean) / (deviation + Epsilon);
        }
    }

    private static double Square(double value) => value * value;
}
