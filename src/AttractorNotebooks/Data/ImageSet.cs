using System.Globalization;
using System.Numerics;
using System.Numerics.Tensors;

namespace AttractorNotebooks.Data;

/// <summary>Images of one size with their labels, never changed once made.</summary>
/// <remarks>Gray values v in [0, 1], row-major: pixel [k, y, x, c] lies at ((k * Height + y) * Width + x) * Channels + c.</remarks>
public sealed class ImageSet
{
    private readonly float[] _pixels;
    private readonly byte[] _labels;

    /// <summary>Copies and checks the pixels and labels.</summary>
    /// <param name="name">A short name, for example <c>"MNIST test"</c>.</param>
    /// <param name="provenance">Where the images come from, in a sentence.</param>
    /// <param name="height">Pixels from top to bottom, at least 1.</param>
    /// <param name="width">Pixels from left to right, at least 1.</param>
    /// <param name="channels">1 for gray images, 3 for colour.</param>
    /// <param name="pixels">Gray values in [0, 1], shape [count, height, width, channels].</param>
    /// <param name="labels">One label an image, or empty.</param>
    /// <exception cref="ArgumentException">A value is not finite or outside [0, 1], or the lengths do not fit one another.</exception>
    public ImageSet(string name, string provenance, int height, int width, int channels, ReadOnlySpan<float> pixels,
        ReadOnlySpan<byte> labels)
        : this(name, provenance, height, width, channels, pixels.ToArray(), labels.ToArray(), check: true)
    {
    }

    private ImageSet(string name, string provenance, int height, int width, int channels, float[] pixels, byte[] labels, bool check)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(name);
        ArgumentNullException.ThrowIfNull(provenance);
        ArgumentOutOfRangeException.ThrowIfLessThan(height, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(width, 1);
        if (channels is not (1 or 3))
            throw new ArgumentOutOfRangeException(
                nameof(channels), channels, $"Images have 1 channel (gray) or 3 (colour), not {channels}.");
        long size = (long)height * width * channels;
        if (pixels.Length % size != 0)
            throw new ArgumentException(
                $"{pixels.Length} pixel values are no whole number of {height} x {width} x {channels} images.", nameof(pixels));
        int count = (int)(pixels.Length / size);
        if (labels.Length != 0 && labels.Length != count)
            throw new ArgumentException($"{labels.Length} labels for {count} images; give one label an image, or none.", nameof(labels));
        (Name, Provenance, Count, Height, Width, Channels) = (name, provenance, count, height, width, channels);
        (_pixels, _labels) = (pixels, labels);
        if (check) CheckRange(nameof(pixels));
    }

    /// <summary>A short name, for example <c>"MNIST test"</c>.</summary>
    public string Name { get; }

    /// <summary>Where the images come from.</summary>
    public string Provenance { get; }

    /// <summary>How many images.</summary>
    public int Count { get; }

    /// <summary>Pixels from top to bottom.</summary>
    public int Height { get; }

    /// <summary>Pixels from left to right.</summary>
    public int Width { get; }

    /// <summary>1 for gray images, 3 for colour.</summary>
    public int Channels { get; }

    /// <summary>Values of one image: Height * Width * Channels.</summary>
    public int PixelsPerImage => Height * Width * Channels;

    /// <summary>All gray values in [0, 1], shape [Count, Height, Width, Channels].</summary>
    public ReadOnlyMemory<float> Pixels => _pixels;

    /// <summary>One label an image, or empty where the images have none.</summary>
    public ReadOnlyMemory<byte> Labels => _labels;

    /// <summary>Whether the images carry labels.</summary>
    public bool HasLabels => _labels.Length > 0;

    /// <summary>Image <paramref name="index"/>, shape [Height, Width, Channels].</summary>
    /// <exception cref="ArgumentOutOfRangeException">There is no such image.</exception>
    public ReadOnlySpan<float> Image(int index)
    {
        CheckIndex(index);
        return _pixels.AsSpan(index * PixelsPerImage, PixelsPerImage);
    }

