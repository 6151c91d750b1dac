namespace AttractorNotebooks.Pictures.Tests;

/// <summary>A test in a real browser; skipped, with the reason, where there is no browser.</summary>
internal sealed class BrowserFactAttribute : FactAttribute
{
    public BrowserFactAttribute() => Skip = TestBrowser.Missing;
}
