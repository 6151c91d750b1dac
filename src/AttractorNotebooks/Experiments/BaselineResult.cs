using AttractorNotebooks.Analysis;

namespace AttractorNotebooks.Experiments;

/// <summary>How well a simple method does on the images of a recall experiment.</summary>
/// <param name="Name">The method.</param>
/// <param name="Mse">MSE over all pixels, over the images.</param>
/// <param name="MaskedMse">MSE over the masked pixels; null for noise.</param>
public sealed record BaselineResult(string Name, Summary Mse, Summary? MaskedMse);
