namespace AttractorNotebooks.Data;

/// <summary>One of the four files of MNIST.</summary>
/// <param name="Stem">The start of its name.</param>
/// <param name="Rank">Its number of dimensions: 3 for images, 1 for labels.</param>
/// <param name="Sha256">SHA-256 of the published file, unpacked.</param>
internal sealed record MnistFile(string Stem, int Rank, string Sha256)
{
    /// <summary>The published four: training images and labels, test images and labels.</summary>
    public static IReadOnlyList<MnistFile> Published { get; } =
    [
        new("train-images", 3, "ba891046e6505d7aadcbbe25680a0738ad16aec93bde7f9b65e87a2fc25776db"),
        new("train-labels", 1, "65a50cbbf4e906d70832878ad85ccda5333a97f0f4c3dd2ef09a8a9eef7101c5"),
        new("t10k-images", 3, "0fa7898d509279e482958e8ce81c8e77db3f2f8254e26661ceb7762c4d494ce7"),
        new("t10k-labels", 1, "ff7bcfd416de33731a308c3f266cc351222c34898ecbeaf847f06e48f7ec33f2"),
    ];

    /// <summary>The name mirrors use.</summary>
    public string PackedName => $"{Stem}-idx{Rank}-ubyte.gz";

    /// <summary>The names under which it is met in folders.</summary>
    public IEnumerable<string> Names =>
        [PackedName, $"{Stem}.idx{Rank}-ubyte.gz", $"{Stem}-idx{Rank}-ubyte", $"{Stem}.idx{Rank}-ubyte"];

    /// <summary>The file in <paramref name="folder"/> under any of its names, or null.</summary>
    public string? FindIn(string folder) => Names.Select(name => Path.Combine(folder, name)).FirstOrDefault(File.Exists);
}
