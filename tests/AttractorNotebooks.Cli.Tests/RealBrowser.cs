using AttractorNotebooks.Pictures;
using AttractorNotebooks.Plotly.Html;
using Microsoft.Playwright;

namespace AttractorNotebooks.Cli.Tests;

/// <summary>The machine's own browser, with a network that ends at this machine.</summary>
public sealed class RealBrowser : IAsyncLifetime
{
    private static readonly Lazy<string?> Plotly = new(() => Task.Run(() => PlotlyJs.GetAsync()).GetAwaiter().GetResult());
    private IPlaywright? playwright;
    private IBrowser? browser;

    /// <summary>Why no test can run in a browser here; null where one can.</summary>
    public static string? Missing => BrowserFinder.Find().Problem ?? (Plotly.Value is null ? "plotly.js is not to be had." : null);

    /// <summary>The addresses beyond this machine that pages asked for.</summary>
    public List<string> Requests { get; } = [];

    /// <summary>Errors that pages reported.</summary>
    public List<string> Complaints { get; } = [];

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

    /// <summary>Opens an empty page.</summary>
    /// <param name="width">The window's width in pixels.</param>
    /// <param name="scripts">Whether scripts run.</param>
    /// <param name="hasCdn">Whether plotly.js is to be had at its pinned address, from this machine's copy.</param>
    public async Task<IPage> OpenAsync(int width = 1000, bool scripts = true, bool hasCdn = false)
    {
        Requests.Clear();
        Complaints.Clear();
        IBrowserContext context = await browser!.NewContextAsync(new() { ViewportSize = new() { Width = width, Height = 800 }, JavaScriptEnabled = scripts });
        IPage page = await context.NewPageAsync();
        page.PageError += (_, error) => Complaints.Add(error);
        page.Console += (_, message) =>
        {
            if (message.Type == "error") Complaints.Add(message.Text);
        };
        await page.RouteAsync("**/*", async route =>
        {
            Uri address = new(route.Request.Url);
            if (address.Scheme is "file" or "data" or "blob" || address.IsLoopback)
            {
                await route.ContinueAsync();
            }
            else
            {
                Requests.Add(route.Request.Url);
                if (hasCdn && route.Request.Url == PlotlyJs.Address) await route.FulfillAsync(new() { ContentType = "text/javascript", Body = Plotly.Value, Headers = new Dictionary<string, string> { ["Access-Control-Allow-Origin"] = "*" } });
                else await route.AbortAsync();
            }
        });
        return page;
    }
}
