namespace AttractorNotebooks.Data;

/// <summary>How many channels images are given.</summary>
public enum ColorMode
{
    /// <summary>One where all images of the set are gray, three otherwise: nothing is lost.</summary>
    Kept,

    /// <summary>One: the luma 0.299 R + 0.587 G + 0.114 B (ITU-R BT.601, as Pillow's mode L).</summary>
    Gray,

    /// <summary>Three; gray images get three equal ones.</summary>
    Rgb,
}
