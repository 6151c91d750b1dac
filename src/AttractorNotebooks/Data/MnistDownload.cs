using System.Globalization;
using System.Security.Cryptography;
using AttractorNotebooks.Files;

namespace AttractorNotebooks.Data;

/// <summary>Fetches MNIST from public mirrors into a folder; every file arrives whole and checked, or not at all.</summary>
public sealed class MnistDownload
{
    // No file of MNIST is larger than 10 MB packed; more is something else, an error page at best.
    private const long MaximumBytes = 32L << 20;

    private readonly HttpMessageHandler? _handler;

    /// <summary>Prepares a download.</summary>
    /// <param name="handler">Answers the requests and is left open; null for the network.</param>
    public MnistDownload(HttpMessageHandler? handler = null) => _handler = handler;

    /// <summary>Public copies of MNIST.</summary>
    public static IReadOnlyList<Uri> PublicMirrors { get; } =
    [
        new("https://ossci-datasets.s3.amazonaws.com/mnist/"),
        new("https://storage.googleapis.com/cvdf-datasets/mnist/"),
    ];

    /// <summary>Folders that hold the four packed files, tried in this order; each ends with a slash.</summary>
    public IReadOnlyList<Uri> Mirrors { get; init; } = PublicMirrors;

    /// <summary>How often every mirror is tried for a file before giving up.</summary>
    public int Rounds { get; init; } = 3;

    /// <summary>The wait before the second round; it doubles with every round.</summary>
    public TimeSpan Backoff { get; init; } = TimeSpan.FromSeconds(1);

