using System.Numerics.Tensors;
using AttractorNotebooks.Analysis;
using AttractorNotebooks.Data;

namespace AttractorNotebooks.Baselines;

/// <summary>
/// Restorations that any network has to beat. Each returns images, to be measured like a network's by <see cref="ImageErrors"/>.
/// </summary>
/// <remarks>
/// Levels u in [0, 1]; known pixels are kept. Stronger ones: <see cref="GaussianBaseline"/> for masks,
/// <see cref="LinearDenoiser"/> for noise.
/// </remarks>
public static class SimpleBaselines
{
    /// <summary>The mean level of every pixel over a set.</summary>
    /// <param name="train">At least one image.</param>
    /// <returns>Levels, shape [height, width, channels].</returns>
    /// <exception cref="ArgumentException">The set is empty.</exception>
    public static float[] MeanImage(ImageSet train)
    {
        ArgumentNullException.ThrowIfNull(train);
        if (train.Count == 0) throw new ArgumentException($"{train.Name} holds no images to average.", nameof(train));
        double[] sum = new double[train.PixelsPerImage], wide = new double[sum.Length];
        float[] level = new float[sum.Length];
        for (int k = 0; k < train.Count; k++)
        {
            PixelLevel.Of(train.Image(k), level);
            TensorPrimitives.ConvertTruncating<float, double>(level, wide);
            TensorPrimitives.Add(sum, wide, sum);
        }
        return Array.ConvertAll(sum, s => (float)(s / train.Count));
    }

    /// <summary>Fills masked pixels with the background, u = 0.</summary>
    /// <param name="levels">Levels, shape [count, pixels]; what they hold under the mask is not read.</param>
    /// <param name="mask">True where masked, shape [count, pixels].</param>
    public static float[] Background(ReadOnlySpan<float> levels, ReadOnlySpan<bool> mask) => Fill(levels, mask, [0f]);

    /// <summary>Fills masked pixels from one image, for example the <see cref="MeanImage"/>.</summary>
    /// <param name="levels">Levels, shape [count, pixels]; what they hold under the mask is not read.</param>
    /// <param name="mask">True where masked, shape [count, pixels].</param>
    /// <param name="filling">Levels, shape [pixels], repeated for every image.</param>
    /// <exception cref="ArgumentException">The lengths do not fit.</exception>
    public static float[] Fill(ReadOnlySpan<float> levels, ReadOnlySpan<bool> mask, ReadOnlySpan<float> filling)
    {
        if (levels.Length != mask.Length || filling.IsEmpty || levels.Length % filling.Length != 0)
            throw new ArgumentException(
                $"{levels.Length} levels, {mask.Length} mask values and a filling of {filling.Length} do not fit one another.",
                nameof(mask));
        float[] restored = levels.ToArray();
        for (int i = 0; i < restored.Length; i++)
            if (mask[i]) restored[i] = filling[i % filling.Length];
        return restored;
    }

    /// <summary>
    /// The same image for every one of <paramref name="count"/>: what is left when the damaged image is ignored, as the noise
    /// task's baseline.
    /// </summary>
    public static float[] Repeat(ReadOnlySpan<float> image, int count)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(count);
        float[] images = new float[checked(image.Length * count)];
        for (int k = 0; k < count; k++) image.CopyTo(images.AsSpan(k * image.Length));
        return images;
    }
}
