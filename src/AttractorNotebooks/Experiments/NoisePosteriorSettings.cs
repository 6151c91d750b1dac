namespace AttractorNotebooks.Experiments;

/// <summary>
/// How a <see cref="NoisePosterior"/> weighs what it knows; the defaults were chosen on held-out training images of MNIST.
/// </summary>
public sealed record NoisePosteriorSettings
{
    /// <summary>Multiplies the fields, above 0; 1 takes the couplings at their word.</summary>
    public double Sharpness { get; init; } = 0.2;

    /// <summary>The power of the prior of levels, at least 0; 1 takes it whole, although the couplings know about it too.</summary>
    public double PriorPower { get; init; } = 0.25;

    /// <summary>How far a step moves the means, in (0, 1].</summary>
    public double Step { get; init; } = 0.5;

    /// <summary>Levels between black and white, both included; at least 2.</summary>
    public int Levels { get; init; } = 17;

    /// <summary>Checks the settings.</summary>
    /// <exception cref="ArgumentOutOfRangeException">A value is out of its range; names it.</exception>
    public NoisePosteriorSettings Validated()
    {
        if (!(Sharpness > 0 && double.IsFinite(Sharpness)))
            throw new ArgumentOutOfRangeException(nameof(Sharpness), Sharpness, "The sharpness must be positive and finite.");
        if (!(PriorPower >= 0 && double.IsFinite(PriorPower)))
            throw new ArgumentOutOfRangeException(nameof(PriorPower), PriorPower, "The power of the prior must be at least 0 and finite.");
        if (!(Step is > 0 and <= 1)) throw new ArgumentOutOfRangeException(nameof(Step), Step, "The step must be in (0, 1].");
        if (Levels is < 2 or > 256) throw new ArgumentOutOfRangeException(nameof(Levels), Levels, "There are 2 to 256 levels.");
        return this;
    }
}
