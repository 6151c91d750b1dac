namespace AttractorNotebooks.Data;

/// <summary>Decides where digits come from. Remembers a failed automatic download, so that only the first call waits for it.</summary>
/// <param name="handler">Answers downloads; null for the network.</param>
/// <param name="files">What counts as the published MNIST; null for the real one.</param>
internal sealed class DigitFinder(HttpMessageHandler? handler = null, IReadOnlyList<MnistFile>? files = null)
{
    private readonly IReadOnlyList<MnistFile> _files = files ?? MnistFile.Published;

    /// <summary>The longest an automatic download goes without receiving much, all mirrors together, before it is given up.</summary>
    public static TimeSpan AutomaticWait { get; } = TimeSpan.FromSeconds(3);

    private volatile string? _failedDownload;

    public async Task<DigitData> OpenAsync(string? source, DigitSettings settings, IProgress<DownloadProgress>? progress,
        CancellationToken cancellation, ImagePreparation? preparation = null)
    {
        preparation = (preparation ?? new ImagePreparation()).Validated();
        string choice = string.IsNullOrWhiteSpace(source) ? "auto" : source.Trim();
        string? data = string.IsNullOrWhiteSpace(settings.Data) ? null : settings.Data.Trim();
        if (choice == "auto" && data is not null) choice = data;
        (choice, bool? transposed) = Turning(choice);
        if (choice.Equals("mnist", StringComparison.OrdinalIgnoreCase) && !Path.Exists(choice)) choice = "mnist";
        if (transposed is not null && (choice is "" or "auto" or "generated" or "mnist" || PublishedSet.Named(choice) is not null))
            throw new ArgumentException(
                (transposed.Value ? Digits.Transposed : Digits.Upright)
                    + $" (--transposed) belongs to a folder of images, not to '{choice}'.", nameof(source));
        DigitData? named = choice switch
        {
            "auto" => await AutomaticAsync(settings, progress, cancellation).ConfigureAwait(false),
            "generated" => Generated("asked for", cancellation),
            "mnist" when data is not null && IsFolder(data) =>
                MnistFolder.Read(data, published: true, _files, transposed: false, cancellation),
            "mnist" => Cached(settings, cancellation) ?? await DownloadAsync(settings, progress, cancellation).ConfigureAwait(false),
            _ when PublishedSet.Named(choice) is PublishedSet set => Here(set, settings, cancellation)
                ?? await DownloadAsync(set, settings, progress, cancellation).ConfigureAwait(false),
            _ => DrawnPatterns.Find(choice, cancellation),
        };
        return named is null ? ImageFiles.Open(choice, transposed, preparation, cancellation) : preparation.Apply(named);
    }

    private static (string Choice, bool? Transposed) Turning(string choice) =>
        choice.StartsWith(Digits.Transposed, StringComparison.Ordinal) ? (choice[Digits.Transposed.Length..], true)
        : choice.StartsWith(Digits.Upright, StringComparison.Ordinal) ? (choice[Digits.Upright.Length..], false)
        : (choice, null);

    /// <summary>A published set, if it is on this machine.</summary>
    public DigitData? Here(string name, DigitSettings settings, CancellationToken cancellation)
    {
        if (PublishedSet.Named(name) is PublishedSet set) return Here(set, settings, cancellation);
        if (name != "mnist")
            throw new ArgumentException($"There is no published set '{name}'; there are mnist, "
                + $"{string.Join(", ", PublishedSet.All.Select(known => known.Name))}.", nameof(name));
        string? data = settings.Data?.Trim();
        return !string.IsNullOrEmpty(data) && IsFolder(data) && Read(data, _files, cancellation) is DigitData there
            ? there : Cached(settings, cancellation);
    }

    private static DigitData? Here(PublishedSet set, DigitSettings settings, CancellationToken cancellation) => set.Places(settings)
        .Select(place => Read(place, set.Files, cancellation)).FirstOrDefault(found => found is not null) is DigitData there
        ? there with { ClassNames = set.ClassNames }
        : null;

