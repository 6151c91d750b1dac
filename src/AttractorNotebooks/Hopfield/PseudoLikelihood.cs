using System.Numerics.Tensors;
using AttractorNotebooks.Learning;

namespace AttractorNotebooks.Hopfield;

/// <summary>
/// The exactly normalized local rule for spins that pool all sources, in float64 and over all patterns at once: couplings that
/// make every token likely given the others.
/// </summary>
/// <remarks>
/// <para>Loss of token i: the mean over patterns of log Z(h_i) - h_i . x_i with h_i = sum_j J_ij x_j, plus rho / 2 |J_i|^2. It is
/// convex in J, and its slope is local: d / d J_ij = mean of (E[x_i | h_i] - x_i) x_j^T + rho J_ij. Tokens are independent
/// problems unless J is asked to be symmetric. Without rho the loss of patterns that can be stored has no minimum: J grows
/// and its direction improves, until all tokens are predicted well enough.</para>
/// <para>For d = 1 this is the logistic rule of D'Amico et al. (2025), for vector spins the pooled rule of chapter 09 with lambda
/// = 1, for Potts spins the pseudo-likelihood of Potts models. The plain statement is
/// <see cref="AttractorNotebooks.Model.ReferenceNormalized"/>.</para>
/// </remarks>
public sealed class PseudoLikelihood
{
    private readonly double[] _components;
    private readonly double[] _missed;

    /// <summary>Takes patterns to learn.</summary>
    /// <param name="law">What spins are.</param>
    /// <param name="patterns">[P, N, d]; at least one; finite; copied.</param>
    /// <param name="tokens">N, at least 2.</param>
    /// <exception cref="ArgumentException">There is no pattern, the length is wrong, or a component is not finite.</exception>
    public PseudoLikelihood(SpinLaw law, ReadOnlySpan<double> patterns, int tokens)
    {
        ArgumentNullException.ThrowIfNull(law);
        ArgumentOutOfRangeException.ThrowIfLessThan(tokens, 2);
        (Law, Tokens) = (law, tokens);
        if (patterns.IsEmpty || patterns.Length % Components != 0)
            throw new ArgumentException($"{patterns.Length} numbers are no whole number of patterns of {tokens} tokens of {law.Dim} "
                + "components; at least one is needed.", nameof(patterns));
        if (!TensorPrimitives.IsFiniteAll(patterns))
            throw new ArgumentException("Every component of the patterns must be finite.", nameof(patterns));
        Count = patterns.Length / Components;
        _missed = new double[tokens];
        // By component, so that fields of all patterns are sums of long runs.
        _components = new double[patterns.Length];
        for (int m = 0; m < Count; m++)
            for (int k = 0; k < Components; k++) _components[k * Count + m] = patterns[m * Components + k];
    }

    /// <summary>What spins are.</summary>
    public SpinLaw Law { get; }

    /// <summary>N.</summary>
    public int Tokens { get; }

    /// <summary>P.</summary>
    public int Count { get; }

    /// <summary>rho, the strength of the ridge, at least 0.</summary>
    public double Ridge { get; init; }

    /// <summary>The most steps of the search.</summary>
    public int Iterations { get; init; } = 300;

    /// <summary>A token is learnt when the mean over patterns of |x - E[x | others]|^2 is below this.</summary>
    public double Enough { get; init; } = 1e-5;

    private int Components => Tokens * Law.Dim;

    /// <summary>The loss of one token and its slope.</summary>
    /// <param name="token">i.</param>
    /// <param name="couplings">J_i, row-major [d, N d].</param>
    /// <param name="gradient">Receives the slope, of the same shape; 0 at J_ii.</param>
    public double TokenLoss(int token, ReadOnlySpan<double> couplings, Span<double> gradient)
    {
        int dim = Law.Dim;
        double[] fields = Fields(token, couplings);
        double loss = 0, missed = 0;
        Span<double> field = stackalloc double[dim], mean = stackalloc double[dim];
        for (int m = 0; m < Count; m++)
        {
            for (int c = 0; c < dim; c++) field[c] = fields[c * Count + m];
            loss += Law.LogNormalizer(field, mean);
            for (int c = 0; c < dim; c++)
            {
                double x = _components[(token * dim + c) * Count + m], miss = mean[c] - x;
                loss -= field[c] * x;
                missed += miss * miss;
                fields[c * Count + m] = miss;
            }
        }
        _missed[token] = missed / Count;
        // Component by component of the sources, whose run over the patterns then stays in the cache.
        for (int k = 0; k < Components; k++)
            for (int c = 0; c < dim; c++)
                gradient[c * Components + k] = k / dim == token ? 0
                    : TensorPrimitives.Dot(fields.AsSpan(c * Count, Count), Component(k)) / Count + Ridge * couplings[c * Components + k];
        return loss / Count + Ridge / 2 * TensorPrimitives.SumOfSquares(couplings);
    }

