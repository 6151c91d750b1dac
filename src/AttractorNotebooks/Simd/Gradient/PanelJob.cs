namespace AttractorNotebooks.Simd;

/// <summary>What one call of a panel kernel reads and writes: all pairs of one token that learns with the tokens of one panel, a whole batch.</summary>
internal unsafe struct PanelJob
{
    /// <summary>N.</summary>
    public int Tokens;

    /// <summary>d, a multiple of 8.</summary>
    public int Dim;

    /// <summary>The tokens with a row for every sample and a lane for every component, as <see cref="LaneBuffer.Transpose"/> makes them; padding is 0.</summary>
    public LaneBuffer Panels;

    /// <summary>Lanes are samples: first N rows of weights, 0 for lanes that hold no sample; x_i from <see cref="SelfRow"/> on.</summary>
    public LaneBuffer Lanes;

    /// <summary>The first of d rows of x_i, divided by the sum of the weights.</summary>
    public int SelfRow;

    /// <summary>Multiplies the sums.</summary>
    public float Scale;

    /// <summary>Receives what belongs to no token, d d numbers.</summary>
    public float* Padding;

    /// <summary>Receives the gradient, [N, d, d]; a panel writes the blocks of its own tokens only.</summary>
    public float* Gradient;
}
