using PuppeteerSharp;

namespace AttractorNotebooks.Pictures.Tests;

/// <summary>A page and all that it complained of.</summary>
public sealed class TestPage : IAsyncDisposable
{
    public TestPage(IPage page)
    {
        Page = page;
        page.Console += (_, happened) =>
        {
            if (happened.Message.Type is ConsoleType.Error or ConsoleType.Warning) Complaints.Add(happened.Message.Text);
        };
        page.PageError += (_, happened) => Complaints.Add(happened.Message);
        page.Dialog += (_, happened) => Complaints.Add($"dialog {happened.Dialog.Message}");
    }

    public IPage Page { get; }

    public List<string> Complaints { get; } = [];

    public List<string> Requests { get; } = [];

    /// <summary>Waits until so many live charts have taken their pictures' places.</summary>
    public async Task WaitForChartsAsync(int count = 1) =>
        await Page.WaitForFunctionAsync("count => [...document.querySelectorAll('.attractor-figure')].filter(host => host.children.length "
            + "=== 1 && host.querySelector('.main-svg')).length === count", count);

    /// <summary>Waits until so many figures have said that they stay as they are.</summary>
    public Task WaitForComplaintsAsync(int count = 1) =>
        BrowserPages.WaitForConditionAsync(() => Complaints.Count(text => text.Contains("Figure stays a picture", StringComparison.Ordinal))
            == count);

    public async ValueTask DisposeAsync() => await Page.BrowserContext.CloseAsync();
}
