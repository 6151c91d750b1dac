namespace AttractorNotebooks.Benchmarks;

/// <summary>Random tokens for the benchmarks; timing does not depend on what they hold.</summary>
internal static class Samples
{
    public static float[] Tokens(int batch, int tokens, int dim)
    {
        Random random = SeededRandom.Create(1, "benchmark");
        float[] x = new float[batch * tokens * dim];
        foreach (ref float value in x.AsSpan()) value = random.NextSingle() - 0.5f;
        return x;
    }
}
