using System.Globalization;

namespace AttractorNotebooks.Data;

/// <summary>What is done to images between their files and their use; the defaults leave them as they are.</summary>
/// <remarks>In this order: crop, color, resize, classes, balance. Sets that come without test images are split.</remarks>
public sealed record ImagePreparation
{
    /// <summary>
    /// The size that images are brought to, by a triangle filter as wide as a pixel of the smaller image; null keeps theirs.
    /// </summary>
    public PixelSize? Resize { get; init; }

    /// <summary>The part that is kept; null for all of it.</summary>
    public ImageCrop? Crop { get; init; }

    /// <summary>Gray or color.</summary>
    public ColorMode Color { get; init; }

    /// <summary>What lies behind transparent pixels, from 0 (black) to 1 (white); null refuses them.</summary>
    public double? Background { get; init; }

    /// <summary>The size of the images whose pixels are the rows of a CSV file; null where they are square.</summary>
    public PixelSize? RowSize { get; init; }

    /// <summary>
    /// Share of the images that become test images where a set has none of its own, 0 to 1, both excluded; 0 tests on the training images.
    /// </summary>
    public double TestFraction { get; init; } = 0.2;

    /// <summary>Decides which, their order, and what balance chooses.</summary>
    public int SplitSeed { get; init; } = 1;

    /// <summary>The classes that are kept, by number or name with commas between (<c>0,1,7</c>); empty keeps all.</summary>
    public string Classes { get; init; } = "";

    /// <summary>Whether every class is cut down to as many images as the smallest has.</summary>
    public bool Balance { get; init; }

    /// <summary>Whether images stay as they are.</summary>
    internal bool IsNone => this == new ImagePreparation();

    /// <summary>Checks the settings.</summary>
    /// <exception cref="ArgumentException">A value is out of its range; names it.</exception>
    public ImagePreparation Validated()
    {
        ArgumentNullException.ThrowIfNull(Classes);
        if (TestFraction is not (>= 0 and < 1))
            throw new ArgumentOutOfRangeException(nameof(TestFraction), TestFraction,
                Invariant($"The share of test images lies from 0 to below 1; {TestFraction} does not."));
        if (Background is not (null or (>= 0 and <= 1)))
            throw new ArgumentOutOfRangeException(nameof(Background), Background,
                Invariant($"A background lies between 0 (black) and 1 (white); {Background} does not."));
        return Enum.IsDefined(Color) ? this : throw new ArgumentOutOfRangeException(nameof(Color), Color, "This is no color mode.");
    }

    /// <summary>What is done, in words; empty where nothing is.</summary>
    public override string ToString()
    {
        List<string> words = [];
        if (Crop is not null) words.Add($"cropped to {Crop}");
        if (Color != ColorMode.Kept) words.Add(Color == ColorMode.Gray ? "made gray" : "in color");
        if (Background is double level) words.Add(Invariant($"transparent pixels before {level}"));
        if (Resize is not null) words.Add($"resized to {Resize}");
        if (Classes.Length > 0) words.Add($"classes {Classes}");
        if (Balance) words.Add(Invariant($"balanced with seed {SplitSeed}"));
        return string.Join(", ", words);
    }

    /// <summary>Prepares a single image.</summary>
    /// <exception cref="ArgumentException">The crop reaches out of it.</exception>
    internal Picture Apply(Picture picture, string name)
    {
        if (Crop is not null) picture = picture.Cut(Crop.Of(picture.Height, picture.Width, name));
        if (Color == ColorMode.Gray) picture = picture.ToGray();
        if (Color == ColorMode.Rgb) picture = picture.ToRgb();
        return Resize is PixelSize size ? picture.ResizedTo(size) : picture;
    }

    /// <summary>Prepares training and test images.</summary>
    /// <exception cref="ArgumentException">A crop, a class or the balance does not fit them; says why.</exception>
    internal DigitData Apply(DigitData data, bool pixelsAreReady = false)
    {
        Validated();
        if (IsNone) return data;
        ImageSet train = data.Train, test = data.Test;
        if (!pixelsAreReady) (train, test) = (Pixels(train), Pixels(test));
        if (Classes.Length > 0)
        {
            byte[] wanted = ClassNumbers(data);
            (train, test) = (Of(train, wanted), Of(test, wanted));
        }
        if (Balance) (train, test) = (Balanced(train), Balanced(test));
        string words = ToString();
        if (words.Length == 0) return data with { Preparation = this };
        bool isCounted = pixelsAreReady && Classes.Length == 0 && !Balance;
        string counts = isCounted ? "" : $": {train.Count} training and {test.Count} test images of {Size(train)}";
        return data with
        {
            Train = train.Called(train.Name, $"{train.Provenance}; {words}"),
            Test = test.Called(test.Name, $"{test.Provenance}; {words}"),
            Description = $"{data.Description}; {words}{counts}",
            Preparation = this,
        };
    }

    private static string Size(ImageSet images) => $"{images.Height} x {images.Width} x {images.Channels}";

    private ImageSet Pixels(ImageSet images)
    {
        if (Crop is null && Resize is null && (Color == ColorMode.Kept || (Color == ColorMode.Gray) == (images.Channels == 1)))
            return images;
        Picture first = Apply(new Picture(images.Height, images.Width, images.Channels, new float[images.PixelsPerImage]), images.Name);
        float[] pixels = new float[checked(images.Count * first.Values.Length)];
        Parallel.For(0, images.Count, k => Apply(Picture.Of(images, k), images.Name).Values.CopyTo(pixels, k * first.Values.Length));
        return ImageSet.Adopt(images.Name, images.Provenance, first.Height, first.Width, first.Channels, pixels, images.Labels.ToArray());
    }

    private byte[] ClassNumbers(DigitData data)
    {
        if (!data.Train.HasLabels)
            throw new ArgumentException(
                $"The classes {Classes} are asked for, but {data.Train.Name} carries no labels; leave the classes out.");
        byte[] present = [.. data.Train.Labels.ToArray().Distinct().Order()];
        string known = data.ClassNames.Count > 0
            ? string.Join(", ", data.ClassNames.Take(20)) + (data.ClassNames.Count > 20 ? ", ..." : "")
            : string.Join(", ", present);
        return [.. Classes.Split(',', StringSplitOptions.TrimEntries).Select(word =>
        {
            int number = Enumerable.Range(0, data.ClassNames.Count).FirstOrDefault(
                k => data.ClassNames[k].Equals(word, StringComparison.OrdinalIgnoreCase), -1);
            if (number < 0 && !int.TryParse(word, NumberStyles.None, CultureInfo.InvariantCulture, out number)) number = -1;
            return number is >= 0 and <= byte.MaxValue && present.Contains((byte)number)
                ? (byte)number
                : throw new ArgumentException($"{data.Train.Name} has no class '{word}'; it has {known}.");
        }).Distinct()];
    }

    private static ImageSet Of(ImageSet images, byte[] wanted) =>
        images.Select(Enumerable.Range(0, images.Count).Where(k => wanted.Contains(images.Labels.Span[k])));

    private ImageSet Balanced(ImageSet images)
    {
        if (!images.HasLabels) throw new ArgumentException($"{images.Name} carries no labels, so its classes cannot be balanced.");
        int[] counts = [.. images.Labels.ToArray().CountBy(label => label).Select(entry => entry.Value)];
        return counts.Length == 0 ? images : images.ClassBalanced(counts.Min() * counts.Length, SplitSeed);
    }

    private static string Invariant(FormattableString text) => FormattableString.Invariant(text);
}
