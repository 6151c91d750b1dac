using System.Numerics.Tensors;

namespace AttractorNotebooks.Hopfield;

/// <summary>
/// The published attention rule as an associative memory, in float64: patterns learnt by local energies without a normalizer, at the
/// minimum of its loss, and states that move along the attention's output.
/// </summary>
/// <remarks>
/// <para>Loss: the mean over patterns and tokens of e_i = -(1 / lambda) log sum_(j not i) exp(lambda x_i . J_ij x_j), with the root mean
/// square of J kept. It is concave in J, as minus a log of a sum of exponentials, so on the ball of that size every step to the point
/// that is best by the slope, J = R G / |G| with G_ij = mean of a_ij x_i x_j^T, makes it smaller, without any rate (the
/// conditional gradient). Where it ends J is Hebb's sum with attention as weights: that is what the rule learns.</para>
/// <para>Step of the dynamics: x_i becomes f_i / |f_i|, f_i = sum_j a_ij J_ij x_j. Energies are those of
/// <see cref="AttractorNotebooks.Model.ReferenceAttention"/>, the clamp aside.</para>
/// </remarks>
public sealed class AttentionMemory : IAssociativeMemory
{
    private readonly double[] _couplings;

    private AttentionMemory(double[] couplings, int tokens, int dim, double lambda) =>
        (_couplings, Tokens, Dim, Lambda) = (couplings, tokens, dim, lambda);

    /// <summary>N.</summary>
    public int Tokens { get; }

    /// <summary>d.</summary>
    public int Dim { get; }

    /// <summary>lambda.</summary>
    public double Lambda { get; }

    /// <inheritdoc/>
    public int Components => Tokens * Dim;

    /// <summary>J, row-major [N d, N d]; J_ii = 0.</summary>
    public ReadOnlyMemory<double> Couplings => _couplings;

    /// <summary>The loss after every step of learning.</summary>
    public IReadOnlyList<double> Losses { get; private init; } = [];

    /// <summary>A memory of given couplings.</summary>
    /// <param name="couplings">J, row-major [N d, N d]; J_ii is not looked at.</param>
    /// <param name="tokens">N, at least 2.</param>
    /// <param name="dim">d, at least 1.</param>
    /// <param name="lambda">lambda, above 0.</param>
    public static AttentionMemory Of(double[] couplings, int tokens, int dim, double lambda = 5)
    {
        ArgumentNullException.ThrowIfNull(couplings);
        ArgumentOutOfRangeException.ThrowIfLessThan(tokens, 2);
        ArgumentOutOfRangeException.ThrowIfLessThan(dim, 1);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(lambda);
        ArgumentOutOfRangeException.ThrowIfNotEqual(couplings.Length, tokens * dim * tokens * dim);
        return new AttentionMemory(couplings, tokens, dim, lambda);
    }

    /// <summary>Learns patterns, from equal attention on.</summary>
    /// <param name="patterns">[P, N, d]; unit tokens.</param>
    /// <param name="tokens">N, at least 2.</param>
    /// <param name="dim">d, at least 1.</param>
    /// <param name="symmetric">Whether J_ij = J_ji^T is asked.</param>
    /// <param name="lambda">lambda; 5 as published.</param>
    /// <param name="steps">Steps of learning, at least 1.</param>
    /// <param name="size">The root mean square of the entries of J; null for that of the published start, 1 / (d sqrt 12).</param>
    public static AttentionMemory Learn(
        double[] patterns, int tokens, int dim, bool symmetric, double lambda = 5, int steps = 30, double? size = null)
    {
        ArgumentNullException.ThrowIfNull(patterns);
        ArgumentOutOfRangeException.ThrowIfLessThan(steps, 1);
        int components = tokens * dim;
        double norm = (size ?? 1 / (dim * Math.Sqrt(12))) * components;
        double[] couplings = new double[components * components], slope = new double[couplings.Length];
        List<double> losses = [];
        for (int t = 0; t < steps; t++)
        {
            losses.Add(Of(couplings, tokens, dim, lambda).Loss(patterns, slope));
            if (symmetric) PseudoLikelihood.Symmetrize(slope, components);
            double length = TensorPrimitives.Norm<double>(slope);
            if (length == 0) break;
            TensorPrimitives.Multiply(slope, -norm / length, couplings);
        }
        return new AttentionMemory(couplings, tokens, dim, lambda) { Losses = losses };
    }

