namespace AttractorNotebooks.NotebookEngine.Site;

/// <summary>Scripts that are laid beside the pages. What is missing is left to the network (figures) or shown as it was typed (formulas).</summary>
/// <param name="Plotly">plotly.js, which draws the figures; null when there is none, or nothing to draw.</param>
/// <param name="Katex">KaTeX's npm package, which sets the formulas; null when there is none, or nothing to set.</param>
public sealed record SiteAssets(string? Plotly, byte[]? Katex);
