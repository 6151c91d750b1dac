using AttractorNotebooks.Data;
using AttractorNotebooks.Tokens;

namespace AttractorNotebooks.Hopfield;

/// <summary>Patterns with hidden structure: signed sums of a few of D random features, token by token brought to length one.</summary>
/// <remarks>The hidden-manifold or random-features data of arXiv 2407.05658 and 2507.05147, for vector spins; signs for d = 1.</remarks>
/// <param name="features">D.</param>
/// <param name="mixed">How many features an example sums up; odd, so that signs are never zero.</param>
/// <param name="tokens">N.</param>
/// <param name="dim">d.</param>
/// <param name="seed">Decides the features.</param>
public sealed class FeaturePatterns(int features, int mixed, int tokens, int dim, int seed)
{
    private readonly int _size = mixed >= 1 && mixed <= features ? tokens * dim
        : throw new ArgumentOutOfRangeException(nameof(mixed), mixed, $"An example sums up 1 to {features} features.");

    /// <summary>The features, [D, N, d]; unit tokens.</summary>
    public double[] Features { get; } = Array.ConvertAll(SpinPatterns.Draw(features, tokens, dim, seed), value => (double)value);

    /// <summary>Draws examples.</summary>
    /// <param name="count">How many.</param>
    /// <param name="purpose">What for: other purposes, other examples of the same features.</param>
    /// <returns>[count, N, d]; unit tokens.</returns>
    public double[] Examples(int count, string purpose)
    {
        double[] sums = new double[count * _size];
        Parallel.For(0, count, m =>
        {
            Random random = SeededRandom.Create(seed, purpose, m);
            int[] order = [.. Enumerable.Range(0, features)];
            random.Shuffle(order);
            foreach (int k in order.AsSpan(0, mixed))
            {
                double sign = random.Next(2) * 2 - 1;
                for (int c = 0; c < _size; c++) sums[m * _size + c] += sign * Features[k * _size + c];
            }
        });
        return UnitTokens.Of(sums, dim);
    }
}
