using System.Collections.Concurrent;
using System.Net;
using System.Security.Cryptography;
using AttractorNotebooks.Data;

namespace AttractorNotebooks.Tests.Data;

/// <summary>A mirror that never leaves the process: serves a tiny data set in MNIST's form and misbehaves as told.</summary>
internal sealed class FakeMirror : HttpMessageHandler
{
    private readonly Dictionary<string, byte[]> _packed = [];

    public FakeMirror()
    {
        List<MnistFile> files = [];
        foreach ((string stem, int count) in new[] { ("train", 6), ("t10k", 4) })
        {
            Add($"{stem}-images", 3, IdxBytes.File([.. Enumerable.Range(0, count * 16).Select(k => (byte)(k * 7))], (uint)count, 4, 4));
            Add($"{stem}-labels", 1, IdxBytes.File([.. Enumerable.Range(0, count).Select(k => (byte)(k % 2))], (uint)count));
        }
        Files = files;

        void Add(string stem, int rank, byte[] content)
        {
            MnistFile file = new(stem, rank, Convert.ToHexStringLower(SHA256.HashData(content)));
            files.Add(file);
            _packed[file.PackedName] = IdxBytes.Gzip(content);
        }
    }

    /// <summary>The files with the checksums they should have.</summary>
    public IReadOnlyList<MnistFile> Files { get; }

    /// <summary>Every address asked for.</summary>
    public ConcurrentQueue<Uri> Requests { get; } = [];

    /// <summary>
    /// Answers instead of the mirror; null where it has nothing to say. Receives the address, how many requests came before, and
    /// the right content.
    /// </summary>
    public Func<Uri, int, byte[], CancellationToken, Task<HttpResponseMessage?>> Mischief { get; set; } = (_, _, _, _) =>
        Task.FromResult<HttpResponseMessage?>(null);

    public byte[] Packed(string name) => _packed[name];

    public MnistDownload Download() => new(this) { Files = Files, Backoff = TimeSpan.FromMilliseconds(1) };

    public static HttpResponseMessage Answer(byte[] content) => new(HttpStatusCode.OK) { Content = new ByteArrayContent(content) };

    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        int before = Requests.Count;
        Requests.Enqueue(request.RequestUri!);
        byte[] content = _packed[request.RequestUri!.Segments[^1]];
        return await Mischief(request.RequestUri!, before, content, cancellationToken) ?? Answer(content);
    }
}
