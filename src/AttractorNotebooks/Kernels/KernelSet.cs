using System.Runtime.Intrinsics;

namespace AttractorNotebooks.Kernels;

/// <summary>The kernels compiled for one register width.</summary>
/// <remarks>
/// They are compiled at full optimisation at once: the first steps of a run would otherwise go through slow code, and a short run
/// through nothing else. Every width computes the same formulas; last bits may differ between widths.
/// </remarks>
internal abstract unsafe class KernelSet
{
    /// <summary>Lanes of a register.</summary>
    public abstract int Width { get; }

    /// <summary>Lanes that a kernel treats at once.</summary>
    public int Block => LaneBlock.Size(Width);

    /// <summary>The kernels of a width.</summary>
    public static KernelSet For(VectorWidth width) => width switch
    {
        VectorWidth.Bits512 => new KernelSet<Lanes512, Vector512<float>>(),
        VectorWidth.Bits256 => new KernelSet<Lanes256, Vector256<float>>(),
        VectorWidth.Bits128 => new KernelSet<Lanes128, Vector128<float>>(),
        VectorWidth.Scalar => new KernelSet<LanesScalar, float>(),
        _ => throw new ArgumentOutOfRangeException(nameof(width), width, "This is no register width."),
    };

    /// <inheritdoc cref="AttentionKernel{TLanes, TVector, TDim}.Run"/>
    public abstract void Attention(in AttentionJob job);

    /// <inheritdoc cref="SampleKernel{TLanes, TVector}.Run"/>
    public abstract void Sample(in SampleJob job);

    /// <inheritdoc cref="StateKernel{TLanes, TVector}.Mix"/>
    public abstract void Mix(in AttentionJob job, float* state, float* norm, float a, float b);

    /// <inheritdoc cref="StateKernel{TLanes, TVector}.Sphere"/>
    public abstract void Sphere(float* state, float* norms, int tokens, int dim);

    /// <inheritdoc cref="StateKernel{TLanes, TVector}.LayerNorm"/>
    public abstract void LayerNorm(float* state, float* sources, float* seen, int tokens, int dim);

    /// <inheritdoc cref="ScoreKernel{TLanes, TVector}.Scores{TDim}"/>
    public abstract void Scores(in AttentionJob job, float* scores);

    /// <inheritdoc cref="ScoreKernel{TLanes, TVector}.Weigh(in AttentionJob, float*, bool)"/>
    public abstract void Weigh(in AttentionJob job, float* scores, bool gate);

    /// <inheritdoc cref="ScoreKernel{TLanes, TVector}.Normalise"/>
    public abstract void Normalise(float* normaliser, float* source, float* target, int rows);

    /// <inheritdoc cref="PeakKernel{TLanes, TVector}.Run"/>
    public abstract (double Operations, float Result) Peak(int rounds);

    /// <inheritdoc cref="DecodeKernel{TLanes, TVector}.Decode"/>
    public abstract void Decode(in DecodeJob job);

    /// <inheritdoc cref="DecodeKernel{TLanes, TVector}.Measure"/>
    public abstract void Measure(in DecodeJob job, float* target, float* sources, float* sums);

    /// <inheritdoc cref="OptimizerKernel{TLanes, TVector}.AdamW"/>
    public abstract double AdamW(in AdamWJob job, float* values, float* mean, float* square, float* gradient, int length);

    /// <inheritdoc cref="OptimizerKernel{TLanes, TVector}.Descend"/>
    public abstract double Descend(float rate, float decay, float* values, float* gradient, int length);

    /// <inheritdoc cref="OuterKernel{TLanes, TVector}.Run"/>
    public abstract void Outer(LaneBuffer state, LaneBuffer weights, int weightRow, int i, int j, int dim, float scale, float* gradient);

    /// <inheritdoc cref="PanelKernel{TLanes, TVector}.Run"/>
    public abstract void OuterPanel(in PanelJob job, int panel);

    /// <inheritdoc cref="ProductKernel{TLanes, TVector}.Run"/>
    public abstract void Product(in ProductJob job);

    /// <inheritdoc cref="PooledKernel{TLanes, TVector}.Run"/>
    public abstract void Pooled(in PooledJob job, SphereFit fit);

    /// <inheritdoc cref="LevelKernel{TLanes, TVector}.Run"/>
    public abstract void Levels(in LevelJob job);

    /// <inheritdoc cref="MixtureKernel{TLanes, TVector}.Scores{TDim}"/>
    public abstract void MixtureScores(in AttentionJob job, float* target, float* scores, float* squares);

    /// <inheritdoc cref="MixtureKernel{TLanes, TVector}.Weigh(in AttentionJob, SphereFit, float, float, float*, float*)"/>
    public abstract void MixtureWeigh(in AttentionJob job, SphereFit fit, float lambda, float prior, float* scores, float* squares);

    /// <inheritdoc cref="MixtureKernel{TLanes, TVector}.Mean{TDim}(in AttentionJob, SphereFit, float)"/>
    public abstract void MixtureMean(in AttentionJob job, SphereFit fit, float lambda);
}

