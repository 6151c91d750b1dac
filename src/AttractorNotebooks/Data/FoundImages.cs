using System.Globalization;

namespace AttractorNotebooks.Data;

/// <summary>What a reader of files found, before it is split and prepared.</summary>
/// <param name="Images">All images, or the training images where there are test images.</param>
/// <param name="Test">Test images, where the files tell them apart.</param>
internal sealed record FoundImages(ImageSet Images, ImageSet? Test = null)
{
    /// <summary>The names of the classes by label.</summary>
    public IReadOnlyList<string> ClassNames { get; init; } = [];

    /// <summary>What a user should know: how values were taken, what was passed over.</summary>
    public IReadOnlyList<string> Remarks { get; init; } = [];

    /// <summary>Whether crop, color and size were seen to while reading.</summary>
    public bool PixelsAreReady { get; init; }

    /// <summary>Whether files stand class by class, so that their order must not decide which come first.</summary>
    public bool Sorted { get; init; }

    /// <summary>Splits where the files do not, and prepares.</summary>
    /// <exception cref="ArgumentException">A setting does not fit the images; says why.</exception>
    public DigitData Prepare(ImagePreparation preparation)
    {
        preparation.Validated();
        (ImageSet train, ImageSet test, string how) = Test is not null
            ? (Sorted ? Shuffled(Images, preparation.SplitSeed) : Images, Sorted ? Shuffled(Test, preparation.SplitSeed) : Test, "as given")
            : Split(preparation);
        string remarks = string.Concat(Remarks.Select(remark => $"; {remark}"));
        (train, test) = (train.Called($"{Images.Name} train", Images.Provenance), test.Called($"{Images.Name} test", Images.Provenance));
        string description = $"{Images.Name} ({Images.Provenance}): {train.Count} training and {test.Count} test images of "
            + $"{train.Height} x {train.Width}{(train.Channels == 3 ? " in color" : "")}, {how}{remarks}";
        return preparation.Apply(new DigitData(train, test, description) { ClassNames = ClassNames }, PixelsAreReady);
    }

    private (ImageSet Train, ImageSet Test, string How) Split(ImagePreparation preparation)
    {
        int seed = preparation.SplitSeed;
        if (Images.Count == 1) return (Images, Images, "the one image for both");
        if (preparation.TestFraction == 0)
        {
            ImageSet all = Sorted ? Shuffled(Images, seed) : Images;
            return (all, all, "all of them for both");
        }
        // Of every class the same share, at least one image on each side where it has two.
        List<int> train = [], test = [];
        foreach (IGrouping<int, int> members in Enumerable.Range(0, Images.Count)
            .GroupBy(k => Images.HasLabels ? Images.Label(k) : 0).OrderBy(group => group.Key))
        {
            int[] shuffled = [.. members];
            SeededRandom.Create(seed, "split", members.Key).Shuffle(shuffled);
            int tests = shuffled.Length < 2 ? 0
                : Math.Clamp((int)Math.Round(preparation.TestFraction * shuffled.Length), 1, shuffled.Length - 1);
            test.AddRange(shuffled[..tests]);
            train.AddRange(shuffled[tests..]);
        }
        if (test.Count == 0)
            throw new ArgumentException(
                $"{Images.Name} has one image a class, too few to set test images aside; a test fraction of 0 (--test-fraction 0) tests "
                + "on the training images.");
        string how = string.Create(CultureInfo.InvariantCulture, $"{preparation.TestFraction} set aside with seed {seed}");
        return (Shuffled(Images.Select(train), seed), Shuffled(Images.Select(test), seed), how);
    }

    private static ImageSet Shuffled(ImageSet images, int seed)
    {
        int[] order = [.. Enumerable.Range(0, images.Count)];
        SeededRandom.Create(seed, "order of images").Shuffle(order);
        return images.Select(order.AsSpan());
    }
}
