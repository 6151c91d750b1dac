namespace AttractorNotebooks.Analysis;

/// <summary>
/// States sorted into clusters: two states belong together if a chain of states joins them whose links are no longer than a
/// tolerance.
/// </summary>
/// <remarks>
/// This is single linkage cut at the tolerance. It does not depend on the order of the states, and a larger tolerance never gives
/// more clusters. A chain can be long: a continuous family of end states (a slow line) is one cluster.
/// </remarks>
public sealed class StateClusters
{
    private StateClusters(int[] clusters, int[] sizes) => (Cluster, Sizes) = (clusters, sizes);

    /// <summary>The cluster of every state; clusters are numbered from the largest, 0, to the smallest.</summary>
    public IReadOnlyList<int> Cluster { get; }

    /// <summary>How many states each cluster holds, largest first.</summary>
    public IReadOnlyList<int> Sizes { get; }

    /// <summary>How many clusters there are.</summary>
    public int Count => Sizes.Count;

    /// <summary>The first state of a cluster, by position.</summary>
    /// <param name="cluster">0, the largest, to <see cref="Count"/> - 1.</param>
    /// <exception cref="ArgumentOutOfRangeException">There is no such cluster.</exception>
    public int FirstOf(int cluster)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(cluster);
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(cluster, Count);
        return Cluster.TakeWhile(other => other != cluster).Count();
    }

    /// <summary>Sorts states.</summary>
    /// <param name="states">x, [B, N, d]; finite.</param>
    /// <param name="tokens">N, at least 1.</param>
    /// <param name="dim">d, at least 1.</param>
    /// <param name="tolerance">The longest link: the root of the mean over tokens of |x_i - y_i|^2; positive and finite.</param>
    /// <param name="cancellation">Stops the search.</param>
    /// <exception cref="ArgumentException">The states are no whole number of samples.</exception>
    /// <exception cref="ArgumentOutOfRangeException">The tolerance is not positive and finite, or a size is below 1.</exception>
    public static StateClusters Of(
        ReadOnlyMemory<float> states, int tokens, int dim, double tolerance, CancellationToken cancellation = default)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(tokens, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(dim, 1);
        if (!(tolerance > 0 && double.IsFinite(tolerance)))
            throw new ArgumentOutOfRangeException(nameof(tolerance), tolerance, "The tolerance must be positive and finite.");
        int sample = tokens * dim, count = states.Length / sample;
        if (states.Length % sample != 0)
            throw new ArgumentException(
                $"{states.Length} numbers are no whole number of states of {tokens} tokens of {dim} components.", nameof(states));

        int[] parents = [.. Enumerable.Range(0, count)];
        int[][] near = new int[count][];
        Parallel.For(0, count, new ParallelOptions { CancellationToken = cancellation }, a =>
        {
            ReadOnlySpan<float> all = states.Span, x = all.Slice(a * sample, sample);
            List<int> found = [];
            for (int b = 0; b < a; b++)
                if (StateDistance.Of(x, all.Slice(b * sample, sample), tokens) <= tolerance) found.Add(b);
            near[a] = [.. found];
        });
        for (int a = 0; a < count; a++)
            foreach (int b in near[a]) parents[Root(parents, a)] = Root(parents, b);

        int[] roots = [.. Enumerable.Range(0, count).Select(k => Root(parents, k))];
        int[] ordered = [.. roots.GroupBy(root => root).OrderByDescending(group => group.Count())
            .ThenBy(group => Array.IndexOf(roots, group.Key)).Select(group => group.Key)];
        int[] clusters = Array.ConvertAll(roots, root => Array.IndexOf(ordered, root)), sizes = new int[ordered.Length];
        foreach (int cluster in clusters) sizes[cluster]++;
        return new StateClusters(clusters, sizes);
    }

    private static int Root(int[] parents, int k)
    {
        while (parents[k] != k) k = parents[k] = parents[parents[k]];
        return k;
    }
}
