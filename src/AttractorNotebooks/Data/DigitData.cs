namespace AttractorNotebooks.Data;

/// <summary>Images to learn from and images to test on.</summary>
/// <param name="Train">Training images.</param>
/// <param name="Test">Test images of the same size, kept out of training.</param>
/// <param name="Description">What they are, where they come from, and why these were chosen.</param>
public sealed record DigitData(ImageSet Train, ImageSet Test, string Description);
