namespace AttractorNotebooks.Web;

/// <summary>The formatters of an explorer: a frame with the page, and plain text for whoever can't show that.</summary>
internal sealed class ExplorerFormatterSource
{
    // Names and shapes are the convention's, found by reflection.
#pragma warning disable CA1822
    public IEnumerable<object> CreateTypeFormatters() =>
        [new Formatter("text/html", explorer => explorer.ToHtml()), new Formatter("text/plain", explorer => explorer.ToString())];
#pragma warning restore CA1822

    private sealed class Formatter(string mimeType, Func<Explorer, string> write)
    {
        public string MimeType { get; } = mimeType;

        public bool Format(object instance, TextWriter writer)
        {
            if (instance is not Explorer explorer) return false;
            writer.Write(write(explorer));
            return true;
        }
    }
}
