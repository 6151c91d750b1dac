namespace AttractorNotebooks.Kernels;

/// <summary>What one call of an attention kernel reads and writes; all pointers to lanes of one block.</summary>
internal unsafe struct AttentionJob
{
    /// <summary>N.</summary>
    public int Tokens;

    /// <summary>d.</summary>
    public int Dim;

    /// <summary>Distance between rows of lanes.</summary>
    public nint Stride;

    /// <summary>Distance between rows of <see cref="Fields"/> and <see cref="Output"/>, which may lie closer together.</summary>
    public nint LocalStride;

    /// <summary>The row J_i, [N, d, d].</summary>
    public float* Couplings;

    /// <summary>The token that listens.</summary>
    public int Token;

    /// <summary>Tokens as attention sees them, rows [N d].</summary>
    public float* Seen;

    /// <summary>1 where a token is a source, 0 where not, rows [N]; null where all are.</summary>
    public float* Sources;

    /// <summary>lambda log2(e).</summary>
    public float Sharpness;

    /// <summary>The clamp, or infinity.</summary>
    public float Bound;

    /// <summary>Room for rows [d] of fields.</summary>
    public float* Fields;

    /// <summary>Receives sum_j a_ij h_ij, rows [d]; may not overlap <see cref="Seen"/>.</summary>
    public float* Output;

    /// <summary>Receives log2 of sum_j exp(lambda s_ij) in two parts, the largest exponent so far and the sum relative to it: rows [2].</summary>
    public float* Normaliser;
}