    private static bool IsFolder(string data) =>
        data is not ("auto" or "mnist" or "generated") && PublishedSet.Named(data) is null && DrawnPatterns.IsOne(data) is false;

    // null where it is missing, incomplete or damaged.
    private static DigitData? Read(string folder, IReadOnlyList<MnistFile> files, CancellationToken cancellation)
    {
        try
        {
            return MnistFolder.Read(folder, published: true, files, transposed: false, cancellation);
        }
        catch (Exception error) when (error is IOException or InvalidDataException or UnauthorizedAccessException)
        {
            return null;
        }
    }

    private async Task<DigitData> DownloadAsync(
        PublishedSet set, DigitSettings settings, IProgress<DownloadProgress>? progress, CancellationToken cancellation)
    {
        string cache = set.Cache(settings);
        try
        {
            MnistDownload download = new(handler) { Files = set.Files, Mirrors = set.Mirrors };
            await download.FetchAsync(cache, progress, cancellation).ConfigureAwait(false);
        }
        catch (HttpRequestException error)
        {
            throw new HttpRequestException(
                $"{error.Message} Put the four packed files of {set.Title} into {cache}, or name a folder that has them.", error);
        }
        return MnistFolder.Read(cache, published: true, set.Files, transposed: false, cancellation) with
        {
            ClassNames = set.ClassNames,
        };
    }

    private async Task<DigitData> AutomaticAsync(
        DigitSettings settings, IProgress<DownloadProgress>? progress, CancellationToken cancellation)
    {
        if (Cached(settings, cancellation) is DigitData cached) return cached;
        if (_failedDownload is null)
        {
            MnistDownload once = new(handler)
            {
                Files = _files,
                Mirrors = settings.Mirrors,
                Rounds = 1,
                ConnectTimeout = AutomaticWait / settings.Mirrors.Count,
                Patience = AutomaticWait,
            };
            try
            {
                return await FetchAsync(once, settings, progress, cancellation).ConfigureAwait(false);
            }
            catch (Exception error)
                when (error is HttpRequestException or IOException or UnauthorizedAccessException or InvalidDataException)
            {
                _failedDownload = error.Message;
            }
        }
        // Which mirror failed how is for whoever asks for MNIST by name; here it is one line in a notebook.
        progress?.Report(new DownloadProgress("MNIST", 0, null, _failedDownload));
        return Generated("because no MNIST is in ATTRACTOR_DATA or the cache, and none could be downloaded", cancellation);
    }

    private async Task<DigitData> DownloadAsync(
        DigitSettings settings, IProgress<DownloadProgress>? progress, CancellationToken cancellation)
    {
        try
        {
            MnistDownload download = new(handler) { Files = _files, Mirrors = settings.Mirrors };
            return await FetchAsync(download, settings, progress, cancellation).ConfigureAwait(false);
        }
        catch (HttpRequestException error)
        {
            throw new HttpRequestException($"{error.Message} Set ATTRACTOR_DATA to a folder that holds the four IDX files of MNIST, "
                + "or use generated digits.", error);
        }
    }

    private async Task<DigitData> FetchAsync(
        MnistDownload download, DigitSettings settings, IProgress<DownloadProgress>? progress, CancellationToken cancellation)
    {
        await download.FetchAsync(settings.Cache, progress, cancellation).ConfigureAwait(false);
        return MnistFolder.Read(settings.Cache, published: true, _files, transposed: false, cancellation);
    }

    /// <summary>MNIST from the cache, or null where it is missing, incomplete or damaged: then it is fetched again.</summary>
    private DigitData? Cached(DigitSettings settings, CancellationToken cancellation) => Read(settings.Cache, _files, cancellation);

    private static DigitData Generated(string reason, CancellationToken cancellation)
    {
        ImageSet train = GeneratedDigits.Draw(Digits.GeneratedTrain, Digits.GeneratedSeed, "train", cancellation);
        ImageSet test = GeneratedDigits.Draw(Digits.GeneratedTest, Digits.GeneratedSeed, "test", cancellation);
        return new DigitData(train, test, $"Generated digits ({reason}): {train.Count} training and {test.Count} test images");
    }
}
