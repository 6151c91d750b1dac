namespace AttractorNotebooks.Plotly;

/// <summary>One image of an image figure and its place; masked, where given, marks the pixels that are unknown.</summary>
internal sealed record ImagePanel(int Row, int Column, double[] Pixels, bool[]? Masked);
