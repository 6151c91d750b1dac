using AttractorNotebooks.Tokens;

namespace AttractorNotebooks.Dynamics;

/// <summary>The images that a state is compared with after every step.</summary>
/// <param name="Tokenizer">The way from tokens back to pixels.</param>
/// <param name="Level">The original u in [0, 1], [B, height, width, channels].</param>
/// <param name="Masked">[B, N]; true where a token was masked. Empty: errors are over all pixels only.</param>
public sealed record ImageTarget(ImageTokenizer Tokenizer, ReadOnlyMemory<float> Level, ReadOnlyMemory<bool> Masked = default);
