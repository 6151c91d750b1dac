using AttractorNotebooks.Data;

namespace AttractorNotebooks.Tests.Data;

[Trait("Speed", "Slow")]
public sealed class DigitFinderTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly FakeMirror _mirror = new();

    public void Dispose()
    {
        _folder.Dispose();
        _mirror.Dispose();
    }

    private string Cache => _folder.At("cache");

    private Task<DigitData> Open(
        string? source, string? data = null, DigitFinder? finder = null, IProgress<DownloadProgress>? progress = null) =>
        (finder ?? new DigitFinder(_mirror, _mirror.Files)).OpenAsync(source, new DigitSettings(data, Cache), progress, default);

    private void Disconnect() => _mirror.Mischief = (_, _, _, _) => throw new HttpRequestException("no route to host");

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("auto")]
    public async Task Automatic_downloads_once_and_then_uses_the_cache(string? source)
    {
        Assert.Equal("MNIST train", (await Open(source)).Train.Name);
        Assert.Equal(4, _mirror.Requests.Count);
        Disconnect();
        Assert.Equal("MNIST train", (await Open(source)).Train.Name);
        Assert.Equal(4, _mirror.Requests.Count);
    }

    [Fact]
    public async Task Without_a_network_automatic_draws_digits_and_asks_the_network_only_once()
    {
        Disconnect();
        DigitFinder finder = new(_mirror, _mirror.Files);
        for (int k = 0; k < 2; k++)
        {
            Remarks remarks = new();
            DigitData digits = await Open("auto", finder: finder, progress: remarks);
            Assert.Equal((Digits.GeneratedTrain, Digits.GeneratedTest), (digits.Train.Count, digits.Test.Count));
            Assert.Contains("no route to host", remarks.Last, StringComparison.Ordinal);
            Assert.Contains("none could be downloaded", digits.Description, StringComparison.Ordinal);
            Assert.Contains("ATTRACTOR_DATA", digits.Description, StringComparison.Ordinal);
        }
        Assert.Equal(MnistDownload.PublicMirrors.Count, _mirror.Requests.Count);
    }

    [Fact]
    public async Task A_silent_network_costs_no_more_than_the_stated_wait()
    {
        _mirror.Mischief = async (_, _, _, cancellation) =>
        {
            await Task.Delay(Timeout.Infinite, cancellation);
            return null;
        };
        long start = Environment.TickCount64;
        Remarks remarks = new();
        Assert.Contains("none could be downloaded", (await Open("auto", progress: remarks)).Description, StringComparison.Ordinal);
        Assert.Contains("no answer", remarks.Last, StringComparison.Ordinal);
        // What comes on top is the drawing.
        Assert.InRange(Environment.TickCount64 - start, 0, (long)DigitFinder.AutomaticWait.TotalMilliseconds + 5000);
    }

    [Fact]
    public async Task A_damaged_cache_is_repaired_where_possible_and_passed_over_where_not()
    {
        await Open("mnist");
        await File.WriteAllBytesAsync(Path.Combine(Cache, _mirror.Files[0].PackedName), IdxBytes.File(new byte[16], 1, 4, 4));
        Assert.Equal("MNIST train", (await Open("auto")).Train.Name);
        Assert.Equal(5, _mirror.Requests.Count);

        await File.WriteAllBytesAsync(Path.Combine(Cache, _mirror.Files[0].PackedName), [0, 0]);
        Disconnect();
        Assert.Equal("generated train", (await Open("auto")).Train.Name);
        await Assert.ThrowsAsync<HttpRequestException>(() => Open("mnist"));
    }

    [Fact]
    public async Task MNIST_that_cannot_be_had_is_an_error_with_a_way_out()
    {
        Disconnect();
        HttpRequestException error = await Assert.ThrowsAsync<HttpRequestException>(() => Open("mnist"));
        Assert.Contains("no route to host", error.Message, StringComparison.Ordinal);
        Assert.Contains("Set ATTRACTOR_DATA", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_folder_in_the_environment_comes_first()
    {
        IdxBytes.WriteFolder(_folder.At("mine"));
        Disconnect();
        Assert.Equal(6, (await Open("auto", data: _folder.At("mine"))).Train.Count);
        Assert.Equal("MNIST train", (await Open("mnist", data: _folder.At("mine"))).Train.Name);
        Assert.Empty(_mirror.Requests);
    }

    [Fact]
    public async Task A_folder_that_is_not_MNIST_serves_as_a_folder_but_not_as_MNIST()
    {
        IdxBytes.WriteFolder(_folder.At("mine"), train: 8);
        Assert.Equal("mine train", (await Open("auto", data: _folder.At("mine"))).Train.Name);
        Assert.Equal("mine train", (await Open(_folder.At("mine"))).Train.Name);
        await Assert.ThrowsAsync<InvalidDataException>(() => Open("mnist", data: _folder.At("mine")));
    }

    [Theory]
    [InlineData("generated", "generated train")]
    [InlineData("auto", "MNIST train")]
    [InlineData("mnist", "MNIST train")]
    [InlineData(" ", "MNIST train")]
    public async Task Words_in_the_environment_mean_what_they_mean_as_a_source(string data, string name) =>
        Assert.Equal(name, (await Open("auto", data)).Train.Name);

    [Fact]
    public async Task A_source_that_is_named_is_used_whatever_the_environment_says()
    {
        Assert.Equal("generated train", (await Open("generated", data: _folder.At("nowhere"))).Train.Name);
        await Assert.ThrowsAsync<DirectoryNotFoundException>(() => Open(_folder.At("nowhere"), data: "generated"));
        await Assert.ThrowsAsync<DirectoryNotFoundException>(() => Open("auto", data: _folder.At("nowhere")));
    }

    [Theory]
    [InlineData("fashion-mnist", "Fashion-MNIST", "FashionMNIST")]
    [InlineData("fashion-mnist", "Fashion-MNIST", "fashion_mnist")]
    [InlineData("kmnist", "KMNIST", "KMNIST")]
    [InlineData("kmnist", "KMNIST", "k-mnist")]
    public async Task Other_published_sets_are_fetched_by_name_and_nothing_else_passes_for_them(string name, string title, string called)
    {
        Assert.Equal(title, PublishedSet.Named(called)?.Title);
        HttpRequestException error = await Assert.ThrowsAsync<HttpRequestException>(() => Open(name));
        Assert.Contains("not the published " + title, error.Message, StringComparison.Ordinal);
        Assert.Contains($"Put the four packed files of {title} into {_folder.At(name)}", error.Message, StringComparison.Ordinal);
        Assert.Null(new DigitFinder(_mirror, _mirror.Files).Here(name, new DigitSettings(null, Cache), default));
        await Assert.ThrowsAsync<ArgumentException>(() => Open("transposed:" + name));
    }

    [Fact]
    public async Task A_checksum_of_the_packed_file_is_held_against_the_packed_file()
    {
        MnistFile[] packed = [.. _mirror.Files.Select(file => file with
        {
            OfPacked = true,
            Sha256 = Convert.ToHexStringLower(System.Security.Cryptography.SHA256.HashData(_mirror.Packed(file.PackedName))),
        })];
        await new MnistDownload(_mirror) { Files = packed, Backoff = TimeSpan.FromMilliseconds(1) }.FetchAsync(Cache);
        Assert.Equal(6, MnistFolder.Read(Cache, published: true, packed, transposed: false, default).Train.Count);
        packed[0] = packed[0] with { Sha256 = packed[1].Sha256 };
        Assert.Contains("SHA-256 of the packed file should be", Assert.Throws<InvalidDataException>(
            () => MnistFolder.Read(Cache, published: true, packed, transposed: false, default)).Message, StringComparison.Ordinal);
    }

    private sealed class Remarks : IProgress<DownloadProgress>
    {
        public string Last { get; private set; } = "";

        public void Report(DownloadProgress value) => Last = value.Remark ?? Last;
    }
}
