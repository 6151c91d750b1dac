namespace AttractorNotebooks.Pictures.Tests;

/// <summary>As <see cref="BrowserFactAttribute"/>, for several cases.</summary>
internal sealed class BrowserTheoryAttribute : TheoryAttribute
{
    public BrowserTheoryAttribute() => Skip = TestBrowser.Missing;
}
