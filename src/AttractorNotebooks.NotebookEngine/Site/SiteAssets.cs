namespace AttractorNotebooks.NotebookEngine.Site;

/// <summary>Scripts that are laid beside the pages. What is missing is left to the network (figures) or shown as it was typed (formulas).</summary>
/// <param name="Plotly">plotly.js, which draws the figures; null when there is none, or nothing to draw.</param>
/// <param name="Katex">KaTeX's npm package, which sets the formulas; null when there is none, or nothing to set.</param>
/// <param name="Figure">Draws a figure from its JSON and its picture; null when figures of files are shown by their pictures only.</param>
/// <param name="Front">What stands above the list of notebooks: markup of our own, or null.</param>
public sealed record SiteAssets(string? Plotly, byte[]? Katex, Func<string, byte[]?, string>? Figure = null, string? Front = null);
