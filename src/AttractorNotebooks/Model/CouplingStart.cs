namespace AttractorNotebooks.Model;

/// <summary>
/// The size of the random couplings that learning starts from. Their root mean square is kept, so it is also the size of what is
/// learned.
/// </summary>
public enum CouplingStart
{
    /// <summary>U(-0.5, 0.5) / d^2: the authors' notebook.</summary>
    OverDimSquared,

    /// <summary>U(-0.5, 0.5) / d: the size that the published maps of J have.</summary>
    OverDim,
}
