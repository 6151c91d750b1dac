using System.Security.Cryptography;
using System.Text;
using AttractorNotebooks.Plotly.Html;

namespace AttractorNotebooks.Plotly.Tests.Html;

public sealed class PlotlyFinderTests : IDisposable
{
    private const string Script = "window.Plotly = {};";
    private static readonly string Integrity = "sha384-" + Convert.ToBase64String(SHA384.HashData(Encoding.UTF8.GetBytes(Script)));

    private readonly DirectoryInfo folder = Directory.CreateTempSubdirectory("plotly-tests-");
    private readonly List<string> messages = [];

    private string Cache => Path.Combine(folder.FullName, "cache");

    public void Dispose() => folder.Delete(recursive: true);

    [Fact]
    public async Task A_fetched_script_is_kept_and_not_fetched_again()
    {
        Origin origin = new(() => Script);

        Assert.Equal(Script, await Find(origin));
        Assert.Equal(Script, await Find(origin));

        Assert.Equal(1, origin.Calls);
        Assert.Equal(Script, await File.ReadAllTextAsync(Assert.Single(Directory.GetFiles(Cache))));
    }

    [Fact]
    public async Task The_next_origin_is_asked_when_one_fails_or_sends_something_else()
    {
        Origin offline = new(() => throw new HttpRequestException("no network")), wrong = new(() => "another script"), good = new(() => Script);

        Assert.Equal(Script, await Find(offline, wrong, good));
        Assert.Equal([1, 1, 1], new[] { offline, wrong, good }.Select(origin => origin.Calls));
    }

    [Fact]
    public async Task A_damaged_copy_is_replaced()
    {
        await Find(new Origin(() => Script));
        string file = Assert.Single(Directory.GetFiles(Cache));
        await File.WriteAllTextAsync(file, Script[..5]);

        Assert.Equal(Script, await Find(new Origin(() => Script)));

        Assert.Contains(messages, message => message.Contains("damaged", StringComparison.Ordinal));
        Assert.Equal(Script, await File.ReadAllTextAsync(file));
    }

    [Fact]
    public async Task A_script_that_cannot_be_had_is_said_with_the_reason_and_the_way_out()
    {
        Assert.Null(await Find(new Origin(() => throw new TimeoutException("no answer in time")), new Origin(() => "tampered")));

        Assert.Contains("no answer in time", messages[^1], StringComparison.Ordinal);
        Assert.Contains("its hash is another", messages[^1], StringComparison.Ordinal);
        Assert.Contains("ATTRACTOR_PLOTLY_JS", messages[^1], StringComparison.Ordinal);
        Assert.False(Directory.Exists(Cache));
    }

    [Fact]
    public async Task A_cache_that_cannot_be_written_costs_only_the_next_fetch()
    {
        await File.WriteAllTextAsync(Cache, "a file where the folder should be");

        Assert.Equal(Script, await Find(new Origin(() => Script)));
        Assert.Contains(messages, message => message.Contains("could not be kept", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_file_that_the_user_names_comes_first()
    {
        string file = Path.Combine(folder.FullName, "mine.js");
        await File.WriteAllTextAsync(file, "mine");
        Origin origin = new(() => Script);

        Assert.Equal("mine", await new PlotlyFinder(new PlotlySettings(file, Cache), Integrity, [origin]).FindAsync(null, CancellationToken.None));
        Assert.Equal(0, origin.Calls);
    }

    [Fact]
    public async Task A_named_file_that_is_missing_is_an_error_that_names_it()
    {
        string file = Path.Combine(folder.FullName, "missing.js");

        IOException error = await Assert.ThrowsAsync<IOException>(() => new PlotlyFinder(new PlotlySettings(file, Cache), Integrity, []).FindAsync(null, CancellationToken.None));

        Assert.Contains(file, error.Message, StringComparison.Ordinal);
        Assert.Contains("ATTRACTOR_PLOTLY_JS", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Cancellation_is_not_taken_for_a_failure()
    {
        using CancellationTokenSource cancellation = new();
        Origin origin = new(() => { cancellation.Cancel(); cancellation.Token.ThrowIfCancellationRequested(); return ""; });

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => new PlotlyFinder(new PlotlySettings(null, Cache), Integrity, [origin]).FindAsync(null, cancellation.Token));
    }

    [NpmFact]
    public void The_npm_package_holds_the_script_with_the_pinned_hash()
    {
        byte[] script = NpmFactAttribute.Script;

        Assert.Equal(PlotlyJs.Integrity, "sha384-" + Convert.ToBase64String(SHA384.HashData(script)));
        // What allows a page to carry it inline.
        Assert.DoesNotContain("</script", Encoding.UTF8.GetString(script), StringComparison.OrdinalIgnoreCase);
    }

    private Task<string?> Find(params Origin[] origins) =>
        new PlotlyFinder(new PlotlySettings(null, Cache), Integrity, origins).FindAsync(new Messages(messages), CancellationToken.None);

    private sealed class Origin(Func<string> script) : IPlotlyOrigin
    {
        public string Name => "a test";

        public int Calls { get; private set; }

        public Task<byte[]> FetchAsync(CancellationToken cancellationToken)
        {
            Calls++;
            return Task.FromResult(Encoding.UTF8.GetBytes(script()));
        }
    }

    private sealed class Messages(List<string> messages) : IProgress<string>
    {
        public void Report(string value) => messages.Add(value);
    }
}
