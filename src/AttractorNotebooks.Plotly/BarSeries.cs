namespace AttractorNotebooks.Plotly;

/// <summary>One bar per category; low and high, where given, are the ends of its error bar.</summary>
internal sealed record BarSeries(string Name, double[] Values, double[]? Low, double[]? High);
