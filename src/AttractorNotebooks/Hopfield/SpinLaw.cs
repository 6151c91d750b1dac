namespace AttractorNotebooks.Hopfield;

/// <summary>
/// What a spin can be, and its exact conditional law given the field h that it hears: p(x | h) = exp(h . x) / Z(h).
/// </summary>
/// <remarks>
/// Unit vectors (<see cref="SphereSpins"/>; Ising signs for d = 1) or one-hot vectors (<see cref="PottsSpins"/>). The rule of
/// pseudo-likelihood needs no more of a spin than log Z and its slope, the mean; a heat bath needs a draw.
/// </remarks>
public abstract class SpinLaw
{
    private protected SpinLaw(int dim) => Dim = dim;

    /// <summary>d, components of a spin.</summary>
    public int Dim { get; }

    /// <summary>log Z(h) and the mean of x, which is the gradient of log Z.</summary>
    /// <param name="field">h, [d]; finite.</param>
    /// <param name="mean">Receives the mean, [d]; may be the field itself.</param>
    public abstract double LogNormalizer(ReadOnlySpan<double> field, Span<double> mean);

    /// <summary>The covariance of x, which is the slope of the mean.</summary>
    /// <param name="field">h, [d]; finite.</param>
    /// <param name="covariance">Receives it, row-major [d, d].</param>
    public abstract void Covariance(ReadOnlySpan<double> field, Span<double> covariance);

    /// <summary>Draws x from exp(h . x) / Z(h).</summary>
    /// <param name="field">h, [d]; finite.</param>
    /// <param name="random">Chance.</param>
    /// <param name="spin">Receives x, [d]; may not be the field itself.</param>
    public abstract void Draw(ReadOnlySpan<double> field, Random random, Span<double> spin);
}
