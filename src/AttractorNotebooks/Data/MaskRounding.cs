namespace AttractorNotebooks.Data;

/// <summary>How a share of N tokens becomes a whole number of them.</summary>
public enum MaskRounding
{
    /// <summary>To the nearest: 59 of 196 for a share of 0.3.</summary>
    Nearest,

    /// <summary>Down: 58 of 196 and 14 of 49, as the published pictures show.</summary>
    Down,
}
