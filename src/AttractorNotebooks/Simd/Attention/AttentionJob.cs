namespace AttractorNotebooks.Simd;

/// <summary>What one call of an attention kernel reads and writes: one token that listens, one block of lanes.</summary>
internal unsafe struct AttentionJob
{
    /// <summary>Sources that the attention kernel treats together; it needs room for the fields of all of them.</summary>
    public const int SourcesAtOnce = 4;

    /// <summary>N.</summary>
    public int Tokens;

    /// <summary>d.</summary>
    public int Dim;

    /// <summary>The row J_i, [N, d, d].</summary>
    public float* Couplings;

    /// <summary>The token that listens.</summary>
    public int Token;

    /// <summary>Tokens as attention sees them, rows [N d].</summary>
    public float* Seen;

    /// <summary>1 where a token is a source, 0 where not, rows [N]; null where all are.</summary>
    public float* Sources;

    /// <summary>lambda log2(e).</summary>
    public float LambdaLog2E;

    /// <summary>The clamp, or infinity.</summary>
    public float Bound;

    /// <summary>Room for fields, rows [d]; for those of all <see cref="SourcesAtOnce"/> in the attention kernel.</summary>
    public float* Fields;

    /// <summary>Receives sum_j a_ij h_ij, rows [d]; may not overlap <see cref="Seen"/>.</summary>
    public float* Output;

    /// <summary>Receives log2 of sum_j exp(lambda s_ij) in two rows: the reference exponent, and the sum relative to it.</summary>
    public float* Normalizer;
}
