namespace AttractorNotebooks.Plotly.Display;

/// <summary>The formatters of a table: HTML, and plain text for whoever can't show that.</summary>
internal sealed class TableFormatterSource
{
    // By convention an instance method of exactly this name, found by reflection.
#pragma warning disable CA1822
    public IEnumerable<object> CreateTypeFormatters() =>
        [new Formatter<Table>("text/html", table => table.ToHtml()), new Formatter<Table>("text/plain", table => table.ToString())];
#pragma warning restore CA1822
}
