using AttractorNotebooks.Analysis;
using AttractorNotebooks.Data;

namespace AttractorNotebooks.Baselines;

/// <summary>The mean image of every class.</summary>
public sealed class ClassMeans
{
    private readonly SortedDictionary<int, float[]> _means = [];

    /// <summary>Averages the images of each class.</summary>
    /// <param name="images">Images with labels, at least one.</param>
    /// <exception cref="ArgumentException">There is no image.</exception>
    /// <exception cref="InvalidOperationException">The images carry no labels.</exception>
    public ClassMeans(ImageSet images)
    {
        ArgumentNullException.ThrowIfNull(images);
        if (images.Count == 0) throw new ArgumentException($"{images.Name} holds no images to average.", nameof(images));
        Pixels = images.PixelsPerImage;
        foreach (IGrouping<int, int> members in Enumerable.Range(0, images.Count).GroupBy(images.Label))
            _means[members.Key] = SimpleBaselines.MeanImage(images.Select(members));
    }

    /// <summary>Values an image.</summary>
    public int Pixels { get; }

    /// <summary>The labels that occur, ascending.</summary>
    public IReadOnlyCollection<int> Labels => _means.Keys;

    /// <summary>The mean level of every pixel over a class, [height, width, channels].</summary>
    /// <exception cref="ArgumentException">No image carries that label.</exception>
    public ReadOnlySpan<float> this[int label] => _means.TryGetValue(label, out float[]? mean)
        ? mean
        : throw new ArgumentException($"No image carries the label {label}; there are {string.Join(", ", Labels)}.", nameof(label));

    /// <summary>1 - MSE of what became of some images with the mean of each one's class; NaN where that class has no mean.</summary>
    /// <param name="levels">u, [count, pixels], for example recalled.</param>
    /// <param name="images">The images they come from, for their labels.</param>
    /// <exception cref="ArgumentException">The lengths do not fit.</exception>
    /// <exception cref="InvalidOperationException">The images carry no labels.</exception>
    public double[] Similarities(ReadOnlySpan<float> levels, ImageSet images)
    {
        ArgumentNullException.ThrowIfNull(images);
        return Similarities(levels, [.. Enumerable.Range(0, images.Count).Select(images.Label)]);
    }

    /// <summary>1 - MSE of every image with the mean of its own class; NaN where that class has no mean.</summary>
    /// <param name="levels">u, [count, pixels].</param>
    /// <param name="labels">One label an image.</param>
    /// <exception cref="ArgumentException">The lengths do not fit.</exception>
    public double[] Similarities(ReadOnlySpan<float> levels, IReadOnlyList<int> labels)
    {
        ArgumentNullException.ThrowIfNull(labels);
        if (levels.Length != (long)labels.Count * Pixels)
            throw new ArgumentException(
                $"{labels.Count} labels belong to {(long)labels.Count * Pixels} values, but {levels.Length} were given.", nameof(levels));
        double[] similarities = new double[labels.Count];
        for (int k = 0; k < similarities.Length; k++)
            similarities[k] = _means.TryGetValue(labels[k], out float[]? mean)
                ? 1 - ImageErrors.Measure(levels.Slice(k * Pixels, Pixels), mean, Pixels).All[0] : double.NaN;
        return similarities;
    }
}
