using System.Numerics.Tensors;

namespace AttractorNotebooks.Hopfield;

/// <summary>
/// The modern Hopfield network: cross-attention from a state to stored patterns, whose update retrieves and whose energy falls.
/// </summary>
/// <remarks>
/// Energy E(x) = -(1/beta) log sum_m exp(beta p_m . x) + x . x / 2; attention a_m = softmax over m of beta p_m . x; update
/// x becomes sum_m a_m p_m = x - grad E(x). No update raises E (Ramsauer et al., "Hopfield networks is all you need", 2021;
/// the constants of their energy are left out).
/// </remarks>
public sealed class ModernHopfieldNetwork : IAssociativeMemory
{
    private readonly double[] _patterns;

    /// <summary>Stores patterns.</summary>
    /// <param name="patterns">p_m, [M, components]; at least one; finite; copied.</param>
    /// <param name="components">Components of a pattern, at least 1.</param>
    /// <param name="beta">The inverse temperature beta, above 0 and finite.</param>
    /// <exception cref="ArgumentException">
    /// The patterns are no whole number of vectors, there is none, or a component is not finite.
    /// </exception>
    /// <exception cref="ArgumentOutOfRangeException">Beta or the number of components is out of range.</exception>
    public ModernHopfieldNetwork(ReadOnlySpan<double> patterns, int components, double beta = 1)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(components, 1);
        if (!(beta > 0) || !double.IsFinite(beta))
            throw new ArgumentOutOfRangeException(nameof(beta), beta, "The inverse temperature beta must be positive and finite.");
        if (patterns.IsEmpty || patterns.Length % components != 0)
            throw new ArgumentException(
                $"{patterns.Length} numbers are no patterns of {components} components; at least one pattern is needed.", nameof(patterns));
        RequireFinite(patterns, nameof(patterns));
        _patterns = patterns.ToArray();
        (Components, Beta) = (components, beta);
    }

    /// <inheritdoc/>
    public int Components { get; }

    /// <summary>M, how many patterns are stored.</summary>
    public int Count => _patterns.Length / Components;

    /// <summary>The inverse temperature beta.</summary>
    public double Beta { get; }

    /// <summary>E(x).</summary>
    /// <param name="state">x, [components]; finite, as are its overlaps with all patterns.</param>
    /// <exception cref="ArgumentException">The state is of another length, or its overlaps or its own square are not finite.</exception>
    public double Energy(ReadOnlySpan<double> state)
    {
        double[] overlaps = Overlaps(state);
        double largest = TensorPrimitives.Max<double>(overlaps), square = TensorPrimitives.SumOfSquares(state), sum = 0;
        if (!double.IsFinite(square))
            throw new ArgumentException("The square of the state lies beyond float64; scale it down.", nameof(state));
        foreach (double overlap in overlaps) sum += Math.Exp(Beta * (overlap - largest));
        return -largest - Math.Log(sum) / Beta + square / 2;
    }

    /// <summary>The attention a_m that the state pays to every pattern.</summary>
    /// <param name="state">x, [components]; finite.</param>
    /// <returns>[M], positive, of sum 1.</returns>
    public double[] Attention(ReadOnlySpan<double> state)
    {
        double[] attention = Overlaps(state);
        double largest = TensorPrimitives.Max<double>(attention), sum = 0;
        for (int m = 0; m < attention.Length; m++)
        {
            attention[m] = Math.Exp(Beta * (attention[m] - largest));
            sum += attention[m];
        }
        TensorPrimitives.Divide(attention, sum, attention);
        return attention;
    }

    /// <summary>One update: the patterns' mean, weighted by attention.</summary>
    /// <param name="state">x, [components]; finite.</param>
    /// <returns>The new state, [components].</returns>
    public double[] Update(ReadOnlySpan<double> state)
    {
        double[] attention = Attention(state), next = new double[Components];
        for (int m = 0; m < attention.Length; m++)
            if (attention[m] > 0) TensorPrimitives.MultiplyAdd(Pattern(m), attention[m], next, next);
        return next;
    }

    /// <inheritdoc/>
    public double[] Advance(ReadOnlyMemory<double> states)
    {
        int count = IAssociativeMemory.Count(this, states);
        double[] next = new double[states.Length];
        Parallel.For(0, count, b =>
            Update(states.Span.Slice(b * Components, Components)).CopyTo(next, b * Components));
        return next;
    }

    private ReadOnlySpan<double> Pattern(int m) => _patterns.AsSpan(m * Components, Components);

    private double[] Overlaps(ReadOnlySpan<double> state)
    {
        if (state.Length != Components)
            throw new ArgumentException(
                $"A state of this network has {Components} components, but {state.Length} were given.", nameof(state));
        RequireFinite(state, nameof(state));
        double[] overlaps = new double[Count];
        for (int m = 0; m < overlaps.Length; m++)
        {
            overlaps[m] = TensorPrimitives.Dot(Pattern(m), state);
            if (!double.IsFinite(Beta * overlaps[m]))
                throw new ArgumentException(
                    $"The overlap of the state with pattern {m} lies beyond float64; scale the patterns, the state or beta down.",
                    nameof(state));
        }
        return overlaps;
    }

    private static void RequireFinite(ReadOnlySpan<double> values, string name)
    {
        for (int k = 0; k < values.Length; k++)
            if (!double.IsFinite(values[k])) throw new ArgumentException($"Component {k} is {values[k]}; all must be finite.", name);
    }
}
