namespace AttractorNotebooks.Simd;

/// <summary>What turning tokens back into pixels reads and writes, for one block of lanes.</summary>
internal unsafe struct DecodeJob
{
    /// <summary>N.</summary>
    public int Tokens;

    /// <summary>d.</summary>
    public int Dim;

    /// <summary>Pixels of a patch: a / 2.</summary>
    public int PatchPixels;

    /// <summary>F transposed, [a, d].</summary>
    public float* Embedding;

    /// <summary>x, rows [N d].</summary>
    public float* State;

    /// <summary>u in the order of patches, rows [N, a / 2].</summary>
    public float* Level;
}
