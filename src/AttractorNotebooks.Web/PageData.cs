using AttractorNotebooks.Data;

namespace AttractorNotebooks.Web;

/// <summary>What a page carries; its scripts read it as JSON.</summary>
/// <param name="Networks">One network, or two.</param>
/// <param name="Images">Pictures to choose from.</param>
/// <param name="Mean">The mean level of the training images, 255 for 1.</param>
internal sealed record PageData(IReadOnlyList<PackedNetwork> Networks, PageImages Images, byte[] Mean);

/// <summary>Pictures to choose from.</summary>
/// <param name="Name">The set that they are of.</param>
/// <param name="Height">Pixels.</param>
/// <param name="Width">Pixels.</param>
/// <param name="Indices">Where they stand in that set.</param>
/// <param name="Labels">Their classes, or empty.</param>
/// <param name="Pixels">Gray values, [count, height, width], 255 for white.</param>
internal sealed record PageImages(string Name, int Height, int Width, IReadOnlyList<int> Indices, IReadOnlyList<int> Labels, byte[] Pixels)
{
    private const int OfAClass = 2;

    /// <summary>The first images of every class, class by class; of images without classes the first ones.</summary>
    public static PageImages Of(ImageSet images)
    {
        int[] all = [.. Enumerable.Range(0, images.Count)];
        int[] chosen = images.HasLabels
            ? [.. all.GroupBy(images.Label).OrderBy(members => members.Key).SelectMany(members => members.Take(OfAClass))]
            : [.. all.Take(10 * OfAClass)];
        // The first of every class, then the second of every class.
        if (images.HasLabels)
            chosen = [.. chosen.GroupBy(images.Label).SelectMany(members => members.Select((index, turn) => (index, turn)))
                .OrderBy(each => each.turn).Select(each => each.index)];
        return new PageImages(
            images.Name, images.Height, images.Width, chosen, images.HasLabels ? [.. chosen.Select(images.Label)] : [],
            Explorer.Bytes(images.Select(chosen).Pixels.Span));
    }
}