/// <inheritdoc/>
internal sealed unsafe class KernelSet<TLanes, TVector> : KernelSet
    where TLanes : ILanes<TVector>
    where TVector : unmanaged
{
    public override int Width => TLanes.Width;

    public override void Attention(in AttentionJob job)
    {
        switch (job.Dim)
        {
            case 4: AttentionKernel<TLanes, TVector, DimFour>.Run(job); break;
            case 8: AttentionKernel<TLanes, TVector, DimEight>.Run(job); break;
            case 16: AttentionKernel<TLanes, TVector, DimSixteen>.Run(job); break;
            case 18: AttentionKernel<TLanes, TVector, DimEighteen>.Run(job); break;
            case 32: AttentionKernel<TLanes, TVector, DimThirtyTwo>.Run(job); break;
            case 64: AttentionKernel<TLanes, TVector, DimSixtyFour>.Run(job); break;
            default: AttentionKernel<TLanes, TVector, DimAny>.Run(job); break;
        }
    }

    public override void Sample(in SampleJob job)
    {
        // The widest register that a row of J_ij fills.
        if (job.Dim >= TLanes.Width || TLanes.Width == 1) SampleKernel<TLanes, TVector>.Run(job);
        else if (TLanes.Width == 16 && job.Dim >= 8) SampleKernel<Lanes256, Vector256<float>>.Run(job);
        else if (job.Dim >= 4) SampleKernel<Lanes128, Vector128<float>>.Run(job);
        else SampleKernel<LanesScalar, float>.Run(job);
    }

    public override void Mix(in AttentionJob job, float* state, float* norm, float a, float b) =>
        StateKernel<TLanes, TVector>.Mix(job, state, norm, a, b);

    public override void Sphere(float* state, float* norms, int tokens, int dim) =>
        StateKernel<TLanes, TVector>.Sphere(state, norms, tokens, dim);

    public override void LayerNorm(float* state, float* sources, float* seen, int tokens, int dim) =>
        StateKernel<TLanes, TVector>.LayerNorm(state, sources, seen, tokens, dim);

    public override void Scores(in AttentionJob job, float* scores)
    {
        switch (job.Dim)
        {
            case 4: ScoreKernel<TLanes, TVector>.Scores<DimFour>(job, scores); break;
            case 8: ScoreKernel<TLanes, TVector>.Scores<DimEight>(job, scores); break;
            case 16: ScoreKernel<TLanes, TVector>.Scores<DimSixteen>(job, scores); break;
            case 18: ScoreKernel<TLanes, TVector>.Scores<DimEighteen>(job, scores); break;
            case 32: ScoreKernel<TLanes, TVector>.Scores<DimThirtyTwo>(job, scores); break;
            case 64: ScoreKernel<TLanes, TVector>.Scores<DimSixtyFour>(job, scores); break;
            default: ScoreKernel<TLanes, TVector>.Scores<DimAny>(job, scores); break;
        }
    }

    public override void Weigh(in AttentionJob job, float* scores, bool gate) => ScoreKernel<TLanes, TVector>.Weigh(job, scores, gate);

    public override void Normalise(float* normaliser, float* source, float* target, int rows) =>
        ScoreKernel<TLanes, TVector>.Normalise(normaliser, source, target, rows);

    public override (double Operations, float Result) Peak(int rounds) => PeakKernel<TLanes, TVector>.Run(rounds);

    public override void Decode(in DecodeJob job) => DecodeKernel<TLanes, TVector>.Decode(job);

    public override void Measure(in DecodeJob job, float* target, float* sources, float* sums) =>
        DecodeKernel<TLanes, TVector>.Measure(job, target, sources, sums);

    public override double AdamW(in AdamWJob job, float* values, float* mean, float* square, float* gradient, int length) =>
        OptimizerKernel<TLanes, TVector>.AdamW(job, values, mean, square, gradient, length);

    public override double Descend(float rate, float decay, float* values, float* gradient, int length) =>
        OptimizerKernel<TLanes, TVector>.Descend(rate, decay, values, gradient, length);

    public override void Outer(LaneBuffer state, LaneBuffer weights, int weightRow, int i, int j, int dim, float scale, float* gradient) =>
        OuterKernel<TLanes, TVector>.Run(state, weights, weightRow, i, j, dim, scale, gradient);

    public override void OuterPanel(in PanelJob job, int panel) => PanelKernel<TLanes, TVector>.Run(job, panel);

    public override void Product(in ProductJob job) => ProductKernel<TLanes, TVector>.Run(job);

    public override void Pooled(in PooledJob job, SphereFit fit) => PooledKernel<TLanes, TVector>.Run(job, fit);

    public override void Levels(in LevelJob job) => LevelKernel<TLanes, TVector>.Run(job);

    public override void MixtureScores(in AttentionJob job, float* target, float* scores, float* squares)
    {
        if (job.Dim == 8) MixtureKernel<TLanes, TVector>.Scores<DimEight>(job, target, scores, squares);
        else MixtureKernel<TLanes, TVector>.Scores<DimAny>(job, target, scores, squares);
    }

    public override void MixtureWeigh(in AttentionJob job, SphereFit fit, float lambda, float prior, float* scores, float* squares) =>
        MixtureKernel<TLanes, TVector>.Weigh(job, fit, lambda, prior, scores, squares);

    public override void MixtureMean(in AttentionJob job, SphereFit fit, float lambda)
    {
        if (job.Dim == 8) MixtureKernel<TLanes, TVector>.Mean<DimEight>(job, fit, lambda);
        else MixtureKernel<TLanes, TVector>.Mean<DimAny>(job, fit, lambda);
    }
}
