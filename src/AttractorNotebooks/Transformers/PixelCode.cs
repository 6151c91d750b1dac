namespace AttractorNotebooks.Transformers;

/// <summary>
/// What a pixel is to a transformer: two numbers, in and out. A masked pixel comes in as two zeros, which neither code gives to any level.
/// </summary>
public enum PixelCode
{
    /// <summary>The spherical pixel of the level, (u, 1 - u) over its length, as for the bare network; read back within [0, 1].</summary>
    Spherical,

    /// <summary>(u, 1 - u) itself; read back as its first number, without bounds.</summary>
    Linear,
}
