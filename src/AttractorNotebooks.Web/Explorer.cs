using System.Globalization;
using System.Text;
using AttractorNotebooks.Baselines;
using AttractorNotebooks.Data;
using AttractorNotebooks.Files;
using AttractorNotebooks.Learning;
using AttractorNotebooks.Tokens;

namespace AttractorNotebooks.Web;

/// <summary>
/// A page that runs a network in the reader's browser: draw a digit, hide parts, play. One HTML document with the
/// couplings inside, which needs no network and no server; in a notebook it is shown in a frame of its own.
/// </summary>
[TypeFormatterSource(typeof(ExplorerFormatterSource), PreferredMimeTypes = ["text/html", "text/plain"])]
public sealed class Explorer
{
    private readonly string _page;
    private readonly string _description;

    private Explorer(string page, string description) => (_page, _description) = (page, description);

    /// <summary>Makes the page of a network, or of two side by side.</summary>
    /// <param name="network">Couplings of the local or of the normalized rule, for gray images.</param>
    /// <param name="compare">Couplings to run beside them, for images of the same size; null for none.</param>
    /// <param name="digits">The test images that the page offers, two of each class; null for <see cref="Digits.Open"/>.</param>
    /// <param name="settings">Names and size; null for the defaults.</param>
    /// <exception cref="ArgumentException">The images are in color, do not fit the network, or the two networks are for different
    /// images.</exception>
    public static Explorer Of(TrainedNetwork network, TrainedNetwork? compare = null, DigitData? digits = null,
        ExplorerSettings? settings = null)
    {
        ArgumentNullException.ThrowIfNull(network);
        settings ??= new ExplorerSettings();
        TrainedNetwork[] networks = compare == null ? [network] : [network, compare];
        digits ??= Digits.Open();
        foreach (TrainedNetwork each in networks) RequireFitting(each, digits.Test);
        string[] names = [settings.Name, settings.CompareName];
        PackedNetwork[] packed = [.. PackedNetwork.PackAll([.. networks.Zip(names)], settings.Bits)
            .Zip(networks, (each, original) => each with { Loss = PackingLoss.Measure(original, each, digits) })];
        string page =
            ExplorerPage.Write(new PageData(packed, PageImages.Of(digits.Test),
                Bytes(SimpleBaselines.MeanImage(digits.Train.With(network.Plan.Gray)))));
        PatchGrid grid = network.Tokenizer.Grid;
        return new Explorer(page, string.Create(CultureInfo.InvariantCulture,
            $"Explorer of {string.Join(" and ", packed.Select(each => each.Name))}: images of {grid.Height} x {grid.Width}, "
            + $"{page.Length / 1e6:0.0} MB. Save(\"explorer.html\") writes it as a page."));
    }

    /// <summary>The whole document.</summary>
    public string ToPage() => _page;

    /// <summary>The document in a frame of its own, as a notebook's cell shows it.</summary>
    public string ToHtml() =>
        $"<iframe title=\"Attractor explorer\" style=\"width:100%;height:900px;border:0\" "
        + $"srcdoc=\"{_page.Replace("&", "&amp;", StringComparison.Ordinal).Replace("\"", "&quot;", StringComparison.Ordinal)}\"></iframe>";

    /// <summary>Writes the document, whole or not at all.</summary>
    /// <param name="path">The file, by custom .html.</param>
    /// <exception cref="IOException">It cannot be written; names the file.</exception>
    public void Save(string path) => AtomicFile.Write(path, stream => stream.Write(Encoding.UTF8.GetBytes(_page)));

    /// <inheritdoc/>
    public override string ToString() => _description;

    private static void RequireFitting(TrainedNetwork network, ImageSet images)
    {
        PatchGrid grid = network.Tokenizer.Grid;
        if (grid.Channels != 1)
            throw new ArgumentException("The explorer draws gray images, but this network was trained on color.", nameof(network));
        if (images.Height != grid.Height || images.Width != grid.Width || images.Channels != 1)
            throw new ArgumentException($"{images.Name} has images of {images.Height} x {images.Width} x {images.Channels}, but the "
                + $"network was trained on {grid.Height} x {grid.Width}; choose other images.", nameof(network));
        if (images.Count == 0) throw new ArgumentException($"{images.Name} has no images to explore.", nameof(images));
    }

    internal static byte[] Bytes(ReadOnlySpan<float> gray)
    {
        byte[] bytes = new byte[gray.Length];
        for (int k = 0; k < bytes.Length; k++) bytes[k] = (byte)MathF.Round(255 * gray[k]);
        return bytes;
    }
}
