namespace AttractorNotebooks.Data;

/// <summary>Opens handwritten digits: MNIST where it can be had, generated ones otherwise.</summary>
public static class Digits
{
    /// <summary>Training images drawn where MNIST is not used.</summary>
    public const int GeneratedTrain = 10_000;

    /// <summary>Test images drawn where MNIST is not used.</summary>
    public const int GeneratedTest = 2_000;

    /// <summary>The seed they are drawn from.</summary>
    public const int GeneratedSeed = 1;

    /// <summary>Before a folder's path: its images lie on their side, as EMNIST's do, and are to be turned.</summary>
    public const string Transposed = "transposed:";

    /// <summary>Before a folder's path: its images stand upright, whatever its files are called.</summary>
    public const string Upright = "upright:";

    internal static DigitFinder Finder { get; } = new();

    /// <summary>Opens training and test images.</summary>
    /// <param name="source">
    /// <list type="bullet">
    /// <item><c>auto</c> (default): what ATTRACTOR_DATA names (a folder or one of these words); else MNIST from the cache, else
    /// by a download
    /// that gives up when no mirror answers within 3 s; else generated digits. <see cref="DigitData.Description"/> says which and
    /// why.</item>
    /// <item><c>mnist</c>: the published MNIST, from the folder in ATTRACTOR_DATA, the cache or a download; anything else is an
    /// error.</item>
    /// <item><c>generated</c>: <see cref="GeneratedDigits"/>.</item>
    /// <item>a folder with four IDX files named like MNIST's: <see cref="MnistFolder"/>; after <see cref="Transposed"/>, its
    /// images are turned, and EMNIST's unless after <see cref="Upright"/>.</item>
    /// <item>anything else that <see cref="ImageSets.OpenAsync"/> opens.</item>
    /// </list>
    /// </param>
    /// <param name="progress">Told of a download.</param>
    /// <param name="cancellation">Stops reading, downloading or drawing.</param>
    /// <exception cref="IOException">A folder or file is missing or cannot be read.</exception>
    /// <exception cref="InvalidDataException">A file is damaged, or not the published MNIST where that was asked for.</exception>
    /// <exception cref="HttpRequestException">MNIST was asked for and no mirror delivered it.</exception>
    public static Task<DigitData> OpenAsync(
        string? source = null, IProgress<DownloadProgress>? progress = null, CancellationToken cancellation = default) =>
        Task.Run(() => Finder.OpenAsync(source, DigitSettings.FromEnvironment(), progress, cancellation), cancellation);

    /// <summary>Opens training and test images and waits for them; otherwise as <see cref="OpenAsync"/>.</summary>
    public static DigitData Open(string? source = null) => OpenAsync(source).GetAwaiter().GetResult();
}
