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
        int size = tokens * dim, listening = couplings.Length / (dim * size);
        ArgumentOutOfRangeException.ThrowIfNotEqual(couplings.Length, listening * dim * size);
        return Measure(patterns, size, dim, listening, Field,
            i => TensorPrimitives.Norm<double>(couplings.AsSpan(i * dim * size, dim * size)) / Math.Sqrt(dim));

        void Field(ReadOnlySpan<double> state, int i, Span<double> field)
        {
            for (int c = 0; c < dim; c++) field[c] = TensorPrimitives.Dot(couplings.AsSpan((i * dim + c) * size, size), state);
        }
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
        int size = memory.Components, dim = memory.Dim;
        double[] random = RetrievalMap.Damaged(new double[drawn * size], dim, 0, seed);
        return Measure(patterns, size, dim, memory.Tokens, memory.Field, i =>
        {
            double[] field = new double[dim];
            double squares = 0;
            for (int m = 0; m < drawn; m++)
            {
                memory.Field(random.AsSpan(m * size, size), i, field);
                squares += TensorPrimitives.SumOfSquares<double>(field) / drawn;
            }
            return Math.Sqrt(squares);
        });
    }

    /// <summary>The share of tokens that hold all patterns.</summary>
    /// <param name="cosine">A token holds a pattern when its cosine is above this.</param>
    public double TokensThatHoldAll(double cosine) => Enumerable.Range(0, Listening)
        .Count(i => Enumerable.Range(0, Count).All(m => Cosines[m * Listening + i] > cosine)) / (double)Listening;

    /// <summary>The share of tokens and patterns that are held.</summary>
    /// <inheritdoc cref="TokensThatHoldAll" path="/param"/>
    public double Held(double cosine) => Cosines.Count(c => c > cosine) / (double)Cosines.Length;

    /// <summary>P.</summary>
    public required int Count { get; init; }

    private int Listening => Cosines.Length / Count;

    // The field of every listening token in every pattern, and the length that fields of that token have in random states.
    private static PatternStability Measure(double[] patterns, int size, int dim, int listening,
        Action<ReadOnlySpan<double>, int, Span<double>> fieldOf, Func<int, double> lengthAtRandom)
    {
        int count = patterns.Length / size;
        double[] cosines = new double[count * listening], kappa = new double[cosines.Length];
        Parallel.For(0, listening, i =>
        {
            double typical = lengthAtRandom(i);
            Span<double> field = stackalloc double[dim];
            for (int m = 0; m < count; m++)
            {
                ReadOnlySpan<double> state = patterns.AsSpan(m * size, size);
                fieldOf(state, i, field);
                double along = TensorPrimitives.Dot(field, state.Slice(i * dim, dim)), length = TensorPrimitives.Norm<double>(field);
                int at = m * listening + i;
                (cosines[at], kappa[at]) = (length > 0 ? along / length : 0, typical > 0 ? along / typical : 0);
            }
        });
        return new PatternStability(cosines, kappa) { Count = count };
    }
}
