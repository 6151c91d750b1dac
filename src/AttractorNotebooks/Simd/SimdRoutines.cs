using System.Runtime.Intrinsics;

namespace AttractorNotebooks.Simd;

/// <summary>The kernels compiled for one register width.</summary>
/// <remarks>
/// They are compiled at full optimisation at once: the first steps of a run would otherwise go through slow code, and a short run
/// through nothing else. Every width computes the same formulas; last bits may differ between widths.
/// </remarks>
internal abstract unsafe class SimdRoutines
{
    /// <summary>Lanes of a register.</summary>
    public abstract int Width { get; }

    /// <summary>Lanes that a kernel treats at once.</summary>
    public int Block => LaneBlock.Size(Width);

    /// <summary>The kernels of a width.</summary>
    public static SimdRoutines For(VectorWidth width) => width switch
    {
        VectorWidth.Bits512 => new SimdRoutines<Lanes512, Vector512<float>>(),
        VectorWidth.Bits256 => new SimdRoutines<Lanes256, Vector256<float>>(),
        VectorWidth.Bits128 => new SimdRoutines<Lanes128, Vector128<float>>(),
        VectorWidth.Scalar => new SimdRoutines<LanesScalar, float>(),
        _ => throw new ArgumentOutOfRangeException(nameof(width), width, "This is no register width."),
    };

    /// <inheritdoc cref="FusedAttention{TLanes, TVector, TDim}.Run"/>
    public abstract void Attention(in AttentionJob job);

    /// <inheritdoc cref="SampleAttention{TLanes, TVector}.Run"/>
    public abstract void Sample(in SampleJob job);

    /// <inheritdoc cref="StateUpdate{TLanes, TVector}.Mix"/>
    public abstract void Mix(float* attention, float* state, float* norm, int dim, float a, float b);

    /// <inheritdoc cref="StateUpdate{TLanes, TVector}.Sphere"/>
    public abstract void Sphere(float* state, float* norms, int tokens, int dim);

    /// <inheritdoc cref="StateUpdate{TLanes, TVector}.LayerNorm"/>
    public abstract void LayerNorm(float* state, float* sources, float* seen, int tokens, int dim);

    /// <inheritdoc cref="AttentionScores{TLanes, TVector}.Scores{TDim}"/>
    public abstract void Scores(in AttentionJob job, float* scores);

    /// <inheritdoc cref="AttentionScores{TLanes, TVector}.ExpWeights(in AttentionJob, float*, bool)"/>
    public abstract void ExpWeights(in AttentionJob job, float* scores, bool gate);

    /// <inheritdoc cref="AttentionScores{TLanes, TVector}.Normalize"/>
    public abstract void Normalize(float* normalizer, float* source, float* target, int rows);

    /// <inheritdoc cref="PeakThroughput{TLanes, TVector}.Run"/>
    public abstract (double Operations, float Result) Peak(int rounds);

    /// <inheritdoc cref="PixelDecoding{TLanes, TVector}.Decode"/>
    public abstract void Decode(in DecodeJob job);

    /// <inheritdoc cref="PixelDecoding{TLanes, TVector}.Measure"/>
    public abstract void Measure(in DecodeJob job, float* target, float* sources, float* sums);

    /// <inheritdoc cref="OptimizerStep{TLanes, TVector}.AdamW"/>
    public abstract double AdamW(in AdamWJob job, float* values, float* mean, float* square, float* gradient, int length);

    /// <inheritdoc cref="OptimizerStep{TLanes, TVector}.Descend"/>
    public abstract double Descend(float rate, float decay, float* values, float* gradient, int length);

    /// <inheritdoc cref="OuterProduct{TLanes, TVector}.Run"/>
    public abstract void Outer(LaneBuffer state, LaneBuffer weights, int weightRow, int i, int j, int dim, float scale, float* gradient);

    /// <inheritdoc cref="OuterProductPanel{TLanes, TVector}.Run"/>
    public abstract void OuterPanel(in PanelJob job, int panel);

    /// <inheritdoc cref="Gemm{TLanes, TVector}.Run"/>
    public abstract void Gemm(in GemmJob job);

    /// <inheritdoc cref="PooledDensity{TLanes, TVector}.Run"/>
    public abstract void Pooled(in PooledJob job, SphereFit fit);

    /// <inheritdoc cref="PixelPosterior{TLanes, TVector}.Run"/>
    public abstract void Levels(in LevelJob job);

    /// <inheritdoc cref="MixtureDensity{TLanes, TVector}.Scores{TDim}"/>
    public abstract void MixtureScores(in AttentionJob job, float* target, float* scores, float* squares);

    /// <inheritdoc cref="MixtureDensity{TLanes, TVector}.ExpWeights(in AttentionJob, SphereFit, float, float, float*, float*)"/>
    public abstract void MixtureExpWeights(in AttentionJob job, SphereFit fit, float lambda, float prior, float* scores, float* squares);

    /// <inheritdoc cref="MixtureDensity{TLanes, TVector}.Mean{TDim}(in AttentionJob, SphereFit, float)"/>
    public abstract void MixtureMean(in AttentionJob job, SphereFit fit, float lambda);
}

