using PuppeteerSharp;

namespace AttractorNotebooks.Pictures.Tests;

/// <summary>What tests ask of a page.</summary>
internal static class BrowserPages
{
    /// <summary>The browser of this machine, started for tests.</summary>
    public static Task<IBrowser> LaunchAsync() =>
        Puppeteer.LaunchAsync(new LaunchOptions
        {
            ExecutablePath = BrowserFinder.Find().Path,
            Pipe = true,
            Args = BrowserFinder.Arguments
        });

    /// <summary>How many elements a selector finds.</summary>
    public static async Task<int> CountAsync(this IPage page, string selector) => (await page.QuerySelectorAllAsync(selector)).Length;

    /// <summary>The text of the first element that a selector finds.</summary>
    public static async Task<string> TextAsync(this IPage page, string selector) =>
        await (await page.WaitForSelectorAsync(selector)).EvaluateFunctionAsync<string>("element => element.textContent");

    /// <summary>The text of the first element that a selector finds, as a reader sees it.</summary>
    public static async Task<string> SeenTextAsync(this IPage page, string selector) =>
        await (await page.WaitForSelectorAsync(selector)).EvaluateFunctionAsync<string>("element => element.innerText");

    /// <summary>Clicks an element once it is to be seen.</summary>
    public static async Task ClickWhenSeenAsync(this IPage page, string selector) =>
        await (await page.WaitForSelectorAsync(selector, new WaitForSelectorOptions { Visible = true })).ClickAsync();

    /// <summary>Clicks a link and waits for the page that it leads to.</summary>
    public static Task FollowAsync(this IPage page, string selector) =>
        Task.WhenAll(page.WaitForNavigationAsync(), page.ClickWhenSeenAsync(selector));

    /// <summary>Whether an element has a place on the page.</summary>
    public static async Task<bool> IsVisibleAsync(this IPage page, string selector) =>
        await page.QuerySelectorAsync(selector) is { } element && await element.IsVisibleAsync();

    /// <summary>Waits for what the test itself collects; half a minute at most.</summary>
    public static async Task WaitForConditionAsync(Func<bool> condition)
    {
        for (int i = 0; i < 300 && !condition(); i++) await Task.Delay(100);
        Assert.True(condition());
    }
}
