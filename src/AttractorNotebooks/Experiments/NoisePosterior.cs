using AttractorNotebooks.Analysis;
using AttractorNotebooks.Data;
using AttractorNotebooks.Learning;
using AttractorNotebooks.Model;
using AttractorNotebooks.Simd;
using AttractorNotebooks.Tokens;
using MathNet.Numerics.Distributions;

namespace AttractorNotebooks.Experiments;

/// <summary>
/// Restores noisy images with couplings that were trained on clean ones: the law of the noise is known, so every pixel has a
/// posterior.
/// </summary>
/// <remarks>
/// <para>
/// q(u) ~ p(u)^power p(y | u) sum_k exp(sharpness lambda s(u) . h^k) over a few levels u of a pixel with spin s(u), where y is
/// what was seen of it, p(u) how often the level occurs in training images and h^k the field of head k. The noise is that of
/// <see cref="Corruption.Noise"/>, y = clamp(u + strength n, 0, 1), so that p(y | u) is a normal density inside and a probability
/// at 0 and at 1. Fields are those of the mean spins, as in a mean-field iteration; the means start from what each pixel tells by
/// itself.
/// </para>
/// <para>
/// Couplings that were trained between clean tokens are too sure of themselves among doubtful ones: a sharpness below 1 makes up for it.
/// </para>
/// </remarks>
public sealed unsafe class NoisePosterior
{
    private const int Chunk = 256;

    private readonly PooledCouplings _couplings;
    private readonly ImageTokenizer _tokenizer;
    private readonly SimdRoutines _simd = SimdRoutines.For(VectorWidths.Widest);
    private readonly WorkerPool _workers;
    private readonly NoisePosteriorSettings _settings;
    private readonly double _strength;
    private readonly double[] _logPriors;
    private readonly float[] _levels;
    private readonly float[] _spins;
    private readonly float[] _sharpSpins;

    /// <summary>Prepares the restoration.</summary>
    /// <param name="network">
    /// Couplings of the normalized rule with heads that pool, one unit vector a pixel and the identity embedding.
    /// </param>
    /// <param name="train">Training images: how often the levels occur.</param>
    /// <param name="strength">Standard deviation of the noise, above 0.</param>
    /// <param name="settings">The settings; null for the usual ones.</param>
    /// <param name="workers">Threads; null for one a processor.</param>
    /// <exception cref="ArgumentException">The network knows no density of single pixels, or a value is out of its range.</exception>
    public NoisePosterior(TrainedNetwork network, ImageSet train, double strength, NoisePosteriorSettings? settings = null,
        WorkerPool? workers = null)
    {
        ArgumentNullException.ThrowIfNull(network);
        ArgumentNullException.ThrowIfNull(train);
        if (network.Plan.Learning.Normalized is not { Pooling: SourcePooling.Sum, SphereDim: 2 }
            || network.Plan.Embedding != EmbeddingKind.Identity)
            throw new ArgumentException(
                "A posterior of pixels needs couplings of the normalized rule that pool their sources, with unit vectors of 2 "
                    + "components and the identity embedding; train with the preset 'pooled'.", nameof(network));
        if (!(strength > 0 && double.IsFinite(strength)))
            throw new ArgumentOutOfRangeException(nameof(strength), strength, "The strength of the noise must be positive and finite.");
        _settings = (settings ?? new NoisePosteriorSettings()).Validated();
        (_tokenizer, _strength, _workers) = (network.Tokenizer, strength, workers ?? new WorkerPool());
        _couplings = new PooledCouplings(network.Heads);
        int count = _settings.Levels;
        _levels = [.. Enumerable.Range(0, count).Select(m => m / (count - 1f))];
        _spins = new float[2 * count];
        SphericalPixels.Encode<float>(_levels, _spins);
        double sharp = _settings.Sharpness * network.Plan.Learning.Attention.Lambda * Exp2Coefficients.Log2E;
        _sharpSpins = Array.ConvertAll(_spins, spin => (float)(spin * sharp));
        double[] often = new double[count];
        foreach (float u in train.Levels()) often[(int)MathF.Round(u * (count - 1))]++;
        // A level that never occurred is as likely as one pixel in all images would make it.
        _logPriors = Array.ConvertAll(often, times => _settings.PriorPower * Math.Log2(Math.Max(times, 1)));
    }

    /// <summary>Restores images.</summary>
    /// <param name="noisy">Levels in [0, 1], [count, height, width, channels].</param>
    /// <param name="steps">Mean-field steps, at least 0; 0 for what every pixel tells by itself.</param>
    /// <param name="observe">Told of every step t = 0, 1, ... and of the mean levels after it; null if nobody asks.</param>
    /// <param name="cancellation">Stops between steps.</param>
    /// <returns>Mean levels after the last step, the same shape.</returns>
    /// <exception cref="ArgumentException">The levels are no whole number of images, or the steps are negative.</exception>
    /// <exception cref="OperationCanceledException">It was stopped.</exception>
    public float[] Restore(ReadOnlySpan<float> noisy, int steps, Action<int, float[]>? observe = null,
        CancellationToken cancellation = default)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(steps);
        int pixels = _tokenizer.Grid.Pixels;
        if (noisy.Length % pixels != 0)
            throw new ArgumentException($"{noisy.Length} levels are no whole number of images of {pixels} pixels.", nameof(noisy));
        List<MeanField> parts = [];
        for (int first = 0; first < noisy.Length; first += Chunk * pixels)
            parts.Add(new MeanField(this, InPatches(noisy[first..Math.Min(first + Chunk * pixels, noisy.Length)])));
        for (int t = 0; t <= steps; t++)
        {
            cancellation.ThrowIfCancellationRequested();
            foreach (MeanField part in parts) part.Move(first: t == 0);
            if (observe is not null && t < steps) observe(t, Levels());
        }
        float[] last = Levels();
        observe?.Invoke(steps, last);
        return last;