/// <inheritdoc/>
internal sealed unsafe class SimdRoutines<TLanes, TVector> : SimdRoutines
    where TLanes : ILanes<TVector>
    where TVector : unmanaged
{
    public override int Width => TLanes.Width;

    public override void Attention(in AttentionJob job)
    {
        switch (job.Dim)
        {
            case 4: FusedAttention<TLanes, TVector, DimFour>.Run(job); break;
            case 8: FusedAttention<TLanes, TVector, DimEight>.Run(job); break;
            case 16: FusedAttention<TLanes, TVector, DimSixteen>.Run(job); break;
            case 18: FusedAttention<TLanes, TVector, DimEighteen>.Run(job); break;
            case 24: FusedAttention<TLanes, TVector, DimTwentyFour>.Run(job); break;
            case 32: FusedAttention<TLanes, TVector, DimThirtyTwo>.Run(job); break;
            case 64: FusedAttention<TLanes, TVector, DimSixtyFour>.Run(job); break;
            default: FusedAttention<TLanes, TVector, DimAny>.Run(job); break;
        }
    }

    public override void Sample(in SampleJob job)
    {
        // The widest register that a row of J_ij fills.
        if (job.Dim >= TLanes.Width || TLanes.Width == 1) SampleAttention<TLanes, TVector>.Run(job);
        else if (TLanes.Width == 16 && job.Dim >= 8) SampleAttention<Lanes256, Vector256<float>>.Run(job);
        else if (job.Dim >= 4) SampleAttention<Lanes128, Vector128<float>>.Run(job);
        else SampleAttention<LanesScalar, float>.Run(job);
    }

    public override void Mix(float* attention, float* state, float* norm, int dim, float a, float b) =>
        StateUpdate<TLanes, TVector>.Mix(attention, state, norm, dim, a, b);

    public override void Sphere(float* state, float* norms, int tokens, int dim) =>
        StateUpdate<TLanes, TVector>.Sphere(state, norms, tokens, dim);

    public override void LayerNorm(float* state, float* sources, float* seen, int tokens, int dim) =>
        StateUpdate<TLanes, TVector>.LayerNorm(state, sources, seen, tokens, dim);

    public override void Scores(in AttentionJob job, float* scores)
    {
        switch (job.Dim)
        {
            case 4: AttentionScores<TLanes, TVector>.Scores<DimFour>(job, scores); break;
            case 8: AttentionScores<TLanes, TVector>.Scores<DimEight>(job, scores); break;
            case 16: AttentionScores<TLanes, TVector>.Scores<DimSixteen>(job, scores); break;
            case 18: AttentionScores<TLanes, TVector>.Scores<DimEighteen>(job, scores); break;
            case 24: AttentionScores<TLanes, TVector>.Scores<DimTwentyFour>(job, scores); break;
            case 32: AttentionScores<TLanes, TVector>.Scores<DimThirtyTwo>(job, scores); break;
            case 64: AttentionScores<TLanes, TVector>.Scores<DimSixtyFour>(job, scores); break;
            default: AttentionScores<TLanes, TVector>.Scores<DimAny>(job, scores); break;
        }
    }

    public override void ExpWeights(in AttentionJob job, float* scores, bool gate) =>
        AttentionScores<TLanes, TVector>.ExpWeights(job, scores, gate);

    public override void Normalize(float* normalizer, float* source, float* target, int rows) =>
        AttentionScores<TLanes, TVector>.Normalize(normalizer, source, target, rows);

    public override (double Operations, float Result) Peak(int rounds) => PeakThroughput<TLanes, TVector>.Run(rounds);

    public override void Decode(in DecodeJob job) => PixelDecoding<TLanes, TVector>.Decode(job);

    public override void Measure(in DecodeJob job, float* target, float* sources, float* sums) =>
        PixelDecoding<TLanes, TVector>.Measure(job, target, sources, sums);

    public override double AdamW(in AdamWJob job, float* values, float* mean, float* square, float* gradient, int length) =>
        OptimizerStep<TLanes, TVector>.AdamW(job, values, mean, square, gradient, length);

    public override double Descend(float rate, float decay, float* values, float* gradient, int length) =>
        OptimizerStep<TLanes, TVector>.Descend(rate, decay, values, gradient, length);

    public override void Outer(LaneBuffer state, LaneBuffer weights, int weightRow, int i, int j, int dim, float scale, float* gradient) =>
        OuterProduct<TLanes, TVector>.Run(state, weights, weightRow, i, j, dim, scale, gradient);

    public override void OuterPanel(in PanelJob job, int panel) => OuterProductPanel<TLanes, TVector>.Run(job, panel);

    public override void Gemm(in GemmJob job) => Gemm<TLanes, TVector>.Run(job);

    public override void Pooled(in PooledJob job, SphereFit fit) => PooledDensity<TLanes, TVector>.Run(job, fit);

    public override void Levels(in LevelJob job) => PixelPosterior<TLanes, TVector>.Run(job);

    public override void MixtureScores(in AttentionJob job, float* target, float* scores, float* squares)
    {
        if (job.Dim == 8) MixtureDensity<TLanes, TVector>.Scores<DimEight>(job, target, scores, squares);
        else MixtureDensity<TLanes, TVector>.Scores<DimAny>(job, target, scores, squares);
    }

    public override void MixtureExpWeights(in AttentionJob job, SphereFit fit, float lambda, float prior, float* scores, float* squares) =>
        MixtureDensity<TLanes, TVector>.ExpWeights(job, fit, lambda, prior, scores, squares);

    public override void MixtureMean(in AttentionJob job, SphereFit fit, float lambda)
    {
        if (job.Dim == 8) MixtureDensity<TLanes, TVector>.Mean<DimEight>(job, fit, lambda);
        else MixtureDensity<TLanes, TVector>.Mean<DimAny>(job, fit, lambda);
    }
}
