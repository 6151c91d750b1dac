using System.Numerics.Tensors;

namespace AttractorNotebooks.Hopfield;

/// <summary>Where states end that start at given overlaps with stored patterns: retrieval maps and basins.</summary>
/// <param name="Overlaps">m_in of every start, expected; falling or rising.</param>
/// <param name="One">m after one step, [start][pattern].</param>
/// <param name="End">m at the end, [start][pattern].</param>
public sealed record RetrievalMap(IReadOnlyList<double> Overlaps, IReadOnlyList<double[]> One, IReadOnlyList<double[]> End)
{
    /// <summary>Measures.</summary>
    /// <param name="memory">The network.</param>
    /// <param name="patterns">[P, N, d]; unit tokens.</param>
    /// <param name="dim">d.</param>
    /// <param name="overlaps">m_in, each in [0, 1].</param>
    /// <param name="steps">Synchronous steps, at least 1.</param>
    /// <param name="seed">Decides what is damaged.</param>
    public static RetrievalMap Of(
        IAssociativeMemory memory, double[] patterns, int dim, IReadOnlyList<double> overlaps, int steps, int seed)
    {
        ArgumentNullException.ThrowIfNull(memory);
        ArgumentNullException.ThrowIfNull(patterns);
        ArgumentNullException.ThrowIfNull(overlaps);
        ArgumentOutOfRangeException.ThrowIfLessThan(steps, 1);
        int size = memory.Components;
        double[][] one = new double[overlaps.Count][], end = new double[overlaps.Count][];
        for (int s = 0; s < overlaps.Count; s++)
        {
            double[] states = memory.Advance(Damaged(patterns, dim, overlaps[s], seed));
            one[s] = To(states, patterns, size, dim);
            for (int t = 1; t < steps; t++) states = memory.Advance(states);
            end[s] = To(states, patterns, size, dim);
        }
        return new RetrievalMap([.. overlaps], one, end);
    }

    /// <summary>Patterns with a share of 1 - overlap of their tokens drawn anew from the sphere.</summary>
    /// <param name="patterns">[P, N, d]; unit tokens.</param>
    /// <param name="dim">d.</param>
    /// <param name="overlap">The overlap expected, in [0, 1]: each token stays with this probability.</param>
    /// <param name="seed">Decides which and what; a larger overlap damages fewer of the same tokens.</param>
    /// <exception cref="ArgumentOutOfRangeException">The overlap is out of its range.</exception>
    public static double[] Damaged(ReadOnlySpan<double> patterns, int dim, double overlap, int seed)
    {
        if (!(overlap is >= 0 and <= 1))
            throw new ArgumentOutOfRangeException(nameof(overlap), overlap, "An overlap of starts lies in [0, 1].");
        double[] states = patterns.ToArray(), zero = new double[dim], fresh = new double[dim];
        SphereSpins sphere = new(dim);
        Random random = SeededRandom.Create(seed, "damaged patterns");
        for (int at = 0; at < states.Length; at += dim)
        {
            bool stays = random.NextDouble() < overlap;
            sphere.Draw(zero, random, fresh);
            if (!stays) fresh.CopyTo(states, at);
        }
        return states;
    }

    /// <summary>The overlap of every state with its pattern, sum_i x_i . p_i / N.</summary>
    /// <param name="states">[P, N, d].</param>
    /// <param name="patterns">[P, N, d].</param>
    /// <param name="size">N d.</param>
    /// <param name="dim">d.</param>
    public static double[] To(double[] states, double[] patterns, int size, int dim) =>
        [.. states.Chunk(size).Zip(patterns.Chunk(size), (x, p) => TensorPrimitives.Dot<double>(x, p) * dim / size)];

    /// <summary>
    /// For every pattern the largest distance 1 - m_in that comes home from it and from all nearer starts; 0 where none does.
    /// </summary>
    /// <param name="home">At home is what ends above this overlap.</param>
    public double[] Basins(double home = 0.95)
    {
        int[] order = [.. Enumerable.Range(0, Overlaps.Count).OrderByDescending(s => Overlaps[s])];
        return [.. Enumerable.Range(0, End[0].Length).Select(m => order.TakeWhile(s => End[s][m] > home).Select(s => 1 - Overlaps[s])
            .DefaultIfEmpty(0).Max())];
    }
}
