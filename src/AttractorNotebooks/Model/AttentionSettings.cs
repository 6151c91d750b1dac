namespace AttractorNotebooks.Model;

/// <summary>What shapes the softmax of an attention layer.</summary>
/// <param name="Lambda">The inverse temperature lambda, above 0 and at most <see cref="LargestLambda"/>.</param>
/// <param name="Clamp">Scores above it count as this value; null for none. Published runs: 20.</param>
public sealed record AttentionSettings(double Lambda = 1, double? Clamp = 20)
{
    /// <summary>The clamp of the published runs.</summary>
    public const double PublishedClamp = 20;

    /// <summary>The largest lambda: attention is a hard choice long before, and float32 exponents overflow not far above.</summary>
    public const double LargestLambda = 1e20;

    /// <summary>The upper bound on scores, infinite where there is none.</summary>
    public double Bound => Clamp ?? double.PositiveInfinity;

    /// <summary>Checks the settings.</summary>
    /// <exception cref="ArgumentOutOfRangeException">Lambda is not positive or too large, or the clamp is not a number.</exception>
    public AttentionSettings Validated()
    {
        if (!(Lambda > 0 && Lambda <= LargestLambda))
            throw new ArgumentOutOfRangeException(
                nameof(Lambda), Lambda, "The inverse temperature lambda must be above 0 and at most 1e20.");
        if (Clamp is double clamp && double.IsNaN(clamp))
            throw new ArgumentOutOfRangeException(nameof(Clamp), clamp, "The clamp must be a number, or absent.");
        return this;
    }
}
