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
}
