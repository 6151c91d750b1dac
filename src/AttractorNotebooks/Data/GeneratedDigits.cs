namespace AttractorNotebooks.Data;

/// <summary>Handwriting made of strokes: an endless, seeded stand-in for MNIST that needs no download.</summary>
/// <remarks>
/// Ten classes, each with several ways of writing it. A hand with its own slant, proportions, tremor and pen bends the
/// strokes; the ink is drawn anti-aliased and placed as MNIST places it: in a box of 20 x 20 pixels, centred by
/// centre of mass in 28 x 28.
/// </remarks>
public static class GeneratedDigits
{
    /// <summary>Height and width in pixels.</summary>
    public const int Side = 28;

    /// <summary>Draws images 0 to <paramref name="count"/> - 1; image k shows the digit k mod 10.</summary>
    /// <param name="count">How many, at least 0.</param>
    /// <param name="seed">The same seed always gives the same images, on any number of threads.</param>
    /// <param name="split">An independent stream, for example <c>"train"</c> or <c>"test"</c>.</param>
    /// <param name="cancellation">Stops the drawing.</param>
    /// <returns>Gray images with labels; image k depends on seed, split and k alone.</returns>
    public static ImageSet Draw(int count, int seed, string split = "train", CancellationToken cancellation = default)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(count);
        ArgumentException.ThrowIfNullOrWhiteSpace(split);
        float[] pixels = new float[checked(count * Side * Side)];
        byte[] labels = new byte[count];
        Parallel.For(0, count, new ParallelOptions { CancellationToken = cancellation }, k =>
        {
            labels[k] = (byte)(k % DigitStrokes.Classes);
            Random random = SeededRandom.Create(seed, $"digits {split}", k);
            Handwriting.Draw(DigitStrokes.Choose(labels[k], random), random, pixels.AsSpan(k * Side * Side, Side * Side));
        });
        return ImageSet.Adopt($"generated {split}", $"drawn from strokes, seed {seed}", Side, Side, 1, pixels, labels);
    }
}
