using System.Numerics.Tensors;
using AttractorNotebooks.Tokens;
using MathNet.Numerics.Distributions;

namespace AttractorNotebooks.Sequences;

/// <summary>Characters as random unit vectors, and what couplings J between such vectors say of pairs of characters.</summary>
internal sealed class SphereVectors
{
    private readonly float[] _vectors;

    /// <param name="symbols">V.</param>
    /// <param name="dim">d.</param>
    /// <param name="vectors">[V, d]; unit vectors.</param>
    public SphereVectors(int symbols, int dim, float[] vectors) => (Symbols, Dim, _vectors) = (symbols, dim, vectors);

    public int Symbols { get; }

    /// <summary>d.</summary>
    public int Dim { get; }

    /// <summary>All vectors, [V, d].</summary>
    public ReadOnlySpan<float> Values => _vectors;

    /// <summary>Vectors drawn from the sphere.</summary>
    public static SphereVectors Draw(int symbols, int dim, int seed)
    {
        Random random = SeededRandom.Create(seed, "character vectors");
        float[] vectors = new float[symbols * dim];
        foreach (ref float component in vectors.AsSpan()) component = (float)Normal.Sample(random, 0, 1);
        UnitTokens.Normalize<float>(vectors, dim);
        return new SphereVectors(symbols, dim, vectors);
    }

    public ReadOnlySpan<float> Of(int symbol) => _vectors.AsSpan(symbol * Dim, Dim);

    /// <summary>x_a . J x_c for all characters.</summary>
    /// <param name="j">J, [d, d].</param>
    /// <param name="table">Receives [V (c), V (a)].</param>
    public void Tabulate(ReadOnlySpan<float> j, Span<float> table)
    {
        Span<float> field = new float[Dim];
        for (int c = 0; c < Symbols; c++)
        {
            for (int row = 0; row < Dim; row++) field[row] = TensorPrimitives.Dot(j.Slice(row * Dim, Dim), Of(c));
            for (int a = 0; a < Symbols; a++) table[c * Symbols + a] = TensorPrimitives.Dot<float>(field, Of(a));
        }
    }

    /// <summary>Adds the gradient with respect to J that one row of a table has: (sum_a g(a) x_a) x_c^T.</summary>
    /// <param name="row">g, [V].</param>
    /// <param name="c">The character that is heard.</param>
    /// <param name="gradient">[d, d]; added to.</param>
    public void AddGradient(ReadOnlySpan<float> row, int c, Span<float> gradient)
    {
        Span<float> sum = new float[Dim];
        for (int a = 0; a < Symbols; a++) TensorPrimitives.MultiplyAdd(Of(a), row[a], sum, sum);
        for (int k = 0; k < Dim; k++)
        {
            Span<float> target = gradient.Slice(k * Dim, Dim);
            TensorPrimitives.MultiplyAdd(Of(c), sum[k], target, target);
        }
    }
}
