using System.Net;
using AttractorNotebooks.Data;

namespace AttractorNotebooks.Tests.Data;

/// <summary>Mirrors that answer and then deliver nothing, or next to nothing.</summary>
public sealed class StalledMirrorTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly FakeMirror _mirror = new();

    public void Dispose()
    {
        _folder.Dispose();
        _mirror.Dispose();
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task All_mirrors_together_have_no_more_patience_than_was_granted(bool trickles)
    {
        Stall(trickles);
        MnistDownload download = new(_mirror) { Files = _mirror.Files, Rounds = 1, Patience = TimeSpan.FromSeconds(0.5) };
        long start = Environment.TickCount64;
        HttpRequestException error = await Assert.ThrowsAsync<HttpRequestException>(() => download.FetchAsync(_folder.Path));
        Assert.Contains("no answer within 0.5 s", error.Message, StringComparison.Ordinal);
        Assert.InRange(Environment.TickCount64 - start, 400, 10_000);
        Assert.Empty(Directory.GetFiles(_folder.Path));
    }

    [Fact]
    public async Task Automatic_choice_goes_on_without_MNIST_after_the_stated_wait()
    {
        Stall(trickles: false);
        long start = Environment.TickCount64;
        DigitData digits = await new DigitFinder(_mirror, _mirror.Files)
            .OpenAsync("auto", new DigitSettings(null, _folder.At("cache")), null, default);
        Assert.Contains("none could be downloaded", digits.Description, StringComparison.Ordinal);
        // What comes on top is the drawing, on a machine that may be busy; it was a minute.
        Assert.InRange(Environment.TickCount64 - start, 0, (long)DigitFinder.AutomaticWait.TotalMilliseconds + 25_000);
    }

    [Fact]
    public async Task A_download_removes_what_killed_ones_left()
    {
        string left = _folder.At($"{_mirror.Files[0].PackedName}.0123456789abcdef0123456789abcdef.partial");
        File.WriteAllText(left, "half");
        File.SetLastWriteTimeUtc(left, DateTime.UtcNow.AddDays(-1));
        await _mirror.Download().FetchAsync(_folder.Path);
        Assert.Equal(_mirror.Files.Select(file => file.PackedName).Order(StringComparer.Ordinal),
            Directory.GetFiles(_folder.Path).Select(path => Path.GetFileName(path)).Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task A_mirror_whose_file_promises_a_gigabyte_is_left_before_it_is_unpacked()
    {
        byte[] bomb = IdxBytes.Gzip(IdxBytes.File(new byte[100_000_000], 100_000, 50, 20));
        _mirror.Mischief = (_, _, _, _) => Task.FromResult<HttpResponseMessage?>(FakeMirror.Answer(bomb));
        MnistDownload download = new(_mirror) { Files = [_mirror.Files[0] with { Count = 6 }], Rounds = 1 };
        long before = GC.GetTotalAllocatedBytes(precise: true);
        Assert.Contains("not the published MNIST",
            (await Assert.ThrowsAsync<HttpRequestException>(() => download.FetchAsync(_folder.Path))).Message, StringComparison.Ordinal);
        Assert.InRange(GC.GetTotalAllocatedBytes(precise: true) - before, 0, 16 << 20);
    }

    private void Stall(bool trickles) => _mirror.Mischief = (_, _, content, _) =>
        Task.FromResult<HttpResponseMessage?>(
            new HttpResponseMessage(HttpStatusCode.OK)
            {
                Content = new StreamContent(trickles ? new Trickle()
            : new TroubledStream(content, Trouble.Stall))
            });

    /// <summary>A byte now and then, without end.</summary>
    private sealed class Trickle : Stream
    {
        public override bool CanRead => true;
        public override bool CanSeek => false;
        public override bool CanWrite => false;
        public override long Length => throw new NotSupportedException();
        public override long Position { get => throw new NotSupportedException(); set => throw new NotSupportedException(); }

        public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
        {
            await Task.Delay(20, cancellationToken);
            buffer.Span[0] = 0;
            return 1;
        }

        public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();
        public override void Flush() => throw new NotSupportedException();
        public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();
        public override void SetLength(long value) => throw new NotSupportedException();
        public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();
    }
}
