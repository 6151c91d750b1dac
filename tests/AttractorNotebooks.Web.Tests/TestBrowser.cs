using System.Globalization;
using System.Text.Json;
using AttractorNotebooks.Pictures;
using PuppeteerSharp;

namespace AttractorNotebooks.Web.Tests;

/// <summary>One browser for all tests of a class, and a folder whose files it opens by file://.</summary>
public sealed class TestBrowser : IAsyncLifetime
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("explorer-tests-");
    private IBrowser? _browser;

    public async Task InitializeAsync()
    {
        if (BrowserFinder.Find().Path is not string program) return;
        _browser = await Puppeteer.LaunchAsync(new LaunchOptions
        {
            ExecutablePath = program,
            Args = ["--no-sandbox", "--disable-gpu", "--no-first-run", "--disable-background-networking", "--disable-component-update",
                "--disable-sync"],
            UserDataDir = Path.Combine(_folder.FullName, "profile"),
            // A busy machine takes its time.
            Timeout = 120_000,
            ProtocolTimeout = 300_000,
        });
    }

    public async Task DisposeAsync()
    {
        if (_browser is not null) await _browser.CloseAsync();
        _folder.Delete(recursive: true);
    }

    public string FilePath(string name) => Path.Combine(_folder.FullName, name);

    /// <summary>Bytes that the largest of the processes that show pages keeps for itself; 0 where the system does not say.</summary>
    public async Task<double> LargestRendererAsync()
    {
        ICDPSession session = await _browser!.Target.CreateCDPSessionAsync();
        JsonElement processes = (await session.SendAsync("SystemInfo.getProcessInfo"))!.Value.GetProperty("processInfo");
        return processes.EnumerateArray().Where(process => process.GetProperty("type").GetString() == "renderer")
            .Select(process => PrivateBytes(process.GetProperty("id").GetInt32())).DefaultIfEmpty().Max();
    }

    // Linux counts what a process shares with no other.
    private static double PrivateBytes(int process)
    {
        string path = $"/proc/{process}/smaps_rollup";
        if (!File.Exists(path)) return 0;
        return File.ReadLines(path).Where(line => line.StartsWith("Private_", StringComparison.Ordinal))
            .Sum(line => 1024 * double.Parse(line.Split(' ', StringSplitOptions.RemoveEmptyEntries)[1], CultureInfo.InvariantCulture));
    }

    /// <summary>Opens a document from the disk and waits until the explorer in it is ready.</summary>
    public async Task<TestPage> OpenAsync(string html, string fragment = "", int width = 1280, bool ready = true)
    {
        string path = FilePath($"{Guid.NewGuid():N}.html");
        await File.WriteAllTextAsync(path, html);
        TestPage page = new(await _browser!.NewPageAsync());
        await page.Page.SetViewportAsync(new ViewPortOptions { Width = width, Height = 900 });
        await page.Page.GoToAsync($"file://{path}#{fragment}");
        if (ready) await page.Page.EvaluateExpressionAsync("attractor.ready.then(() => attractor.settled())");
        return page;
    }
}

/// <summary>A page, all that it complained of and all that it asked for.</summary>
public sealed class TestPage : IAsyncDisposable
{
    public TestPage(IPage page)
    {
        Page = page;
        page.Console += (_, message) =>
        {
            if (message.Message.Type is ConsoleType.Error or ConsoleType.Warning) Complaints.Add(message.Message.Text);
        };
        page.PageError += (_, error) => Complaints.Add(error.Message);
        page.Request += (_, request) => Requests.Add(request.Request.Url);
    }

    public IPage Page { get; }

    public List<string> Complaints { get; } = [];

    public List<string> Requests { get; } = [];

    /// <summary>Calls a function of the page with an argument that JSON can carry.</summary>
    public async Task<JsonElement> CallAsync(string function, object? argument = null)
    {
        string text = await Page.EvaluateFunctionAsync<string>($"async argument => JSON.stringify(await ({function})(argument)) ?? 'null'",
            argument);
        return JsonDocument.Parse(text).RootElement;
    }

    /// <summary>Waits until everything is computed and drawn.</summary>
    public Task SettleAsync() => Page.EvaluateExpressionAsync("attractor.settled()");

    public async ValueTask DisposeAsync() => await Page.CloseAsync();
}