    /// <summary>The sum of the losses of all tokens and its slope.</summary>
    /// <param name="couplings">J, row-major [N d, N d].</param>
    /// <param name="gradient">Receives the slope, of the same shape.</param>
    public double Loss(ReadOnlyMemory<double> couplings, Memory<double> gradient)
    {
        int row = Law.Dim * Components;
        double[] losses = new double[Tokens];
        // Threads cost more than they bring where a token takes less than some ten microseconds.
        ParallelOptions options = new() { MaxDegreeOfParallelism = (long)Law.Dim * Components * Count < 20_000 ? 1 : -1 };
        Parallel.For(0, Tokens, options, i =>
            losses[i] = TokenLoss(i, couplings.Span.Slice(i * row, row), gradient.Span.Slice(i * row, row)));
        return TensorPrimitives.Sum<double>(losses);
    }

    /// <summary>Learns the couplings that one token hears; nothing is asked of symmetry.</summary>
    /// <param name="token">i.</param>
    /// <returns>J_i, row-major [d, N d], and the steps it took.</returns>
    public (double[] Couplings, int Steps) LearnToken(int token)
    {
        double[] couplings = new double[Law.Dim * Components];
        int steps = LimitedMemoryBfgs.Minimize((x, gradient) => TokenLoss(token, x, gradient), couplings, Iterations,
            enough: () => _missed[token] < Enough).Steps;
        return (couplings, steps);
    }

    /// <summary>Learns all couplings.</summary>
    /// <param name="symmetric">Whether J_ij = J_ji^T is asked: one problem instead of N.</param>
    /// <param name="cancellation">Stops between steps.</param>
    /// <returns>J, row-major [N d, N d], with J_ii = 0.</returns>
    public double[] Learn(bool symmetric, CancellationToken cancellation = default)
    {
        int size = Components, row = Law.Dim * size;
        double[] couplings = new double[size * size];
        if (!symmetric)
        {
            ParallelOptions options = new() { CancellationToken = cancellation };
            Parallel.For(0, Tokens, options, i => LearnToken(i).Couplings.CopyTo(couplings, i * row));
            return couplings;
        }
        // From zero and along symmetric slopes the search never leaves symmetric couplings.
        double[] tried = new double[size * size], slope = new double[size * size];
        LimitedMemoryBfgs.Minimize((x, gradient) =>
        {
            x.CopyTo(tried);
            double loss = Loss(tried, slope);
            Symmetrize(slope, size);
            slope.CopyTo(gradient);
            return loss;
        }, couplings, Iterations, enough: () => _missed.Max() < Enough, cancellation: cancellation);
        return couplings;
    }

    /// <summary>(J + J^T) / 2, in place.</summary>
    /// <param name="couplings">J, row-major [size, size].</param>
    /// <param name="size">N d.</param>
    public static void Symmetrize(Span<double> couplings, int size)
    {
        for (int r = 0; r < size; r++)
            for (int c = 0; c < r; c++)
                couplings[r * size + c] = couplings[c * size + r] = (couplings[r * size + c] + couplings[c * size + r]) / 2;
    }

    // h_i of all patterns, [d, P].
    private double[] Fields(int token, ReadOnlySpan<double> couplings)
    {
        int dim = Law.Dim;
        double[] fields = new double[dim * Count];
        for (int k = 0; k < Components; k++)
        {
            if (k / dim == token) continue;
            for (int c = 0; c < dim; c++)
            {
                Span<double> field = fields.AsSpan(c * Count, Count);
                TensorPrimitives.MultiplyAdd(Component(k), couplings[c * Components + k], field, field);
            }
        }
        return fields;
    }

    private ReadOnlySpan<double> Component(int k) => _components.AsSpan(k * Count, Count);
}
