using AttractorNotebooks.Model;
using MathNet.Numerics.Distributions;

namespace AttractorNotebooks.Tests.Model;

/// <summary>Random networks, states and masks for tests, the same in every run.</summary>
internal static class Arbitrary
{
    /// <summary>Couplings whose scores between tokens of unit components are of order <paramref name="strength"/>.</summary>
    public static Couplings Couplings(int tokens, int dim, int seed = 1, double strength = 1)
    {
        double[] values = Normals(tokens * tokens * dim * dim, seed, "test couplings", strength / dim);
        for (int i = 0; i < tokens; i++) values.AsSpan((i * tokens + i) * dim * dim, dim * dim).Clear();
        return new Couplings(tokens, dim, Array.ConvertAll(values, value => (float)value));
    }

    /// <summary>
    /// Tokens with normal components, [batch, tokens, dim]; float32 numbers, so that both precisions start from the same.
    /// </summary>
    public static float[] Tokens(int batch, int tokens, int dim, int seed = 1, double scale = 1) =>
        Array.ConvertAll(Normals(batch * tokens * dim, seed, "test tokens", scale), value => (float)value);

    /// <summary>Hides one to all but one tokens of every sample, [batch, tokens].</summary>
    public static bool[] Mask(int batch, int tokens, int seed = 1)
    {
        Random random = SeededRandom.Create(seed, "test mask");
        bool[] masked = new bool[batch * tokens];
        for (int b = 0; b < batch; b++)
        {
            Span<bool> sample = masked.AsSpan(b * tokens, tokens);
            sample[..random.Next(1, tokens)].Fill(true);
            random.Shuffle(sample);
        }
        return masked;
    }

    public static double[] Normals(int count, int seed, string purpose, double deviation = 1)
    {
        double[] values = new double[count];
        Normal.Samples(SeededRandom.Create(seed, purpose), values, 0, deviation);
        return values;
    }
}