    /// <summary>The label of image <paramref name="index"/>.</summary>
    /// <exception cref="ArgumentOutOfRangeException">There is no such image.</exception>
    /// <exception cref="InvalidOperationException">The images carry no labels.</exception>
    public int Label(int index)
    {
        CheckIndex(index);
        return HasLabels ? _labels[index] : throw NoLabels();
    }

    /// <summary>The first image that carries a label.</summary>
    /// <returns>Its index.</returns>
    /// <exception cref="ArgumentException">No image carries it.</exception>
    /// <exception cref="InvalidOperationException">The images carry no labels.</exception>
    public int FirstOf(int label)
    {
        if (!HasLabels) throw NoLabels();
        int index = label is >= 0 and <= byte.MaxValue ? Array.IndexOf(_labels, (byte)label) : -1;
        return index >= 0 ? index : throw new ArgumentException($"{Name} has no image with the label {label}.", nameof(label));
    }

    /// <summary>The first image of each label.</summary>
    /// <param name="labels">The labels; none for all that occur, ascending.</param>
    /// <returns>Their indices.</returns>
    /// <exception cref="ArgumentException">No image carries one of them.</exception>
    /// <exception cref="InvalidOperationException">The images carry no labels.</exception>
    public int[] FirstOfEach(params IReadOnlyList<int> labels) =>
        [.. (labels.Count > 0 ? labels : _labels.Distinct().Order().Select(label => (int)label)).Select(FirstOf)];

    /// <summary>The images at <paramref name="indices"/>, in that order; an index may repeat.</summary>
    /// <exception cref="ArgumentOutOfRangeException">There is no such image.</exception>
    public ImageSet Select(params ReadOnlySpan<int> indices)
    {
        float[] chosen = new float[(long)indices.Length * PixelsPerImage];
        byte[] chosenLabels = new byte[HasLabels ? indices.Length : 0];
        for (int k = 0; k < indices.Length; k++)
        {
            Image(indices[k]).CopyTo(chosen.AsSpan(k * PixelsPerImage));
            if (HasLabels) chosenLabels[k] = _labels[indices[k]];
        }
        return Adopt(Name, Provenance, Height, Width, Channels, chosen, chosenLabels);
    }

    /// <inheritdoc cref="Select(ReadOnlySpan{int})"/>
    public ImageSet Select(IEnumerable<int> indices) => Select(indices.ToArray().AsSpan());

    /// <summary>The first <paramref name="count"/> images.</summary>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="count"/> is negative or more than there are.</exception>
    public ImageSet Take(int count)
    {
        if (count < 0 || count > Count)
            throw new ArgumentOutOfRangeException(nameof(count), count, $"{Name} has {Count} images; {count} were asked for.");
        return Adopt(Name, Provenance, Height, Width, Channels,
            _pixels[..(count * PixelsPerImage)], HasLabels ? _labels[..count] : []);
    }

    /// <summary>
    /// The same number of randomly chosen images of every class that occurs, the classes taking turns in ascending order.
    /// </summary>
    /// <param name="count">How many images in all: a multiple of the number of classes.</param>
    /// <param name="seed">Decides which images; the same seed always gives the same set.</param>
    /// <exception cref="ArgumentException">The count cannot be shared out evenly, or a class has too few images.</exception>
    /// <exception cref="InvalidOperationException">The images carry no labels.</exception>
    public ImageSet ClassBalanced(int count, int seed)
    {
        if (!HasLabels) throw NoLabels();
        int[][] classes = [.. Enumerable.Range(0, Count).GroupBy(k => _labels[k]).OrderBy(g => g.Key).Select(g => g.ToArray())];
        if (count < 0 || count % classes.Length != 0)
            throw new ArgumentException(
                $"{count} images cannot be shared evenly among the {classes.Length} classes of {Name}; ask for a multiple of "
                    + $"{classes.Length}.", nameof(count));
        int each = count / classes.Length;
        foreach (int[] members in classes)
        {
            int label = _labels[members[0]];
            if (members.Length < each)
                throw new ArgumentException(
                    $"Class {label} of {Name} has {members.Length} images, {each} are needed; ask for at most "
                        + $"{classes.Min(m => m.Length) * classes.Length} images.", nameof(count));
            SeededRandom.Create(seed, "class-balanced", label).Shuffle(members);
        }
        return Select(Enumerable.Range(0, count).Select(k => classes[k % classes.Length][k / classes.Length]));
    }

