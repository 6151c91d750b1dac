namespace AttractorNotebooks.Cli.Tests;

/// <summary>A test in a real browser; skipped, with the reason, where there is no browser.</summary>
[AttributeUsage(AttributeTargets.Method)]
internal sealed class BrowserFactAttribute : FactAttribute
{
    public BrowserFactAttribute() => Skip = RealBrowser.Missing;
}
