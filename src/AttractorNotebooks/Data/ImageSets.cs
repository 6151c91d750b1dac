namespace AttractorNotebooks.Data;

/// <summary>Opens any set of images: by name, from files of many kinds, or from a folder of pictures.</summary>
public static class ImageSets
{
    /// <summary>Opens training and test images.</summary>
    /// <param name="source">
    /// <list type="bullet">
    /// <item><c>auto</c>, <c>mnist</c>, <c>generated</c>: digits, as <see cref="Digits.OpenAsync"/> says.</item>
    /// <item><c>fashion-mnist</c>, <c>kmnist</c>: from the folder in ATTRACTOR_DATA, the cache or a download, checked by
    /// SHA-256.</item>
    /// <item><c>colors</c>, <c>colors:48</c>: <see cref="ColorPatterns"/>. <c>spins</c>, <c>spins:28x28</c>,
    /// <c>spins:28x28:0.2</c>: Ising patterns of a size and an overlap (<see cref="SpinPatterns"/>).</item>
    /// <item>a folder of PNG, JPEG, BMP, PGM, PPM or PBM pictures of 8 bits: without classes, a class a subfolder, or either below
    /// <c>train</c> and <c>test</c>. A picture.</item>
    /// <item><c>.npy</c> or <c>.npz</c>: [n, h, w], [n, h, w, c] or [n, c, h, w]; labels are an array called labels or y, or
    /// lie in NAME-labels.npy.</item>
    /// <item><c>.csv</c>: an image a row, its class in a column called label, or in the first.</item>
    /// <item>a folder with the binary batches of CIFAR-10 or CIFAR-100, or one batch.</item>
    /// <item>a folder with four IDX files (<see cref="MnistFolder"/>), or one IDX file of images; after
    /// <see cref="Digits.Transposed"/>, turned.</item>
    /// </list>
    /// A set without test images is split by the preparation. Numbers are taken as gray values: fractions from 0 to 1, whole ones from 0 to
    /// 255, all -1 or 1 as spins.
    /// </param>
    /// <param name="preparation">Crop, color, size, classes, split; null for none.</param>
    /// <param name="progress">Told of a download.</param>
    /// <param name="cancellation">Stops reading, downloading or drawing.</param>
    /// <exception cref="IOException">A folder or file is missing or cannot be read.</exception>
    /// <exception cref="InvalidDataException">A file is damaged or holds something else; names it, the place and the way out.</exception>
    /// <exception cref="ArgumentException">The preparation does not fit the images; says why.</exception>
    /// <exception cref="HttpRequestException">A published set was asked for and no mirror delivered it.</exception>
    public static Task<DigitData> OpenAsync(string? source = null, ImagePreparation? preparation = null,
        IProgress<DownloadProgress>? progress = null, CancellationToken cancellation = default) =>
        Task.Run(() => Digits.Finder.OpenAsync(source, DigitSettings.FromEnvironment(), progress, cancellation, preparation), cancellation);

    /// <summary>Opens training and test images and waits for them; otherwise as <see cref="OpenAsync"/>.</summary>
    public static DigitData Open(string? source = null, ImagePreparation? preparation = null) =>
        OpenAsync(source, preparation).GetAwaiter().GetResult();

    /// <summary>A published set, if it is on this machine; nothing is downloaded.</summary>
    /// <param name="name"><c>mnist</c>, <c>fashion-mnist</c> or <c>kmnist</c>.</param>
    /// <returns>The images, or null where neither the folder in ATTRACTOR_DATA nor the cache has them.</returns>
    /// <exception cref="ArgumentException">There is no published set of that name.</exception>
    public static DigitData? Find(string name) => Digits.Finder.Here(name, DigitSettings.FromEnvironment(), CancellationToken.None);
}
