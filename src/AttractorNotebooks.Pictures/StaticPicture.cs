namespace AttractorNotebooks.Pictures;

/// <summary>A figure as a PNG file, or the reason why there is none.</summary>
/// <param name="Png">The file's bytes, with a transparent background; null where it is unavailable.</param>
/// <param name="Unavailable">What is missing and how to get it; null where there is a picture.</param>
public sealed record StaticPicture(byte[]? Png, string? Unavailable);
