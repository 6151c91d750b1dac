namespace AttractorNotebooks.Baselines;

/// <summary>The median filter: the classical restoration of noisy images that knows nothing about them.</summary>
public static class MedianFilter
{
    /// <summary>Replaces every pixel by the median of a square around it; at the border, of the part that lies inside the image.</summary>
    /// <param name="levels">Levels, shape [count, height, width, channels]; finite.</param>
    /// <param name="height">Pixels from top to bottom.</param>
    /// <param name="width">Pixels from left to right.</param>
    /// <param name="channels">1 for gray images, 3 for color; each is filtered by itself.</param>
    /// <param name="side">Side of the square, odd.</param>
    /// <returns>Levels, the same shape. The median of an even number of values is the mean of the middle two.</returns>
    /// <exception cref="ArgumentException">The length is no whole number of images, or the side is not odd.</exception>
    public static float[] Restore(ReadOnlySpan<float> levels, int height, int width, int channels = 1, int side = 3)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(height, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(width, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(channels, 1);
        int pixels = height * width * channels;
        if (levels.Length % pixels != 0)
            throw new ArgumentException(
                $"{levels.Length} levels are no whole number of images of {height} x {width} x {channels}.", nameof(levels));
        if (side < 1 || side % 2 == 0)
            throw new ArgumentOutOfRangeException(nameof(side), side, "The side of a median filter is an odd number of pixels.");
        float[] restored = new float[levels.Length], window = new float[side * side];
        for (int k = 0; k < levels.Length; k++)
        {
            int image = k / pixels * pixels, y = (k - image) / (width * channels), x = (k - image) / channels % width,
                channel = k % channels, count = 0;
            for (int row = Math.Max(0, y - side / 2); row <= Math.Min(height - 1, y + side / 2); row++)
                for (int column = Math.Max(0, x - side / 2); column <= Math.Min(width - 1, x + side / 2); column++)
                    window[count++] = levels[image + (row * width + column) * channels + channel];
            Array.Sort(window, 0, count);
            restored[k] = (window[(count - 1) / 2] + window[count / 2]) / 2;
        }
        return restored;
    }
}
