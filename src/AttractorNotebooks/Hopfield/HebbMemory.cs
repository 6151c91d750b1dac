using System.Numerics.Tensors;

namespace AttractorNotebooks.Hopfield;

/// <summary>
/// Hebb's rule through the overlaps with its patterns: the network of
/// <see cref="VectorHopfieldNetwork.Hebb(ReadOnlySpan{double}, int, int)"/> without its matrix.
/// </summary>
/// <remarks>
/// h_i = (d / N) (sum over patterns of p_i (sum_j p_j . x_j) - S_i x_i) with S_i = sum over patterns of p_i p_i^T, a token's own block
/// of the sum. At Hebb's loads patterns are few, P &lt; 0.2 N / d, and this costs P N d a step where the matrix costs (N d)^2; so
/// networks can be large.
/// </remarks>
/// <param name="patterns">[P, N, d]; unit tokens, at least one pattern.</param>
/// <param name="tokens">N.</param>
/// <param name="dim">d.</param>
public sealed class HebbMemory(double[] patterns, int tokens, int dim) : IAssociativeMemory
{
    private readonly int _count = VectorHopfieldNetwork.CountSpins(patterns, tokens, dim);

    // S, [N, d, d].
    private readonly double[] _own = OwnBlocks(patterns, tokens * dim, dim);

    /// <inheritdoc/>
    public int Components => tokens * dim;

    /// <inheritdoc/>
    public double[] Advance(ReadOnlyMemory<double> states)
    {
        int count = IAssociativeMemory.Count(this, states);
        double[] next = new double[states.Length];
        Parallel.For(0, count, b => Step(states.Span.Slice(b * Components, Components), next.AsSpan(b * Components, Components)));
        return next;
    }

    private void Step(ReadOnlySpan<double> state, Span<double> field)
    {
        for (int m = 0; m < _count; m++)
        {
            ReadOnlySpan<double> pattern = patterns.AsSpan(m * Components, Components);
            TensorPrimitives.MultiplyAdd(pattern, TensorPrimitives.Dot(pattern, state), field, field);
        }
        for (int at = 0; at < Components; at += dim)
        {
            Span<double> spin = field.Slice(at, dim);
            ReadOnlySpan<double> old = state.Slice(at, dim);
            for (int row = 0; row < dim; row++) spin[row] -= TensorPrimitives.Dot(_own.AsSpan((at + row) * dim, dim), old);
            double length = TensorPrimitives.Norm<double>(spin);
            // As small as rounding leaves of a field that is zero: the spin stays.
            if (length > 1e-12 * _count * tokens) TensorPrimitives.Divide(spin, length, spin);
            else old.CopyTo(spin);
        }
    }

    private static double[] OwnBlocks(double[] patterns, int components, int dim)
    {
        double[] own = new double[components * dim];
        for (int at = 0; at < patterns.Length; at += dim)
        {
            ReadOnlySpan<double> spin = patterns.AsSpan(at, dim);
            for (int row = 0; row < dim; row++)
            {
                Span<double> sum = own.AsSpan((at % components + row) * dim, dim);
                TensorPrimitives.MultiplyAdd(spin, spin[row], sum, sum);
            }
        }
        return own;
    }
}
