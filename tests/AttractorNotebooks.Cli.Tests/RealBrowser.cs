using AttractorNotebooks.Pictures;
using AttractorNotebooks.Pictures.Tests;
using PuppeteerSharp;

namespace AttractorNotebooks.Cli.Tests;

/// <summary>The machine's own browser, with a network that ends at this machine.</summary>
public sealed class RealBrowser : IAsyncLifetime
{
    private IBrowser? _browser;

    /// <summary>Why no test can run in a browser here; null where one can.</summary>
    public static string? Missing => StaticPictures.Missing;

    /// <summary>The addresses beyond this machine that pages asked for.</summary>
    public List<string> Requests { get; } = [];

    /// <summary>Errors that pages reported.</summary>
    public List<string> Complaints { get; } = [];

    public async Task InitializeAsync()
    {
        if (Missing is null) _browser = await BrowserPages.LaunchAsync();
    }

    public async Task DisposeAsync()
    {
        if (_browser is not null) await _browser.DisposeAsync();
    }

    /// <summary>Opens an empty page.</summary>
    /// <param name="width">The window's width in pixels.</param>
    /// <param name="scripts">Whether scripts run.</param>
    public async Task<IPage> OpenAsync(int width = 1000, bool scripts = true)
    {
        Requests.Clear();
        Complaints.Clear();
        IBrowserContext context = await _browser!.CreateBrowserContextAsync();
        IPage page = await context.NewPageAsync();
        page.PageError += (_, happened) => Complaints.Add(happened.Message);
        page.Console += (_, happened) =>
        {
            if (happened.Message.Type == ConsoleType.Error) Complaints.Add(happened.Message.Text);
        };
        await page.SetViewportAsync(new ViewPortOptions { Width = width, Height = 800 });
        await page.SetJavaScriptEnabledAsync(scripts);
        await page.SetRequestInterceptionAsync(true);
        page.AddRequestInterceptor(async request =>
        {
            Uri address = new(request.Url);
            if (address.Scheme is "file" or "data" or "blob" || address.IsLoopback)
            {
                await request.ContinueAsync();
            }
            else
            {
                Requests.Add(request.Url);
                await request.AbortAsync();
            }
        });
        return page;
    }
}
