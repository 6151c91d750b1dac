using System.Numerics.Tensors;
using AttractorNotebooks.Data;

namespace AttractorNotebooks.Analysis;

/// <summary>How far restored images are from the originals: one number an image in every array.</summary>
/// <remarks>Everything is measured on levels u in [0, 1]; the similarity of two images is 1 - MSE.</remarks>
public sealed class ImageErrors
{
    private ImageErrors(double[] all, double[]? masked, double[]? known, double[] correlation) =>
        (All, Masked, Known, Correlation) = (all, masked, known, correlation);

    /// <summary>Mean squared error over all pixels.</summary>
    public double[] All { get; }

    /// <summary>Mean squared error over the masked pixels; null where no mask was given.</summary>
    public double[]? Masked { get; }

    /// <summary>Mean squared error over the known pixels; null where no mask was given.</summary>
    public double[]? Known { get; }

    /// <summary>Pearson correlation over all pixels, in [-1, 1]; 0 where either image is constant and the correlation undefined.</summary>
    public double[] Correlation { get; }

    /// <summary>1 - MSE of every value.</summary>
    public static double[] Similarity(double[] errors)
    {
        ArgumentNullException.ThrowIfNull(errors);
        return Array.ConvertAll(errors, error => 1 - error);
    }

    /// <summary>How like images are to others: 1 - MSE over all pixels.</summary>
    /// <param name="images">Levels u, shape [count, pixels].</param>
    /// <param name="others">Levels u, shape [count, pixels]; or [pixels], one image that all are compared with.</param>
    /// <param name="pixels">Values an image, at least 1.</param>
    /// <returns>One number an image.</returns>
    /// <exception cref="ArgumentException">Lengths do not fit.</exception>
    public static double[] Similarities(ReadOnlySpan<float> images, ReadOnlySpan<float> others, int pixels)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(pixels, 1);
        if (others.Length != pixels || images.Length % pixels != 0) return Similarity(Measure(images, others, pixels).All);
        double[] similarities = new double[images.Length / pixels];
        for (int k = 0; k < similarities.Length; k++)
            similarities[k] = 1 - Measure(images.Slice(k * pixels, pixels), others, pixels).All[0];
        return similarities;
    }

    /// <summary>Compares restored images with the originals. A NaN in an image makes its numbers NaN.</summary>
    /// <param name="restored">Levels u, shape [count, pixels].</param>
    /// <param name="original">Levels u, shape [count, pixels].</param>
    /// <param name="pixels">Values an image, at least 1.</param>
    /// <param name="mask">True where a pixel was masked, shape [count, pixels]; or empty for no mask.</param>
    /// <exception cref="ArgumentException">Lengths do not fit, or the mask hides all pixels of an image or none.</exception>
    public static ImageErrors Measure(
        ReadOnlySpan<float> restored, ReadOnlySpan<float> original, int pixels, ReadOnlySpan<bool> mask = default)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(pixels, 1);
        if (restored.Length != original.Length || original.Length % pixels != 0)
            throw new ArgumentException(
                $"{restored.Length} restored and {original.Length} original values are no equal whole number of images of {pixels} "
                    + "pixels.", nameof(restored));
        bool masks = !mask.IsEmpty;
        if (masks)
        {
            if (mask.Length != original.Length)
                throw new ArgumentException(
                    $"The mask has {mask.Length} values for {original.Length} pixels; give one value a pixel (PatchGrid.PixelMask turns "
                        + "a token mask into a pixel mask).", nameof(mask));
            Corruption.RequireMask(mask, pixels);
        }

        int count = original.Length / pixels;
        double[] all = new double[count], correlation = new double[count];
        double[]? masked = masks ? new double[count] : null, known = masks ? new double[count] : null;
        for (int k = 0; k < count; k++)
        {
            ReadOnlySpan<float> a = restored.Slice(k * pixels, pixels), b = original.Slice(k * pixels, pixels);
            ReadOnlySpan<bool> row = masks ? mask.Slice(k * pixels, pixels) : default;
            double hidden = 0, seen = 0;
            for (int i = 0; i < pixels; i++)
            {
                double difference = (double)a[i] - b[i];
                if (masks && row[i]) hidden += difference * difference;
                else seen += difference * difference;
            }
            (all[k], correlation[k]) = ((hidden + seen) / pixels, Pearson(a, b));
            if (!masks) continue;
            int size = row.Count(true);
            (masked![k], known![k]) = (hidden / size, seen / (pixels - size));
        }
        return new ImageErrors(all, masked, known, correlation);
    }

    private static double Pearson(ReadOnlySpan<float> a, ReadOnlySpan<float> b)
    {
        if (TensorPrimitives.Min(a) == TensorPrimitives.Max(a) || TensorPrimitives.Min(b) == TensorPrimitives.Max(b)) return 0;
        float[] centredA = new float[a.Length], centredB = new float[b.Length];
        TensorPrimitives.Subtract(a, TensorPrimitives.Average(a), centredA);
        TensorPrimitives.Subtract(b, TensorPrimitives.Average(b), centredB);
        return Math.Clamp(TensorPrimitives.CosineSimilarity<float>(centredA, centredB), -1f, 1f);
    }
}
