namespace AttractorNotebooks.Data;

/// <summary>What of a gray value v in [0, 1] a spherical pixel is made of, and what errors are measured on.</summary>
public enum GrayLevel
{
    /// <summary>
    /// u = clamp(2 v, 0, 1): the authors' notebook, and the published pictures of masked digits beside bare self-attention.
    /// </summary>
    Doubled,

    /// <summary>v itself: all other pictures of the published results figure.</summary>
    Raw,
}
