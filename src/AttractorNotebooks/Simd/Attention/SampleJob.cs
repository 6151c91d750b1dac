namespace AttractorNotebooks.Simd;

/// <summary>What attention for one token of one sample reads and writes, where samples are too few to fill the lanes.</summary>
internal unsafe struct SampleJob
{
    /// <summary>N.</summary>
    public int Tokens;

    /// <summary>d.</summary>
    public int Dim;

    /// <summary>The row J_i, [N, d, d].</summary>
    public float* Couplings;

    /// <summary>The token that listens.</summary>
    public int Token;

    /// <summary>Tokens as attention sees them, [N, d].</summary>
    public float* Seen;

    /// <summary>[N]; 1 where a token is a source, 0 where not; null where all are.</summary>
    public float* Sources;

    /// <summary>lambda log2(e).</summary>
    public float LambdaLog2E;

    /// <summary>The clamp, or infinity.</summary>
    public float Bound;

    /// <summary>Room for [N] weights.</summary>
    public float* Weights;

    /// <summary>Receives sum_j a_ij h_ij, [d].</summary>
    public float* Output;

    /// <summary>Receives the reference exponent and the sum relative to it; two numbers.</summary>
    public float* Normalizer;
}
