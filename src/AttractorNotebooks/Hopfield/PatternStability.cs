using System.Numerics.Tensors;

namespace AttractorNotebooks.Hopfield;

/// <summary>How firmly couplings hold patterns: the field of every token in every pattern.</summary>
/// <param name="Cosines">The cosine between field and token, [P, N]; 1 where the pattern is a fixed point there.</param>
/// <param name="Kappa">
/// The field along the token in units of the root mean square length of fields in random states, x_i . h_i sqrt(d) / |J_i|, [P, N]; for
/// signs the stability of Gardner (1988).
/// </param>
public sealed record PatternStability(double[] Cosines, double[] Kappa)
{
    /// <summary>Measures.</summary>
    /// <param name="couplings">J, row-major [N d, N d], or the rows of the first tokens alone, [T d, N d].</param>
    /// <param name="patterns">[P, N, d]; unit tokens.</param>
    /// <param name="tokens">N.</param>
    /// <param name="dim">d.</param>
    public static PatternStability Of(double[] couplings, double[] patterns, int tokens, int dim)
    {
        ArgumentNullException.ThrowIfNull(couplings);
        ArgumentNullException.ThrowIfNull(patterns);
        int size = tokens * dim, listening = couplings.Length / (dim * size), count = patterns.Length / size;
        ArgumentOutOfRangeException.ThrowIfNotEqual(couplings.Length, listening * dim * size);
        double[] cosines = new double[count * listening], kappa = new double[cosines.Length];
        Parallel.For(0, listening, i =>
        {
            double norm = TensorPrimitives.Norm<double>(couplings.AsSpan(i * dim * size, dim * size)) / Math.Sqrt(dim);
            Span<double> field = stackalloc double[dim];
            for (int m = 0; m < count; m++)
            {
                ReadOnlySpan<double> state = patterns.AsSpan(m * size, size);
                for (int c = 0; c < dim; c++) field[c] = TensorPrimitives.Dot(couplings.AsSpan((i * dim + c) * size, size), state);
                double along = TensorPrimitives.Dot(field, state.Slice(i * dim, dim)), length = TensorPrimitives.Norm<double>(field);
                (cosines[m * listening + i], kappa[m * listening + i]) = (length > 0 ? along / length : 0, norm > 0 ? along / norm : 0);
            }
        });
        return new PatternStability(cosines, kappa) { Count = count };
    }

    /// <summary>Measures a memory of attention, whose fields are not linear: their length in random states is drawn.</summary>
    /// <param name="memory">The memory.</param>
    /// <param name="patterns">[P, N, d]; unit tokens.</param>
    /// <param name="drawn">Random states, at least 1.</param>
    /// <param name="seed">Decides them.</param>
    public static PatternStability Of(AttentionMemory memory, double[] patterns, int drawn = 32, int seed = 1)
    {
        ArgumentNullException.ThrowIfNull(memory);
        ArgumentNullException.ThrowIfNull(patterns);
        ArgumentOutOfRangeException.ThrowIfLessThan(drawn, 1);
        int size = memory.Components, dim = memory.Dim, count = patterns.Length / size;
        double[] random = RetrievalMap.Damaged(new double[drawn * size], dim, 0, seed);
        double[] cosines = new double[count * memory.Tokens], kappa = new double[cosines.Length];
        Parallel.For(0, memory.Tokens, i =>
        {
            Span<double> field = stackalloc double[dim];
            double squares = 0;
            for (int m = 0; m < drawn; m++)
            {
                memory.Field(random.AsSpan(m * size, size), i, field);
                squares += TensorPrimitives.SumOfSquares<double>(field) / drawn;
            }
            for (int m = 0; m < count; m++)
            {
                ReadOnlySpan<double> state = patterns.AsSpan(m * size, size);
                memory.Field(state, i, field);
                double along = TensorPrimitives.Dot(field, state.Slice(i * dim, dim)), length = TensorPrimitives.Norm<double>(field);
                int at = m * memory.Tokens + i;
                (cosines[at], kappa[at]) = (length > 0 ? along / length : 0, squares > 0 ? along / Math.Sqrt(squares) : 0);
            }
        });
        return new PatternStability(cosines, kappa) { Count = count };
    }

    /// <summary>The share of tokens that hold all patterns.</summary>
    /// <param name="cosine">A token holds a pattern when its cosine is above this.</param>
    public double TokensThatHoldAll(double cosine) => Holding(cosine).Count(holds => holds) / (double)Listening;

    /// <summary>The share of tokens and patterns that are held.</summary>
    /// <inheritdoc cref="TokensThatHoldAll" path="/param"/>
    public double Held(double cosine) => Cosines.Count(c => c > cosine) / (double)Cosines.Length;

    /// <summary>P.</summary>
    public required int Count { get; init; }

    private int Listening => Cosines.Length / Count;

    private IEnumerable<bool> Holding(double cosine) =>
        Enumerable.Range(0, Listening).Select(i => Enumerable.Range(0, Count).All(m => Cosines[m * Listening + i] > cosine));
}
