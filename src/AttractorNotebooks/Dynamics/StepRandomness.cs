namespace AttractorNotebooks.Dynamics;

/// <summary>The random choices of a step, the same for the plain and the fast dynamics.</summary>
internal static class StepRandomness
{
    /// <summary>The order in which step t updates the tokens of all samples.</summary>
    public static int[] Order(int tokens, int seed, int t)
    {
        int[] order = [.. Enumerable.Range(0, tokens)];
        SeededRandom.Create(seed, "order of tokens", t).Shuffle(order);
        return order;
    }

    /// <summary>Draws for every sample as many masked tokens as it had at the start.</summary>
    /// <param name="masked">The mask at the start, [B, N].</param>
    /// <param name="output">[B, N]; receives the mask of step t.</param>
    /// <param name="tokens">N.</param>
    /// <param name="seed">Seed of the run.</param>
    /// <param name="t">The step, 1, 2, ...</param>
    public static void Remask(ReadOnlySpan<bool> masked, Span<bool> output, int tokens, int seed, int t)
    {
        Random random = SeededRandom.Create(seed, "random mask", t);
        for (int start = 0; start < masked.Length; start += tokens)
        {
            Span<bool> sample = output.Slice(start, tokens);
            sample.Clear();
            sample[..masked.Slice(start, tokens).Count(true)].Fill(true);
            random.Shuffle(sample);
        }
    }
}