    /// <summary>The loss and its slope.</summary>
    /// <param name="patterns">[P, N, d].</param>
    /// <param name="slope">Receives -mean of a_ij x_i x_j^T / N, row-major [N d, N d]; 0 at J_ii.</param>
    /// <exception cref="ArgumentException">The numbers are no whole number of patterns.</exception>
    public double Loss(ReadOnlyMemory<double> patterns, Memory<double> slope)
    {
        int size = Components, count = patterns.Length / size;
        if (count == 0 || patterns.Length != count * size)
            throw new ArgumentException($"{patterns.Length} numbers are no whole number of patterns of {size} components.",
                nameof(patterns));
        double[] losses = new double[Tokens];
        Parallel.For(0, Tokens, i =>
        {
            Span<double> rows = slope.Span.Slice(i * Dim * size, Dim * size), weight = stackalloc double[Dim];
            double[] fields = new double[size], attention = new double[Tokens];
            rows.Clear();
            for (int m = 0; m < count; m++)
            {
                ReadOnlySpan<double> state = patterns.Span.Slice(m * size, size), own = state.Slice(i * Dim, Dim);
                losses[i] += Attend(i, own, state, fields, attention);
                for (int c = 0; c < Dim; c++) weight[c] = -own[c] / count / Tokens;
                for (int j = 0; j < Tokens; j++)
                    TensorPrimitives.Multiply(state.Slice(j * Dim, Dim), attention[j], fields.AsSpan(j * Dim, Dim));
                for (int c = 0; c < Dim; c++)
                    TensorPrimitives.MultiplyAdd(fields, weight[c], rows.Slice(c * size, size), rows.Slice(c * size, size));
            }
        });
        return TensorPrimitives.Sum<double>(losses) / count / Tokens;
    }

    /// <inheritdoc/>
    public double[] Advance(ReadOnlyMemory<double> states)
    {
        int size = Components, count = IAssociativeMemory.Count(this, states);
        double[] next = states.ToArray();
        Parallel.For(0, count, b =>
        {
            Span<double> output = stackalloc double[Dim];
            for (int i = 0; i < Tokens; i++)
            {
                Field(states.Span.Slice(b * size, size), i, output);
                double length = TensorPrimitives.Norm<double>(output);
                if (length > 0) TensorPrimitives.Divide(output, length, next.AsSpan(b * size + i * Dim, Dim));
            }
        });
        return next;
    }

    /// <summary>What one token turns to, f_i.</summary>
    /// <param name="state">x, [N, d].</param>
    /// <param name="token">i.</param>
    /// <param name="field">Receives f_i, [d].</param>
    public void Field(ReadOnlySpan<double> state, int token, Span<double> field)
    {
        double[] weighted = new double[Components], attention = new double[Tokens];
        Attend(token, state.Slice(token * Dim, Dim), state, weighted, attention);
        for (int j = 0; j < Tokens; j++) TensorPrimitives.Multiply(state.Slice(j * Dim, Dim), attention[j], weighted.AsSpan(j * Dim, Dim));
        for (int c = 0; c < Dim; c++)
            field[c] = TensorPrimitives.Dot<double>(_couplings.AsSpan((token * Dim + c) * Components, Components), weighted);
    }

    // a_ij of one token, 0 for j = i, and e_i; the fields are scratch.
    private double Attend(int i, ReadOnlySpan<double> own, ReadOnlySpan<double> state, double[] fields, double[] attention)
    {
        int size = Components;
        Array.Clear(fields);
        for (int c = 0; c < Dim; c++)
            TensorPrimitives.MultiplyAdd(_couplings.AsSpan((i * Dim + c) * size, size), own[c], fields, fields);
        TensorPrimitives.Multiply(fields, state, fields);
        for (int j = 0; j < Tokens; j++)
            attention[j] = j == i ? double.NegativeInfinity : Lambda * TensorPrimitives.Sum<double>(fields.AsSpan(j * Dim, Dim));
        double most = TensorPrimitives.Max<double>(attention);
        TensorPrimitives.Subtract(attention, most, attention);
        TensorPrimitives.Exp<double>(attention, attention);
        double sum = TensorPrimitives.Sum<double>(attention);
        TensorPrimitives.Divide(attention, sum, attention);
        return -(most + Math.Log(sum)) / Lambda;
    }
}
