namespace AttractorNotebooks.Plotly;

/// <summary>One series of a line chart; low and high, where given, bound its band.</summary>
internal sealed record Curve(string Name, double[] X, double[] Y, double[]? Low, double[]? High, bool PointsOnly);
