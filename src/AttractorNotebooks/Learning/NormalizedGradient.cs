using AttractorNotebooks.Model;
using AttractorNotebooks.Simd;

namespace AttractorNotebooks.Learning;

/// <summary>The gradient of the exactly normalized rule for one way of pooling.</summary>
/// <param name="fit">The normalizer of the unit vectors.</param>
/// <param name="lambda">lambda.</param>
/// <param name="prior">rho.</param>
/// <param name="workers">Threads.</param>
/// <param name="simd">The SIMD routines.</param>
/// <param name="length">Entries of the gradient.</param>
/// <param name="parts">Parts that the work falls into; each sums its own loss and squares.</param>
internal abstract unsafe class NormalizedGradient(
    SphereFit fit, double lambda, double prior, WorkerPool workers, SimdRoutines simd, int length, int parts)
{
    /// <summary>The couplings in the gradient's layout; pinned.</summary>
    public abstract float* Values { get; }

    /// <summary>Rows of that layout.</summary>
    public abstract int Rows { get; }

    /// <summary>Entries of a row.</summary>
    public abstract int RowLength { get; }

    /// <summary>
    /// The gradient of the batch mean of -sum_i ln p(x_i | others), with the prior's, in the layout of the couplings. A sum over
    /// tokens: a coupling belongs to one.
    /// </summary>
    public float[] Gradient { get; } = GC.AllocateArray<float>(length, pinned: true);

    private protected SphereFit Fit { get; } = fit;

    private protected double Lambda { get; } = lambda;

    private protected double Prior { get; } = prior;

    private protected WorkerPool Workers { get; } = workers;

    private protected SimdRoutines Simd { get; } = simd;

    private protected double[] Losses { get; } = new double[parts];

    private protected double[] Squares { get; } = new double[parts];

    /// <summary>Computes the gradient.</summary>
    /// <param name="batch">Unit tokens, [B, N, d].</param>
    /// <param name="hidden">[B, N]; true for tokens that are no sources. Empty: none.</param>
    /// <param name="squares">The sum of the squares of the gradient.</param>
    /// <returns>The mean over batch and tokens of -ln p, without the prior.</returns>
    public double Compute(ReadOnlySpan<float> batch, ReadOnlySpan<bool> hidden, out double squares)
    {
        int tokens = Run(batch, hidden);
        double loss = 0;
        squares = 0;
        for (int part = 0; part < Losses.Length; part++)
        {
            loss += Losses[part];
            squares += Squares[part];
        }
        return loss / tokens / (batch.Length / SampleLength);
    }

    /// <summary>The couplings as blocks; copies where the layout is another.</summary>
    public abstract IReadOnlyList<Couplings> ToHeads();

    /// <summary>The gradient as blocks [K, N, N, d, d]; copies.</summary>
    public abstract float[] GradientBlocks();

    /// <summary>Components of a sample, N d.</summary>
    private protected abstract int SampleLength { get; }

    /// <summary>Does the work and leaves every part's loss and squares.</summary>
    /// <returns>N.</returns>
    private protected abstract int Run(ReadOnlySpan<float> batch, ReadOnlySpan<bool> hidden);
}
