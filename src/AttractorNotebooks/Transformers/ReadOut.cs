namespace AttractorNotebooks.Transformers;

/// <summary>
/// The bounds of the levels that are read out of <see cref="PixelCode.Linear"/> pixels. Which of them the published repeated block had
/// is not said.
/// </summary>
public enum ReadOut
{
    /// <summary>None: a state that grows is read out as it is.</summary>
    Free,

    /// <summary>[0, 1], the gray values there are.</summary>
    Gray,

    /// <summary>[-1, 1], where an output that ends in a hyperbolic tangent lies.</summary>
    Symmetric,
}
