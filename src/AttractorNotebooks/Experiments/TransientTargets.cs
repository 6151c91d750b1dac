namespace AttractorNotebooks.Experiments;

/// <summary>The published figure's bare self-attention in six numbers, which one set of couplings should reach on both tasks.</summary>
/// <remarks>
/// The memory appears at once, lasts some twenty steps and is lost by t = 100 (masks); noise is removed before the picture is lost.
/// Bounds on levels are the published values, those on ratios are looser: published are 1.09, 3.0, 11 and 2.1.
/// </remarks>
public static class TransientTargets
{
    /// <summary>Iterations that the curves must have.</summary>
    public const int Steps = 100;

    /// <summary>Holds two curves against the targets.</summary>
    /// <param name="mask">MSE with 30 % of the tokens masked, t = 1 to at least 100.</param>
    /// <param name="noise">MSE with noise of strength 0.7, t = 1 to at least 100.</param>
    /// <returns>The numbers and their ranges.</returns>
    public static IReadOnlyList<Aim> Check(ErrorCurve mask, ErrorCurve noise) =>
    [
        new("mask: MSE at t = 1", mask.At(1), 0, 0.041),
        new("mask: largest MSE up to t = 20, over that at t = 1", mask.RiseUpTo(20), 0, 1.25),
        new("mask: MSE at t = 100, over that at t = 1", mask.At(Steps) / mask.At(1), 2, double.PositiveInfinity),
        new("noise: smallest MSE", noise.Minimum, 0, 0.145),
        new("noise: t of the smallest MSE", noise.MinimumAt, 4, 40),
        new("noise: MSE at t = 100, over the smallest", noise.At(Steps) / noise.Minimum, 1.25, double.PositiveInfinity),
    ];
}
