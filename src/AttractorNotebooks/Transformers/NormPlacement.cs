namespace AttractorNotebooks.Transformers;

/// <summary>Where a block normalizes.</summary>
public enum NormPlacement
{
    /// <summary>Before each part: x + part(norm(x)). The state may grow with every application.</summary>
    Before,

    /// <summary>After each part, as in the first transformer (Vaswani et al., 2017): norm(x + part(x)). The state keeps its size.</summary>
    After,
}
