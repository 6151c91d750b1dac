using Microsoft.Playwright;

namespace AttractorNotebooks.Pictures.Tests;

internal static class PageExtensions
{
    /// <summary>Waits for what the test itself collects; half a minute at most.</summary>
    public static async Task WaitForConditionAsync(this IPage page, Func<bool> condition)
    {
        for (int i = 0; i < 300 && !condition(); i++) await page.WaitForTimeoutAsync(100);
        Assert.True(condition());
    }
}
