using System.Net;
using PuppeteerSharp;

namespace AttractorNotebooks.Pictures.Tests;

/// <summary>One browser for all tests of a class.</summary>
public sealed class TestBrowser : IAsyncLifetime
{
    public const string Address = "http://figures.test/";

    private IBrowser? _browser;

    /// <summary>Why no test can run in a browser here; null where one can.</summary>
    public static string? Missing => StaticPictures.Missing;

    public async Task InitializeAsync()
    {
        if (Missing is null) _browser = await BrowserPages.LaunchAsync();
    }

    public async Task DisposeAsync()
    {
        if (_browser is not null) await _browser.DisposeAsync();
    }

    /// <summary>Opens a page that reaches no network, but what <paramref name="cdn"/> answers under plotly.js's address.</summary>
    public async Task<TestPage> OpenAsync(string body, int width = 900, string style = "background:#fff;color:#222", string head = "",
        Func<string?>? cdn = null, bool scripts = true)
    {
        IBrowserContext context = await _browser!.CreateBrowserContextAsync();
        TestPage page = new(await context.NewPageAsync());
        await page.Page.SetViewportAsync(new ViewPortOptions { Width = width, Height = 700 });
        await page.Page.SetJavaScriptEnabledAsync(scripts);
        await page.Page.SetRequestInterceptionAsync(true);
        page.Page.AddRequestInterceptor(async request =>
        {
            if (request.Url.StartsWith("data:", StringComparison.Ordinal))
            {
                await request.ContinueAsync();
                return;
            }
            page.Requests.Add(request.Url);
            if (request.Url == Address)
                await request.RespondAsync(Answer("text/html; charset=utf-8", $"<!doctype html><html><head><link rel=icon "
                    + $"href=data:,>{head}</head><body style=\"margin:0;{style}\">{body}</body></html>"));
            else if (request.Url == PlotlyJs.Address && cdn?.Invoke() is { } script)
                await request.RespondAsync(Answer("text/javascript", script));
            else
                await request.AbortAsync();
        });
        await page.Page.GoToAsync(Address);
        return page;
    }

    /// <summary>Opens a page that carries plotly.js itself.</summary>
    public Task<TestPage> OpenOfflineAsync(string body, int width = 900, string style = "background:#fff;color:#222") =>
        OpenAsync(body, width, style, $"<script>{PlotlyJs.Read()}</script>");

    private static ResponseData Answer(string type, string body) => new()
    {
        Status = HttpStatusCode.OK,
        ContentType = type,
        Body = body,
        Headers = new Dictionary<string, object> { ["Access-Control-Allow-Origin"] = "*" },
    };
}
