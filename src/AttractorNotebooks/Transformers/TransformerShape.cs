namespace AttractorNotebooks.Transformers;

/// <summary>The sizes of a transformer.</summary>
/// <param name="Tokens">N, tokens of an image.</param>
/// <param name="Components">a, components of a patch.</param>
/// <param name="Width">Components of a token inside.</param>
/// <param name="Heads">Attention heads; divides the width.</param>
/// <param name="Hidden">Components between the two layers of an MLP.</param>
/// <param name="Blocks">Different blocks.</param>
/// <param name="Norm">Where a block normalizes.</param>
/// <param name="Causal">Whether a token attends to none that come after it.</param>
internal readonly record struct TransformerShape(
    int Tokens, int Components, int Width, int Heads, int Hidden, int Blocks, NormPlacement Norm = NormPlacement.Before,
    bool Causal = false);
