using Microsoft.Playwright;

namespace AttractorNotebooks.Pictures.Tests;

/// <summary>A page and all that it complained of.</summary>
public sealed class TestPage : IAsyncDisposable
{
    public TestPage(IPage page)
    {
        Page = page;
        page.Console += (_, message) =>
        {
            if (message.Type is "error" or "warning") Complaints.Add(message.Text);
        };
        page.PageError += (_, error) => Complaints.Add(error);
        page.Dialog += (_, dialog) => Complaints.Add($"dialog {dialog.Message}");
    }

    public IPage Page { get; }

    public List<string> Complaints { get; } = [];

    public List<string> Requests { get; } = [];

    /// <summary>Waits until so many live charts have taken their pictures' places.</summary>
    public async Task WaitForChartsAsync(int count = 1) =>
        await Page.WaitForFunctionAsync("count => [...document.querySelectorAll('.attractor-figure')].filter(host => host.children.length === 1 && host.querySelector('.main-svg')).length === count", count);

    public async ValueTask DisposeAsync() => await Page.Context.CloseAsync();
}
