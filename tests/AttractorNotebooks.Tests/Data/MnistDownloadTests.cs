using System.Net;
using AttractorNotebooks.Data;

namespace AttractorNotebooks.Tests.Data;

[Trait("Speed", "Slow")]
public sealed class MnistDownloadTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly FakeMirror _mirror = new();

    public void Dispose()
    {
        _folder.Dispose();
        _mirror.Dispose();
    }

    private string[] Arrived() => [.. Directory.GetFiles(_folder.Path).Select(path => Path.GetFileName(path)).Order()];

    private string[] Wanted() => [.. _mirror.Files.Select(file => file.PackedName).Order()];

    [Fact]
    public async Task Four_files_arrive_checked_with_progress()
    {
        List<DownloadProgress> progress = [];
        await _mirror.Download().FetchAsync(_folder.Path, new Direct(progress));
        Assert.Equal(Wanted(), Arrived());
        Assert.Equal(4, _mirror.Requests.Count);
        foreach (string name in Wanted())
        {
            DownloadProgress last = progress.Last(p => p.File == name);
            Assert.Equal(last.Total, last.Received);
            Assert.Null(last.Remark);
        }
        DigitData digits = MnistFolder.Read(_folder.Path, published: true, _mirror.Files, transposed: false, default);
        Assert.Equal((6, 4), (digits.Train.Count, digits.Test.Count));
    }

    [Fact]
    public async Task What_is_there_and_right_is_not_fetched_again_and_what_is_damaged_is()
    {
        await _mirror.Download().FetchAsync(_folder.Path);
        await _mirror.Download().FetchAsync(_folder.Path);
        Assert.Equal(4, _mirror.Requests.Count);

        string damaged = _folder.At(_mirror.Files[2].PackedName);
        await File.WriteAllBytesAsync(damaged, [1, 2, 3]);
        await _mirror.Download().FetchAsync(_folder.Path);
        Assert.Equal(5, _mirror.Requests.Count);
        MnistFolder.Read(_folder.Path, published: true, _mirror.Files, transposed: false, default);
    }

    [Fact]
    public async Task A_flaky_mirror_is_tried_again_and_the_next_one_asked()
    {
        List<DownloadProgress> progress = [];
        _mirror.Mischief = (_, before, _, _) =>
            before < 3 ? throw new HttpRequestException("connection refused") : Task.FromResult<HttpResponseMessage?>(null);
        await _mirror.Download().FetchAsync(_folder.Path, new Direct(progress));
        Assert.Equal(Wanted(), Arrived());
        Assert.Equal(3, progress.Count(p => p.Remark?.Contains("connection refused", StringComparison.Ordinal) == true));
        Assert.Equal(MnistDownload.PublicMirrors.Select(m => m.Host), _mirror.Requests.Take(2).Select(r => r.Host));
    }

    public static TheoryData<string, string> Mischiefs => new()
    {
        { "missing", "404" },
        { "wrong checksum", "wrong checksum" },
        { "cut short", "cut short" },
        { "error page", "not IDX data" },
        { "endless", "more than" },
        { "never answers", "no answer" },
        { "stops in the middle", "no answer" },
        { "breaks off", "broken off" },
    };

    [Theory]
    [MemberData(nameof(Mischiefs))]
    public async Task A_file_that_no_mirror_delivers_is_an_error_and_leaves_nothing_behind(string mischief, string reason)
    {
        _mirror.Mischief = async (_, _, content, cancellation) =>
        {
            switch (mischief)
            {
                case "missing": return new HttpResponseMessage(HttpStatusCode.NotFound);
                case "wrong checksum": return FakeMirror.Answer(IdxBytes.Gzip(IdxBytes.File(new byte[6 * 16], 6, 4, 4)));
                case "cut short": return FakeMirror.Answer(content[..(content.Length / 2)]);
                case "error page": return FakeMirror.Answer("<html>Sign in to the hotel's network</html>"u8.ToArray());
                case "endless":
                    return new HttpResponseMessage(HttpStatusCode.OK)
                    {
                        Content =
                    new StreamContent(new TroubledStream(content, Trouble.Endless))
                    };
                case "stops in the middle":
                    return new HttpResponseMessage(HttpStatusCode.OK)
                    {
                        Content =
                    new StreamContent(new TroubledStream(content, Trouble.Stall))
                    };
                case "breaks off":
                    return new HttpResponseMessage(HttpStatusCode.OK)
                    {
                        Content =
                    new StreamContent(new TroubledStream(content, Trouble.Break))
                    };
                default:
                    await Task.Delay(Timeout.Infinite, cancellation);
                    return null;
            }
        };
        MnistDownload download = new(_mirror)
        {
            Files = _mirror.Files,
            Rounds = 2,
            Backoff = TimeSpan.FromMilliseconds(1),
            ConnectTimeout = mischief == "never answers" ? TimeSpan.FromMilliseconds(50) : TimeSpan.FromSeconds(30),
            StallTimeout = mischief == "stops in the middle" ? TimeSpan.FromMilliseconds(50) : TimeSpan.FromSeconds(30),
        };
        HttpRequestException error = await Assert.ThrowsAsync<HttpRequestException>(() => download.FetchAsync(_folder.Path));
        Assert.Contains(reason, error.Message, StringComparison.Ordinal);
        foreach (Uri mirror in MnistDownload.PublicMirrors) Assert.Contains(mirror.Host, error.Message, StringComparison.Ordinal);
        Assert.Equal(4, _mirror.Requests.Count);
        Assert.Empty(Arrived());
    }

    [Fact]
    public async Task A_download_can_be_stopped_and_keeps_what_has_arrived()
    {
        using CancellationTokenSource stop = new();
        _mirror.Mischief = async (_, before, _, cancellation) =>
        {
            if (before < 2) return null;
            await stop.CancelAsync();
            await Task.Delay(Timeout.Infinite, cancellation);
            return null;
        };
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => _mirror.Download().FetchAsync(_folder.Path, null, stop.Token));
        Assert.Equal(_mirror.Files.Take(2).Select(file => file.PackedName).Order(), Arrived());
    }

    [Fact]
    public async Task A_folder_that_cannot_be_made_is_an_io_error()
    {
        string file = _folder.At("file");
        await File.WriteAllTextAsync(file, "in the way");
        await Assert.ThrowsAnyAsync<IOException>(() => _mirror.Download().FetchAsync(Path.Combine(file, "mnist")));
        Assert.Equal("in the way", await File.ReadAllTextAsync(file));
    }

    private sealed class Direct(List<DownloadProgress> list) : IProgress<DownloadProgress>
    {
        public void Report(DownloadProgress value) => list.Add(value);
    }
}
