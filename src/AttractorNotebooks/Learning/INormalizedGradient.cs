namespace AttractorNotebooks.Learning;

/// <summary>The gradient of the exactly normalized rule for one way of pooling.</summary>
internal unsafe interface INormalizedGradient
{
    /// <summary>The couplings in the gradient's layout; pinned.</summary>
    float* Values { get; }

    /// <summary>Rows of that layout.</summary>
    int Rows { get; }

    /// <summary>Entries of a row.</summary>
    int RowLength { get; }

    /// <summary>The gradient of the batch mean of -sum_i ln p(x_i | others), with the prior's, in the layout of the couplings. A sum over tokens: a coupling belongs to one.</summary>
    float[] Gradient { get; }

    /// <summary>Computes the gradient.</summary>
    /// <param name="batch">Unit tokens, [B, N, d].</param>
    /// <param name="hidden">[B, N]; true for tokens that are no sources. Empty: none.</param>
    /// <param name="squares">The sum of the squares of the gradient.</param>
    /// <returns>The mean over batch and tokens of -ln p, without the prior.</returns>
    double Compute(ReadOnlySpan<float> batch, ReadOnlySpan<bool> hidden, out double squares);

    /// <summary>The couplings as blocks; copies where the layout is another.</summary>
    IReadOnlyList<Model.Couplings> ToHeads();

    /// <summary>The gradient as blocks [K, N, N, d, d]; copies.</summary>
    float[] GradientBlocks();
}
