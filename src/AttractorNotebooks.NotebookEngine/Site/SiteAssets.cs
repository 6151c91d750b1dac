namespace AttractorNotebooks.NotebookEngine.Site;

/// <summary>
/// What a site has beside its notebooks. Scripts that are missing are left to the network (figures) or shown as they were
/// typed (formulas).
/// </summary>
/// <param name="Plotly">plotly.js, which draws the figures; null when there is none, or nothing to draw.</param>
/// <param name="Katex">KaTeX's npm package, which sets the formulas; null when there is none, or nothing to set.</param>
/// <param name="Figure">
/// Draws a figure from its JSON and its picture; null when figures of files are shown by their pictures only.
/// </param>
public sealed record SiteAssets(string? Plotly, byte[]? Katex, Func<string, byte[]?, string>? Figure = null)
{
    /// <summary>The text of the front page in Markdown, with the marks of <see cref="FrontPage"/>; null for a bare list.</summary>
    public SitePage? Front { get; init; }

    /// <summary>Pages of plain Markdown, in reading order.</summary>
    public IReadOnlyList<SitePage> Documents { get; init; } = [];

    /// <summary>Libraries (.dll, each with its .xml beside it) whose public members are described; none for no reference.</summary>
    public IReadOnlyList<string> Libraries { get; init; } = [];
}
