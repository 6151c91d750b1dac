using AttractorNotebooks.Data;
using AttractorNotebooks.Simd;
using AttractorNotebooks.Tokens;

namespace AttractorNotebooks.Dynamics;

/// <summary>Decodes the state of a dynamics and measures its errors in the lanes, on all cores: a small part of a step's time.</summary>
internal sealed unsafe class PixelMeter : IWork
{
    private const int SumRows = 5;
    private readonly AttractorDynamics _dynamics;
    private readonly LaneBuffer _embedding;
    private readonly LaneBuffer _target;
    private readonly LaneBuffer _level;
    private readonly LaneBuffer _sums;
    private readonly LaneBuffer? _sources;
    private readonly int[] _maskedPixels;
    private readonly double[] _targetMean;
    private readonly double[] _targetVariance;
    private readonly int _pixels;
    private readonly int _patchPixels;

    public PixelMeter(AttractorDynamics dynamics, ImageTarget target)
    {
        ImageTokenizer tokenizer = target.Tokenizer;
        _dynamics = dynamics;
        _pixels = tokenizer.Grid.Pixels;
        _patchPixels = tokenizer.Grid.Components / 2;
        if (tokenizer.Tokens != dynamics.Tokens || tokenizer.Dim != dynamics.Dim)
            throw new ArgumentException(
                $"The dynamics has {dynamics.Tokens} tokens of {dynamics.Dim} components, but the tokenizer makes {tokenizer.Tokens} of "
                    + $"{tokenizer.Dim}.", nameof(target));
        if (target.Level.Length != dynamics.Batch * _pixels)
            throw new ArgumentException(
                $"{dynamics.Batch} images have {dynamics.Batch * _pixels} pixels, but {target.Level.Length} were given.", nameof(target));
        if (!target.Masked.IsEmpty && target.Masked.Length != dynamics.Batch * dynamics.Tokens)
            throw new ArgumentException(
                $"A mask for {dynamics.Batch} images has {dynamics.Batch * dynamics.Tokens} entries, but {target.Masked.Length} were "
                    + "given.", nameof(target));
        Corruption.RequireMask(target.Masked.Span, dynamics.Tokens);
        int block = dynamics.State.Block, batch = dynamics.Batch;
        _embedding = Transposed(tokenizer.Embedding);
        (_target, _level, _sums) = (new LaneBuffer(_pixels, batch, block), new LaneBuffer(_pixels, batch, block),
            new LaneBuffer(SumRows, batch, block));
        _target.Load(InPatches(tokenizer.Grid, target.Level.Span));
        if (!target.Masked.IsEmpty) _sources = SourceLanes.Create(target.Masked.Span, dynamics.Tokens, block);
        _maskedPixels = CountMasked(target.Masked.Span, dynamics, _patchPixels);
        (_targetMean, _targetVariance) = Moments(target.Level.Span, _pixels);
    }

    public AttractorDynamics Dynamics => _dynamics;

    int IWork.Units => _dynamics.State.Blocks;

    public PixelErrors Measure()
    {
        _dynamics.Workers.Run(this);
        int batch = _dynamics.Batch;
        double[] all = new double[batch], correlation = new double[batch];
        double[]? masked = _sources is null ? null : new double[batch], known = _sources is null ? null : new double[batch];
        for (int b = 0; b < batch; b++)
        {
            double knownSum = _sums[0, b], maskedSum = _sums[1, b];
            all[b] = (knownSum + maskedSum) / _pixels;
            correlation[b] = Correlation(b);
            if (masked is null) continue;
            masked[b] = maskedSum / _maskedPixels[b];
            known![b] = knownSum / (_pixels - _maskedPixels[b]);
        }
        return new PixelErrors(all, masked, known, correlation);
    }

    void IWork.Run(int unit)
    {
        DecodeJob job = new()
        {
            Tokens = _dynamics.Tokens,
            Dim = _dynamics.Dim,
            PatchPixels = _patchPixels,
            Embedding = _embedding.Pointer(0),
            State = _dynamics.State.Pointer(unit),
            Level = _level.Pointer(unit),
        };
        _dynamics.SimdRoutines.Decode(job);
        _dynamics.SimdRoutines.Measure(job, _target.Pointer(unit), _sources is null ? null : _sources.Pointer(unit), _sums.Pointer(unit));
    }

    private double Correlation(int b)
    {
        double mean = _sums[2, b] / _pixels, variance = _sums[3, b] / _pixels - mean * mean;
        double covariance = _sums[4, b] / _pixels - mean * _targetMean[b];
        // Float32 sums leave a constant image a variance of rounding size.
        const double Rounding = 1e-6;
        return variance <= Rounding * mean * mean || _targetVariance[b] <= 0
            ? 0 : Math.Clamp(covariance / Math.Sqrt(variance * _targetVariance[b]), -1, 1);
    }

    private static LaneBuffer Transposed(Embedding embedding)
    {
        LaneBuffer transposed = new(embedding.Components, embedding.Dim, embedding.Dim);
        for (int k = 0; k < embedding.Components; k++)
            for (int c = 0; c < embedding.Dim; c++) transposed[k, c] = (float)embedding.Matrix[c * embedding.Components + k];
        return transposed;
    }

    // Pixels in the order in which tokens hold them.
    private static float[] InPatches(PatchGrid grid, ReadOnlySpan<float> level)
    {
        float[] ordered = new float[level.Length];
        for (int start = 0; start < level.Length; start += grid.Pixels)
            grid.Cut(level.Slice(start, grid.Pixels), ordered.AsSpan(start, grid.Pixels), components: 1);
        return ordered;
    }

    private static int[] CountMasked(ReadOnlySpan<bool> masked, AttractorDynamics dynamics, int patchPixels)
    {
        int[] counts = new int[dynamics.Batch];
        for (int b = 0; b < counts.Length && !masked.IsEmpty; b++)
            counts[b] = patchPixels * masked.Slice(b * dynamics.Tokens, dynamics.Tokens).Count(true);
        return counts;
    }

    private static (double[] Mean, double[] Variance) Moments(ReadOnlySpan<float> level, int pixels)
    {
        double[] means = new double[level.Length / pixels], variances = new double[means.Length];
        for (int b = 0; b < means.Length; b++)
        {
            ReadOnlySpan<float> image = level.Slice(b * pixels, pixels);
            double sum = 0, squares = 0;
            foreach (float u in image) sum += u;
            means[b] = sum / pixels;
            // Centred first, so that a constant image has exactly none.
            foreach (float u in image) squares += (u - means[b]) * (u - means[b]);
            variances[b] = squares / pixels;
        }
        return (means, variances);
    }
}
