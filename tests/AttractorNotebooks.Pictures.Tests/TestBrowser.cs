using AttractorNotebooks.Plotly.Html;
using Microsoft.Playwright;

namespace AttractorNotebooks.Pictures.Tests;

/// <summary>One browser for all tests of a class.</summary>
public sealed class TestBrowser : IAsyncLifetime
{
    private static readonly Lazy<(string? Script, string? Problem)> Plotly = new(FindPlotly);

    private IPlaywright? playwright;
    private IBrowser? browser;

    /// <summary>Why no test can run in a browser here; null where one can.</summary>
    public static string? Missing => BrowserFinder.Find().Problem ?? Plotly.Value.Problem;

    public static string Script => Plotly.Value.Script!;

    public async Task InitializeAsync()
    {
        if (Missing is not null) return;
        playwright = await Playwright.CreateAsync();
        browser = await playwright.Chromium.LaunchAsync(new() { ExecutablePath = BrowserFinder.Find().Path, Args = ["--disable-gpu", "--no-first-run", "--disable-background-networking", "--disable-component-update", "--disable-sync"] });
    }

    public async Task DisposeAsync()
    {
        if (browser is not null) await browser.CloseAsync();
        playwright?.Dispose();
    }

    /// <summary>Opens a page that reaches no network, but what <paramref name="cdn"/> answers under plotly.js's pinned address.</summary>
    public async Task<TestPage> OpenAsync(string body, int width = 900, string style = "background:#fff;color:#222", string head = "", Func<string?>? cdn = null, bool scripts = true)
    {
        IBrowserContext context = await browser!.NewContextAsync(new() { ViewportSize = new() { Width = width, Height = 700 }, JavaScriptEnabled = scripts });
        TestPage page = new(await context.NewPageAsync());
        await page.Page.RouteAsync("**/*", async route =>
        {
            page.Requests.Add(route.Request.Url);
            if (route.Request.Url == "http://figures.test/")
                await route.FulfillAsync(new() { ContentType = "text/html; charset=utf-8", Body = $"<!doctype html><html><head><link rel=icon href=data:,>{head}</head><body style=\"margin:0;{style}\">{body}</body></html>" });
            else if (route.Request.Url == PlotlyJs.Address && cdn?.Invoke() is { } script)
                await route.FulfillAsync(new() { ContentType = "text/javascript", Body = script, Headers = new Dictionary<string, string> { ["Access-Control-Allow-Origin"] = "*" } });
            else
                await route.AbortAsync();
        });
        await page.Page.GotoAsync("http://figures.test/");
        return page;
    }

    /// <summary>Opens a page that carries plotly.js itself.</summary>
    public Task<TestPage> OpenOfflineAsync(string body, int width = 900, string style = "background:#fff;color:#222") =>
        OpenAsync(body, width, style, $"<script>{Script}</script>");

    private static (string? Script, string? Problem) FindPlotly()
    {
        List<string> messages = [];
        string? script = Task.Run(() => PlotlyJs.GetAsync(new Messages(messages))).GetAwaiter().GetResult();
        return (script, script is null ? messages[^1] : null);
    }

    private sealed class Messages(List<string> messages) : IProgress<string>
    {
        public void Report(string value) => messages.Add(value);
    }
}
