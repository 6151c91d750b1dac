namespace AttractorNotebooks.Analysis;

/// <summary>How different the images of a set are from one another.</summary>
public static class ImageSpread
{
    /// <summary>The mean over pairs of different images of their mean squared distance a pixel.</summary>
    /// <param name="images">Levels u, shape [count, pixels].</param>
    /// <param name="pixels">Values an image, at least 1.</param>
    /// <returns>0 where all images are the same.</returns>
    /// <exception cref="ArgumentException">The length is no whole number of images, or there are fewer than two.</exception>
    public static double Of(ReadOnlySpan<float> images, int pixels)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(pixels, 1);
        int count = images.Length / pixels;
        if (images.Length % pixels != 0 || count < 2)
            throw new ArgumentException($"{images.Length} values are no two or more images of {pixels} pixels.", nameof(images));
        // Twice the sample variance of a pixel is the mean of (u - u')^2 over pairs.
        double sum = 0;
        for (int p = 0; p < pixels; p++)
        {
            double mean = 0, squares = 0;
            for (int k = 0; k < count; k++) mean += images[k * pixels + p] / (double)count;
            for (int k = 0; k < count; k++) squares += Math.Pow(images[k * pixels + p] - mean, 2);
            sum += 2 * squares / (count - 1);
        }
        return sum / pixels;
    }
}
