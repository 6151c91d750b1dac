using System.Globalization;
using AttractorNotebooks.Tokens;

namespace AttractorNotebooks.Experiments;

/// <summary>
/// The example digits of the published results figure as numbers: D'Amico and Negri (2024), read from the slides of the first
/// author's talk.
/// </summary>
public static class PublishedImages
{
    /// <summary>Bare self-attention, trained by the local rule.</summary>
    public const string Bare = "bare";

    /// <summary>One transformer block, trained by backpropagation and repeated.</summary>
    public const string Block = "block";

    private static readonly Lazy<IReadOnlyList<PublishedImage>> Images = new(Read);

    /// <summary>All pictures.</summary>
    public static IReadOnlyList<PublishedImage> All => Images.Value;

    /// <summary>Finds a picture.</summary>
    /// <param name="task">The panel.</param>
    /// <param name="network">"bare" or "block".</param>
    /// <param name="digit">0 or 1.</param>
    /// <param name="what">"original", "corrupted", "t5" or "t100".</param>
    /// <exception cref="ArgumentException">There is no such picture.</exception>
    public static PublishedImage Find(RecallTask task, string network, int digit, string what) =>
        All.FirstOrDefault(image => image.Task == task && image.Network == network && image.Digit == digit && image.What == what)
        ?? throw new ArgumentException(
            $"There is no published picture '{task}/{network}/{digit}/{what}'; networks are {Bare} and {Block}, digits 0 and 1, "
                + "pictures original, corrupted, t5 and t100.");

    /// <summary>The published corrupted digits 0 and 1 with their masks or noise, for a network to start from.</summary>
    /// <param name="task">The panel.</param>
    /// <param name="network">"bare" or "block".</param>
    /// <param name="grid">How the network cuts images; a token is masked where all its pixels are.</param>
    /// <exception cref="ArgumentException">The grid is not one of 28 x 28 pixels, or cuts through masked squares.</exception>
    public static CorruptedImages Corrupted(RecallTask task, string network, PatchGrid grid)
    {
        ArgumentNullException.ThrowIfNull(grid);
        if (grid.Pixels != PublishedImage.Side * PublishedImage.Side)
            throw new ArgumentException($"The published pictures have 28 x 28 pixels, but the grid has {grid.Height} x {grid.Width} x "
                + $"{grid.Channels}.", nameof(grid));
        PublishedImage[] corrupted = [.. Digits.Select(digit => Find(task, network, digit, "corrupted"))];
        bool[] masked = task == RecallTask.Mask ? [.. corrupted.SelectMany(image => TokenMask(image, grid))] : [];
        float[] level = [.. Digits.SelectMany(digit => Find(task, network, digit, "original").Pixels)];
        return new CorruptedImages(corrupted[0].Gray, level, [.. corrupted.SelectMany(image => image.Pixels)], masked);
    }

    private static int[] Digits => [0, 1];

    private static bool[] TokenMask(PublishedImage image, PatchGrid grid)
    {
        int columns = grid.Width / grid.Patch;
        bool[] mask = new bool[grid.Tokens];
        for (int pixel = 0; pixel < image.Masked.Length; pixel++)
            if (image.Masked[pixel]) mask[pixel / grid.Width / grid.Patch * columns + pixel % grid.Width / grid.Patch] = true;
        return grid.PixelMask(mask).AsSpan().SequenceEqual(image.Masked)
            ? mask
            : throw new ArgumentException(
                $"Patches of {grid.Patch} x {grid.Patch} cut through the masked squares of the published picture.", nameof(grid));
    }

    private static List<PublishedImage> Read()
    {
        using Stream stream = typeof(PublishedImages).Assembly.GetManifestResourceStream("published-images.csv")!;
        using StreamReader reader = new(stream);
        return [.. reader.ReadToEnd().Split('\n', StringSplitOptions.RemoveEmptyEntries).Skip(1)
            .Select(line => Parse(line.Trim().Split(',')))];
    }

    private static PublishedImage Parse(string[] row)
    {
        const int First = 5;
        const string Hidden = "masked";
        return new PublishedImage(
            Enum.Parse<RecallTask>(row[0], ignoreCase: true), row[1], Number(row[2]), Number(row[3]), row[4],
            [.. row.Skip(First).Select(value => value == Hidden ? 0 : float.Parse(value, CultureInfo.InvariantCulture))],
            [.. row.Skip(First).Select(value => value == Hidden)]);
    }

    private static int Number(string text) => int.Parse(text, CultureInfo.InvariantCulture);
}
