namespace AttractorNotebooks.Tokens;

/// <summary>The fixed, untrained embeddings F in R^(d x a).</summary>
public enum EmbeddingKind
{
    /// <summary>Random orthonormal columns over sqrt(a); needs d at least a.</summary>
    Orthonormal,

    /// <summary>
    /// F[c, k] = cos or sin (c even or odd) of 2 pi floor((c - d) / 2) k / d, over sqrt(d). Not quite invertible: the mean of a
    /// patch is lost.
    /// </summary>
    Sinusoidal,

    /// <summary>
    /// The same with (c - d) / 2 not rounded down: the F that the published figures show as a map. At d = a = 8 it loses three
    /// components of eight.
    /// </summary>
    HalfFrequency,

    /// <summary>Independent standard normal entries over sqrt(d).</summary>
    Gaussian,

    /// <summary>The identity over sqrt(a), where d = a: every pair of components of a token is one spherical pixel.</summary>
    Identity,
}
