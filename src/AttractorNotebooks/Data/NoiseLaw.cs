namespace AttractorNotebooks.Data;

/// <summary>How noise of a strength s changes the level of a pixel; n is standard normal.</summary>
public enum NoiseLaw
{
    /// <summary>clamp(u + s n, 0, 1).</summary>
    Clamped,

    /// <summary>
    /// u + s n, shifted and scaled as a whole so that its mean is 0.5 and its deviation over the pixels that of the image without
    /// noise, then clamped to [0, 1]: the law that fits the noisy digits of the published results figure, with s = 0.35 on raw gray values.
    /// </summary>
    Standardized,
}