    /// <summary>
    /// As many of every class where the count can be shared evenly, otherwise the first images: for sweeps down to one image.
    /// </summary>
    /// <param name="count">How many images.</param>
    /// <param name="seed">Decides which images of a class.</param>
    public ImageSet ClassBalancedOrFirst(int count, int seed) =>
        HasLabels && count % _labels.Distinct().Count() == 0 ? ClassBalanced(count, seed) : Take(count);

    /// <summary>
    /// The level u = clamp(2 v, 0, 1) of every gray value: what spherical pixels keep of it, and what errors are measured on.
    /// </summary>
    /// <returns>Values in [0, 1], shape [Count, Height, Width, Channels].</returns>
    public float[] Levels()
    {
        float[] u = new float[_pixels.Length];
        PixelLevel.Of<float>(_pixels, u);
        return u;
    }

    /// <inheritdoc cref="Levels()"/>
    public T[] Levels<T>()
        where T : INumberBase<T> => Array.ConvertAll(Levels(), T.CreateChecked);

    /// <summary>The same images, prepared so that <see cref="Levels"/> is what is asked for.</summary>
    /// <param name="gray">Doubled: the images as they are. Raw: their gray values halved, so that the doubling gives back v.</param>
    public ImageSet With(GrayLevel gray)
    {
        if (gray == GrayLevel.Doubled) return this;
        float[] halves = new float[_pixels.Length];
        TensorPrimitives.Multiply(_pixels, 0.5f, halves);
        return Adopt(Name, Provenance, Height, Width, Channels, halves, _labels);
    }

    /// <inheritdoc/>
    public override string ToString() =>
        string.Create(CultureInfo.InvariantCulture,
            $"{Name}: {Count} images of {Height} x {Width}{(Channels == 3 ? " in colour" : "")} ({Provenance})");

    /// <summary>The same images under another name, with another account of where they come from.</summary>
    internal ImageSet Called(string name, string provenance) => Adopt(name, provenance, Height, Width, Channels, _pixels, _labels);

    /// <summary>Makes a set around arrays nobody else holds and whose values are known to lie in [0, 1].</summary>
    internal static ImageSet Adopt(string name, string provenance, int height, int width, int channels, float[] pixels, byte[] labels) =>
        new(name, provenance, height, width, channels, pixels, labels, check: false);

    private void CheckIndex(int index)
    {
        if ((uint)index >= (uint)Count)
            throw new ArgumentOutOfRangeException(nameof(index), index, $"{Name} has images 0 to {Count - 1}; there is no image {index}.");
    }

    private void CheckRange(string parameter)
    {
        // Min and Max hand on a NaN, so one comparison each covers everything in the common case.
        if (_pixels.Length == 0 || (TensorPrimitives.Min(_pixels) >= 0f && TensorPrimitives.Max(_pixels) <= 1f)) return;
        int first = Array.FindIndex(_pixels, v => !(v >= 0f && v <= 1f));
        int within = first % PixelsPerImage;
        (int image, int y, int x, int channel) = (first / PixelsPerImage, within / (Width * Channels), within / Channels % Width,
            within % Channels);
        string place = string.Create(CultureInfo.InvariantCulture, $"Image {image} has the value {_pixels[first]} at row {y}, column {x}");
        throw new ArgumentException(
            $"{place}{(Channels == 3 ? $", channel {channel}" : "")}; pixels are finite gray values in [0, 1].", parameter);
    }

    private InvalidOperationException NoLabels() => new($"{Name} carries no labels.");
}