    /// <summary>The longest wait for a mirror to begin its answer.</summary>
    public TimeSpan ConnectTimeout { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>The longest pause inside an answer.</summary>
    public TimeSpan StallTimeout { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>
    /// The longest that all mirrors and files together may go without <see cref="Worthwhile"/> bytes; null for as long as each
    /// may.
    /// </summary>
    public TimeSpan? Patience { get; init; }

    /// <summary>Bytes that renew the patience: fewer, now and then, are no download.</summary>
    public const int Worthwhile = 1 << 18;

    /// <summary>What to fetch; other than MNIST for tests only.</summary>
    internal IReadOnlyList<MnistFile> Files { get; init; } = MnistFile.Published;

    /// <summary>Fetches what <paramref name="folder"/> lacks; files that are there and right stay untouched.</summary>
    /// <param name="folder">Where to; made if it does not exist.</param>
    /// <param name="progress">Told how far each file has come.</param>
    /// <param name="cancellation">Stops the download; files that have arrived stay.</param>
    /// <exception cref="HttpRequestException">
    /// No mirror delivered a file with the right checksum; the message says what each answered.
    /// </exception>
    /// <exception cref="IOException">The folder cannot be written.</exception>
    public async Task FetchAsync(string folder, IProgress<DownloadProgress>? progress = null, CancellationToken cancellation = default)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(folder);
        Directory.CreateDirectory(folder);
        AtomicFile.RemoveLeftovers(folder);
        using CancellationTokenSource patience = new();
        if (Patience is TimeSpan longest) patience.CancelAfter(longest);
        using HttpMessageHandler? own = _handler is null ? new SocketsHttpHandler { ConnectTimeout = ConnectTimeout } : null;
        using HttpClient client = new(_handler ?? own!, disposeHandler: false) { Timeout = Timeout.InfiniteTimeSpan };
        foreach (MnistFile file in Files)
        {
            if (IsThere(file, folder, cancellation)) continue;
            byte[] packed = await FetchAsync(client, file, patience, progress, cancellation).ConfigureAwait(false);
            AtomicFile.Write(Path.Combine(folder, file.PackedName), stream => stream.Write(packed));
        }
    }

    private static bool IsThere(MnistFile file, string folder, CancellationToken cancellation)
    {
        try
        {
            if (file.FindIn(folder) is not string path) return false;
            using FileStream there = File.OpenRead(path);
            return Sha256(there, path, file, cancellation) == file.Sha256;
        }
        catch (InvalidDataException)
        {
            return false;
        }
    }

    private static string Sha256(Stream packed, string name, MnistFile file, CancellationToken cancellation)
    {
        IdxData content = IdxFile.Read(packed, name, header => file.Require(header, name), cancellation).Content;
        if (!file.OfPacked) return content.Sha256;
        packed.Position = 0;
        return Convert.ToHexStringLower(SHA256.HashData(packed));
    }

    private async Task<byte[]> FetchAsync(HttpClient client, MnistFile file, CancellationTokenSource patience,
        IProgress<DownloadProgress>? progress, CancellationToken cancellation)
    {
        List<string> failures = [];
        for (int round = 0; round < Rounds; round++)
        {
            if (round > 0) await Task.Delay(Backoff * (1 << (round - 1)), cancellation).ConfigureAwait(false);
            foreach (Uri mirror in Mirrors)
            {
                try
                {
                    byte[] packed = await ReceiveAsync(client, new Uri(mirror, file.PackedName), file, patience, progress, cancellation)
                        .ConfigureAwait(false);
                    using MemoryStream stream = new(packed, writable: false);
                    string sha256 = Sha256(stream, file.PackedName, file, cancellation);
                    if (sha256 == file.Sha256) return packed;
                    throw new InvalidDataException($"wrong checksum {sha256}");
                }
                catch (Exception error) when (error is HttpRequestException or IOException or InvalidDataException or TimeoutException)
                {
                    string failure = $"{mirror.Host}: {error.Message.TrimEnd('.')}";
                    if (!failures.Contains(failure)) failures.Add(failure);
                    progress?.Report(new DownloadProgress(file.PackedName, 0, null, failure));
                }
            }
        }
        throw new HttpRequestException($"No mirror delivered {file.PackedName}. {string.Join("; ", failures)}.");
    }

    private async Task<byte[]> ReceiveAsync(
        HttpClient client, Uri address, MnistFile file, CancellationTokenSource patience, IProgress<DownloadProgress>? progress,
            CancellationToken cancellation)
    {
        if (patience.IsCancellationRequested) throw new TimeoutException("not asked: the others took too long");
        using CancellationTokenSource watch = CancellationTokenSource.CreateLinkedTokenSource(cancellation, patience.Token);
        long renewed = 0;
        TimeSpan limit = ConnectTimeout;
        try
        {
            watch.CancelAfter(limit);
            using HttpResponseMessage response = await client.GetAsync(address, HttpCompletionOption.ResponseHeadersRead, watch.Token)
                .ConfigureAwait(false);
            response.EnsureSuccessStatusCode();
            long? total = response.Content.Headers.ContentLength;
            using Stream body = await response.Content.ReadAsStreamAsync(watch.Token).ConfigureAwait(false);
            using MemoryStream received = new();
            byte[] buffer = new byte[1 << 16];
            limit = StallTimeout;
            while (true)
            {
                watch.CancelAfter(limit);
                int got = await body.ReadAsync(buffer, watch.Token).ConfigureAwait(false);
                if (Patience is TimeSpan longest && (got == 0 || received.Length - renewed >= Worthwhile))
                {
                    renewed = received.Length;
                    patience.CancelAfter(longest);
                }
                if (got == 0) return received.ToArray();
                received.Write(buffer, 0, got);
                if (received.Length > MaximumBytes) throw new InvalidDataException($"more than {MaximumBytes} bytes");
                progress?.Report(new DownloadProgress(file.PackedName, received.Length, total));
            }
        }
        catch (OperationCanceledException) when (!cancellation.IsCancellationRequested)
        {
            TimeSpan waited = patience.IsCancellationRequested && Patience is TimeSpan longest ? longest : limit;
            throw new TimeoutException(string.Create(CultureInfo.InvariantCulture, $"no answer within {waited.TotalSeconds} s"));
        }
    }
}
