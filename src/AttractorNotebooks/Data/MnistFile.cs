using System.Security.Cryptography;

namespace AttractorNotebooks.Data;

/// <summary>One of the four files of MNIST.</summary>
/// <param name="Stem">The start of its name.</param>
/// <param name="Rank">Its number of dimensions: 3 for images, 1 for labels.</param>
/// <param name="Sha256">SHA-256 of the published file, unpacked.</param>
/// <param name="Count">Images or labels of the published file; null where that is not known.</param>
internal sealed record MnistFile(string Stem, int Rank, string Sha256, int? Count = null)
{
    /// <summary>The published four: training images and labels, test images and labels.</summary>
    public static IReadOnlyList<MnistFile> Published { get; } =
    [
        new("train-images", 3, "ba891046e6505d7aadcbbe25680a0738ad16aec93bde7f9b65e87a2fc25776db", 60_000),
        new("train-labels", 1, "65a50cbbf4e906d70832878ad85ccda5333a97f0f4c3dd2ef09a8a9eef7101c5", 60_000),
        new("t10k-images", 3, "0fa7898d509279e482958e8ce81c8e77db3f2f8254e26661ceb7762c4d494ce7", 10_000),
        new("t10k-labels", 1, "ff7bcfd416de33731a308c3f266cc351222c34898ecbeaf847f06e48f7ec33f2", 10_000),
    ];

    private const int Side = 28;

    /// <summary>Whether the checksum is that of the packed file, as some sets publish it.</summary>
    public bool OfPacked { get; init; }

    /// <summary>The name mirrors use.</summary>
    public string PackedName => $"{Stem}-idx{Rank}-ubyte.gz";

    /// <summary>The names under which it is met in folders.</summary>
    public IEnumerable<string> Names =>
        [PackedName, $"{Stem}.idx{Rank}-ubyte.gz", $"{Stem}-idx{Rank}-ubyte", $"{Stem}.idx{Rank}-ubyte"];

    /// <summary>The file in <paramref name="folder"/> under any of its names, or null.</summary>
    public string? FindIn(string folder) => Names.Select(name => Path.Combine(folder, name)).FirstOrDefault(File.Exists);

    /// <summary>The set that it belongs to, as errors call it.</summary>
    public string Title { get; init; } = "MNIST";

    /// <summary>Whether a file that was read is the published one.</summary>
    /// <param name="path">The file.</param>
    /// <param name="content">What was read from it.</param>
    public bool IsPublished(string path, IdxData content)
    {
        if (!OfPacked) return content.Sha256 == Sha256;
        using FileStream packed = File.OpenRead(path);
        return Convert.ToHexStringLower(SHA256.HashData(packed)) == Sha256;
    }

    /// <summary>Refuses by its header what cannot be the published file, before it is unpacked.</summary>
    /// <exception cref="InvalidDataException">The header is another one.</exception>
    public void Require(IdxHeader header, string name)
    {
        IdxFile.RequireBytes(header, name, Rank);
        if (Count is int count && !header.Shape.SequenceEqual(Rank == 3 ? [count, Side, Side] : [count]))
            throw new InvalidDataException(
                $"{name}: not the published {Title}: it holds {header.Sizes}, and its SHA-256 should be {Sha256}. Delete it and fetch it "
                    + "again.");
    }
}
