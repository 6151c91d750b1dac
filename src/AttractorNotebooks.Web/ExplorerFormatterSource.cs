using AttractorNotebooks.Plotly.Display;

namespace AttractorNotebooks.Web;

/// <summary>The formatters of an explorer: a frame with the page, and plain text for whoever can't show that.</summary>
internal sealed class ExplorerFormatterSource
{
    // By convention an instance method of exactly this name, found by reflection.
#pragma warning disable CA1822
    public IEnumerable<object> CreateTypeFormatters() =>
        [new Formatter<Explorer>("text/html", explorer => explorer.ToHtml()), new Formatter<Explorer>("text/plain", explorer => explorer.ToString())];
#pragma warning restore CA1822
}
