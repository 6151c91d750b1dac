namespace AttractorNotebooks.Learning;

/// <summary>What an optimizer has to keep beside the couplings to go on later.</summary>
/// <param name="Mean">The running mean of gradients; empty with plain descent.</param>
/// <param name="Square">The running mean of squared gradients; empty with plain descent.</param>
/// <param name="RootMeanSquare">What the root mean square of the couplings is held at.</param>
public sealed record OptimizerState(ReadOnlyMemory<float> Mean, ReadOnlyMemory<float> Square, double RootMeanSquare)
{
    /// <summary>What that of each row is held at, where rows learn apart; otherwise empty.</summary>
    public ReadOnlyMemory<double> RowRootMeanSquares { get; init; }
}
