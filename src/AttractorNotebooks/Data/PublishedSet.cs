namespace AttractorNotebooks.Data;

/// <summary>A data set in MNIST's form that is known by name: its files, their checksums and where they are to be had.</summary>
/// <param name="Name">The word that names it as a source.</param>
/// <param name="Title">What people call it.</param>
/// <param name="Folder">The folder that torchvision keeps it in.</param>
/// <param name="Files">Training images and labels, test images and labels.</param>
/// <param name="Mirrors">Folders that hold the packed files; each ends with a slash.</param>
/// <param name="ClassNames">The classes by label.</param>
internal sealed record PublishedSet(
    string Name, string Title, string Folder, IReadOnlyList<MnistFile> Files, IReadOnlyList<Uri> Mirrors, IReadOnlyList<string> ClassNames)
{
    /// <summary>Xiao, Rasul and Vollgraf (2017), arXiv 1708.07747: ten kinds of clothes.</summary>
    public static PublishedSet FashionMnist { get; } = new("fashion-mnist", "Fashion-MNIST", "FashionMNIST",
        [
            Packed("Fashion-MNIST", "train-images", 3, "3aede38d61863908ad78613f6a32ed271626dd12800ba2636569512369268a84", 60_000),
            Packed("Fashion-MNIST", "train-labels", 1, "a04f17134ac03560a47e3764e11b92fc97de4d1bfaf8ba1a3aa29af54cc90845", 60_000),
            Packed("Fashion-MNIST", "t10k-images", 3, "346e55b948d973a97e58d2351dde16a484bd415d4595297633bb08f03db6a073", 10_000),
            Packed("Fashion-MNIST", "t10k-labels", 1, "67da17c76eaffca5446c3361aaab5c3cd6d1c2608764d35dfb1850b086bf8dd5", 10_000),
        ],
        [
            new("https://raw.githubusercontent.com/zalandoresearch/fashion-mnist/master/data/fashion/"),
            new("http://fashion-mnist.s3-website.eu-central-1.amazonaws.com/"),
        ],
        ["T-shirt", "trouser", "pullover", "dress", "coat", "sandal", "shirt", "sneaker", "bag", "ankle boot"]);

    /// <summary>Clanuwat et al. (2018), arXiv 1812.01718: ten characters of cursive Japanese.</summary>
    public static PublishedSet Kmnist { get; } = new("kmnist", "KMNIST", "KMNIST",
        [
            Packed("KMNIST", "train-images", 3, "51467d22d8cc72929e2a028a0428f2086b092bb31cfb79c69cc0a90ce135fde4", 60_000),
            Packed("KMNIST", "train-labels", 1, "e38f9ebcd0f3ebcdec7fc8eabdcdaef93bb0df8ea12bee65224341c8183d8e17", 60_000),
            Packed("KMNIST", "t10k-images", 3, "edd7a857845ad6bb1d0ba43fe7e794d164fe2dce499a1694695a792adfac43c5", 10_000),
            Packed("KMNIST", "t10k-labels", 1, "20bb9a0ef54c7db3efc55a92eef5582c109615df22683c380526788f98e42a1c", 10_000),
        ],
        [new("https://codh.rois.ac.jp/kmnist/dataset/kmnist/"), new("http://codh.rois.ac.jp/kmnist/dataset/kmnist/")],
        ["o", "ki", "su", "tsu", "na", "ha", "ma", "ya", "re", "wo"]);

    // Published is the checksum of the packed file.
    private static MnistFile Packed(string title, string stem, int rank, string sha256, int count) =>
        new(stem, rank, sha256, count) { OfPacked = true, Title = title };

    /// <summary>All of them; MNIST itself is apart, because it may be asked for without a name.</summary>
    public static IReadOnlyList<PublishedSet> All { get; } = [FashionMnist, Kmnist];

    /// <summary>The set of a name, or null. In any case, and without the hyphen or with another sign, unless a file is called so.</summary>
    public static PublishedSet? Named(string name) =>
        All.FirstOrDefault(set => set.Name == name) ?? (Path.Exists(name) ? null : All.FirstOrDefault(set => Bare(set.Name) == Bare(name)));

    private static string Bare(string name) =>
        name.Replace("-", "", StringComparison.Ordinal).Replace("_", "", StringComparison.Ordinal).ToLowerInvariant();

    /// <summary>Where it may lie on this machine, the likeliest first.</summary>
    /// <param name="settings">The folder of the environment and the cache.</param>
    public IEnumerable<string> Places(DigitSettings settings)
    {
        if (!string.IsNullOrWhiteSpace(settings.Data))
        {
            string data = settings.Data.Trim();
            foreach (string place in new[] { data, Path.Combine(data, Name), Path.Combine(data, Folder) }) yield return place;
        }
        yield return Cache(settings);
    }

    /// <summary>Where a download is kept: beside MNIST.</summary>
    public string Cache(DigitSettings settings) =>
        Path.Combine(Path.GetDirectoryName(Path.GetFullPath(settings.Cache)) ?? settings.Cache, Name);
}
