namespace AttractorNotebooks.Dynamics;

/// <summary>Errors of one step, a number an image.</summary>
internal sealed record PixelErrors(double[] All, double[]? Masked, double[]? Known, double[] Correlation);