        float[] Levels() => [.. parts.SelectMany(part => part.Levels())];
    }

    /// <summary>The way of a whole set: noise of the strength is added, taken off, and the mean MSE over all pixels measured.</summary>
    /// <param name="images">The originals.</param>
    /// <param name="steps">Mean-field steps, at least 0.</param>
    /// <param name="seed">Decides the noise.</param>
    /// <param name="cancellation">Stops between steps.</param>
    /// <returns>A mean a step, t = 0, 1, ..., <paramref name="steps"/>.</returns>
    /// <exception cref="ArgumentException">The images are of another size, or the steps are negative.</exception>
    public double[] MeanErrors(ImageSet images, int steps, int seed, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(images);
        float[] original = images.Levels();
        List<double> means = [];
        Restore(Corruption.Noise(images, _strength, seed), steps, Measure, cancellation);
        return [.. means];

        void Measure(int t, float[] levels) => means.Add(ImageErrors.Measure(levels, original, images.PixelsPerImage).All.Average());
    }

    // Pixels in the order in which tokens hold them.
    private float[] InPatches(ReadOnlySpan<float> levels)
    {
        PatchGrid grid = _tokenizer.Grid;
        float[] ordered = new float[levels.Length];
        for (int start = 0; start < levels.Length; start += grid.Pixels)
            grid.Cut(levels.Slice(start, grid.Pixels), ordered.AsSpan(start, grid.Pixels), components: 1);
        return ordered;
    }

    private float LogEvidence(float seen, int level)
    {
        double u = _levels[level], log = seen <= 0 ? Math.Log2(Normal.CDF(0, 1, -u / _strength))
            : seen >= 1 ? Math.Log2(Normal.CDF(0, 1, (u - 1) / _strength))
            : -0.5 * Math.Pow((seen - u) / _strength, 2) * Exp2Coefficients.Log2E;
        return (float)Math.Max(log + _logPriors[level], -1e6);
    }

    private sealed class MeanField
    {
        private readonly NoisePosterior _owner;
        private readonly PooledFields _fields;
        private readonly LaneMatrix _evidence;
        private readonly LaneMatrix _seen;
        private readonly LaneMatrix _means;
        private readonly LaneMatrix _levels;
        private bool _alone;

        public MeanField(NoisePosterior owner, float[] noisy)
        {
            _owner = owner;
            _fields = new PooledFields(owner._couplings, owner._simd);
            int pixels = owner._couplings.Size / 2, count = noisy.Length / pixels, levels = owner._levels.Length;
            (_evidence, _levels) = (new LaneMatrix(pixels * levels, count), new LaneMatrix(pixels, count));
            (_seen, _means) = (new LaneMatrix(2 * pixels, count), new LaneMatrix(2 * pixels, count));
            owner._workers.Run(new UnitWork(() => pixels, pixel =>
            {
                for (int m = 0; m < levels; m++)
                    for (int b = 0; b < count; b++) _evidence.Row(pixel * levels + m)[b] = owner.LogEvidence(noisy[b * pixels + pixel], m);
            }));
        }

        public void Move(bool first)
        {
            _alone = first;
            _owner._workers.Run(new UnitWork(() => _fields.Tiles, Tile));
            // All tokens hear the means of the step before.
            new ReadOnlySpan<float>(_means.Pointer, _means.Rows * _means.Stride)
                .CopyTo(new Span<float>(_seen.Pointer, _seen.Rows * _seen.Stride));
        }

        public float[] Levels()
        {
            PatchGrid grid = _owner._tokenizer.Grid;
            float[] ordered = new float[_levels.Rows * _levels.Batch], levels = new float[ordered.Length];
            fixed (float* samples = ordered) _levels.Save(samples, 0, _levels.Rows);
            for (int start = 0; start < levels.Length; start += grid.Pixels)
                grid.Join<float>(ordered.AsSpan(start, grid.Pixels), levels.AsSpan(start, grid.Pixels), components: 1);
            return levels;
        }

        private void Tile(int tile)
        {
            LaneMatrix fields = _fields.Compute(tile, _seen, out int first, out int count);
            int dim = _owner._couplings.Dim, levels = _owner._levels.Length;
            fixed (float* spins = _owner._spins, sharp = _owner._sharpSpins, values = _owner._levels)
                for (int row = 0; row < count * dim; row += 2)
                {
                    int pixel = (first * dim + row) / 2;
                    _owner._simd.Levels(new LevelJob
                    {
                        Heads = _owner._couplings.Heads,
                        Levels = levels,
                        Lanes = fields.Lanes,
                        Fields = fields.Row(row),
                        Row = fields.Stride,
                        Head = (nint)_fields.TileTokens * dim * fields.Stride,
                        SharpSpins = sharp,
                        LevelValues = values,
                        Spins = spins,
                        Evidence = _evidence.Row(pixel * levels),
                        EvidenceRow = _evidence.Stride,
                        Mean = _means.Row(2 * pixel),
                        MeanRow = _means.Stride,
                        Step = _alone ? 1 : (float)_owner._settings.Step,
                        Level = _levels.Row(pixel),
                    });
                }
        }
    }
}
