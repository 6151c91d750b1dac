using AttractorNotebooks.Model;

namespace AttractorNotebooks.Learning;

/// <summary>What belongs to the exactly normalized rule alone.</summary>
public sealed record NormalizedSettings
{
    /// <summary>The most heads: the memory of one thread bounds them.</summary>
    public const int MostHeads = 64;

    /// <summary>How sources make up heads.</summary>
    public SourcePooling Pooling { get; init; } = SourcePooling.None;

    /// <summary>K, heads where each pools all sources; 1 where every source is a head.</summary>
    public int Heads { get; init; } = 1;

    /// <summary>
    /// Components of one unit vector: 0 for d, a token on S^(d-1). A smaller divisor s of d makes a token d / s unit vectors on
    /// S^(s-1) that are independent given what is heard; 2 with the identity embedding for a density of every pixel. Heads that pool only.
    /// </summary>
    public int SphereDim { get; init; }

    /// <summary>The chance of a token to be hidden as a source, in [0, 1), drawn for every sample anew.</summary>
    public double HiddenFraction { get; init; }

    /// <summary>
    /// rho, at least 0: a normal prior on the fields adds rho / 2 (lambda |h|)^2 for every head to -ln p, and keeps |h| from
    /// growing without bound.
    /// </summary>
    public double FieldPrior { get; init; }

    /// <summary>Training images held out to tell when to stop, at least 1: the last ones; nothing is learnt from them.</summary>
    public int HeldOut { get; init; } = 512;

    /// <summary>Checks the settings.</summary>
    /// <exception cref="ArgumentException">A value is out of its range, or they do not fit one another; names it.</exception>
    public NormalizedSettings Validated()
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(Heads, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(Heads, MostHeads);
        ArgumentOutOfRangeException.ThrowIfNegative(SphereDim);
        ArgumentOutOfRangeException.ThrowIfEqual(SphereDim, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(HeldOut, 1);
        if (!(HiddenFraction is >= 0 and < 1))
            throw new ArgumentOutOfRangeException(nameof(HiddenFraction), HiddenFraction, "The share of hidden sources must be in [0, 1).");
        if (!(FieldPrior >= 0 && double.IsFinite(FieldPrior)))
            throw new ArgumentOutOfRangeException(nameof(FieldPrior), FieldPrior, "The prior on the fields must be at least 0 and finite.");
        if (Pooling == SourcePooling.None && (Heads != 1 || SphereDim != 0))
            throw new ArgumentException(
                "Where every source is a head of its own, there are no more heads and tokens are single unit vectors; pool the sources, "
                    + "or leave both out.", nameof(Pooling));
        return this;
    }

    /// <summary>Components of one unit vector for tokens of d components.</summary>
    /// <exception cref="ArgumentException">They do not divide d.</exception>
    internal int SphereOf(int dim)
    {
        int sphere = SphereDim == 0 ? dim : SphereDim;
        if (sphere < 2 || dim % sphere != 0)
            throw new ArgumentException($"Tokens of {dim} components cannot be made of unit vectors of {sphere}; at least 2 that divide "
                + $"{dim} are needed.");
        return sphere;
    }
}
