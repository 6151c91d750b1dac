using AttractorNotebooks.Plotly;

namespace AttractorNotebooks.Interactive;

/// <summary>An object as a notebook shows it: a figure, a table, or a table above a figure; and always a text.</summary>
/// <param name="Text">For text/plain; one line or a small table.</param>
internal sealed record View(string Text)
{
    public Figure? Figure { get; init; }

    public Table? Table { get; init; }

    /// <summary>What else stands between them, for text/html only.</summary>
    public string Html { get; init; } = "";
}
