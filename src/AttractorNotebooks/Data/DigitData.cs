namespace AttractorNotebooks.Data;

/// <summary>Images to learn from and images to test on.</summary>
/// <param name="Train">Training images.</param>
/// <param name="Test">Test images of the same size, kept out of training.</param>
/// <param name="Description">What they are, where they come from, and why these were chosen.</param>
public sealed record DigitData(ImageSet Train, ImageSet Test, string Description)
{
    /// <summary>The names of the classes by label; empty where they have none but numbers.</summary>
    public IReadOnlyList<string> ClassNames { get; init; } = [];

    /// <summary>What was done to the images.</summary>
    public ImagePreparation Preparation { get; init; } = new();
}
