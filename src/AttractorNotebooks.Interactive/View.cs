using AttractorNotebooks.Plotly;

namespace AttractorNotebooks.Interactive;

/// <summary>An object as a notebook shows it: a figure or a table, and always a text.</summary>
/// <param name="Text">For text/plain; one line or a small table.</param>
internal sealed record View(string Text)
{
    public Figure? Figure { get; init; }

    public Table? Table { get; init; }

    /// <summary>What stands below the table, for text/html only.</summary>
    public string Html { get; init; } = "";
}
