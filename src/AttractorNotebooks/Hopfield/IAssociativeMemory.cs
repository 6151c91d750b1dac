using System.Numerics.Tensors;

namespace AttractorNotebooks.Hopfield;

/// <summary>A network without attention between tokens that recalls stored patterns by repeating one map.</summary>
public interface IAssociativeMemory
{
    /// <summary>Components of a state: N d for N tokens of d components.</summary>
    int Components { get; }

    /// <summary>One synchronous step of many states.</summary>
    /// <param name="states">[B, components]; finite.</param>
    /// <returns>The next states, [B, components].</returns>
    /// <exception cref="ArgumentException">The states are no whole number of samples, or not finite.</exception>
    double[] Advance(ReadOnlyMemory<double> states);

    /// <summary>How many states are given to a network.</summary>
    /// <exception cref="ArgumentException">They are no whole number, or not finite.</exception>
    internal static int Count(IAssociativeMemory memory, ReadOnlyMemory<double> states)
    {
        if (states.Length % memory.Components != 0)
            throw new ArgumentException($"{states.Length} numbers are no whole number of states of {memory.Components} components.",
                nameof(states));
        return TensorPrimitives.IsFiniteAll(states.Span) ? states.Length / memory.Components
            : throw new ArgumentException("Every component of the states must be finite.", nameof(states));
    }
}
