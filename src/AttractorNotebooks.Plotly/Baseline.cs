namespace AttractorNotebooks.Plotly;

/// <summary>A labelled horizontal line.</summary>
internal sealed record Baseline(string Label, double Value);
