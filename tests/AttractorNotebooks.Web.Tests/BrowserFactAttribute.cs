using AttractorNotebooks.Pictures;

namespace AttractorNotebooks.Web.Tests;

/// <summary>A test in a real browser; skipped, with the reason, where there is none.</summary>
internal sealed class BrowserFactAttribute : FactAttribute
{
    public BrowserFactAttribute() => Skip = BrowserFinder.Find().Problem;
}
