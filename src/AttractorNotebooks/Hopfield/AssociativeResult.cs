using AttractorNotebooks.Analysis;

namespace AttractorNotebooks.Hopfield;

/// <summary>What came of <see cref="AssociativeRecall"/>.</summary>
/// <param name="Errors">MSE over all pixels, [steps][B].</param>
/// <param name="Last">The decoded images after the last step, [B, pixels].</param>
/// <param name="LastMove">
/// For every image how far its tokens moved in the last step: root mean square over tokens, in units of a token's length. 0:
/// settled. [B].
/// </param>
/// <param name="Seed">The plan's seed; decides the intervals too.</param>
public sealed record AssociativeResult(IReadOnlyList<double[]> Errors, float[] Last, double[] LastMove, int Seed)
{
    /// <summary>MSE after the last step: mean and 95 % interval over the images.</summary>
    public Summary Final => Summary.Of(Errors[^1], Seed);
}
