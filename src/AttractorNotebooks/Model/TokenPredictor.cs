using AttractorNotebooks.Simd;
using AttractorNotebooks.Tokens;

namespace AttractorNotebooks.Model;

/// <summary>Predicts tokens from the others by the exactly normalized densities: the mean of p(x_i | known tokens), and ln p.</summary>
/// <remarks>
/// Where every source is a head, the mean is sum_j w_ij A_d(kappa_ij) h_ij / |h_ij| with kappa_ij = lambda |h_ij| and w_ij =
/// Z_d(kappa_ij) / sum_j Z_d(kappa_ij) over known j; where heads pool, the sum runs over heads. The plain statement is
/// <see cref="ReferenceNormalized"/>.
/// </remarks>
public sealed unsafe class TokenPredictor
{
    // Enough samples to fill the lanes, few enough for the cache.
    private const int Chunk = 256;

    private readonly Couplings _couplings;
    private readonly PooledCouplings? _pooled;
    private readonly SphereFit _fit;
    private readonly double _lambda;
    private readonly SimdRoutines _simd;
    private readonly WorkerPool _workers;

    /// <summary>Prepares predictions.</summary>
    /// <param name="heads">J, one set a head; one set only where every source is a head.</param>
    /// <param name="pooling">How sources make up heads.</param>
    /// <param name="lambda">The inverse temperature, above 0: what the couplings were trained with, or another to try.</param>
    /// <param name="sphere">Components of one unit vector: d, or a divisor of it where heads pool.</param>
    /// <param name="workers">Threads; null for one a processor.</param>
    /// <param name="width">Register width; null for the widest of the machine.</param>
    /// <exception cref="ArgumentException">The arguments do not fit one another.</exception>
    public TokenPredictor(IReadOnlyList<Couplings> heads, SourcePooling pooling, double lambda, int? sphere = null,
        WorkerPool? workers = null, VectorWidth? width = null)
    {
        ArgumentNullException.ThrowIfNull(heads);
        if (heads.Count == 0) throw new ArgumentException("There are no couplings.", nameof(heads));
        _couplings = heads[0];
        _lambda = new AttentionSettings(lambda, null).Validated().Lambda;
        int dim = sphere ?? _couplings.Dim;
        if (dim < 2 || _couplings.Dim % dim != 0)
            throw new ArgumentException($"Tokens of {_couplings.Dim} components cannot be made of unit vectors of {dim}.", nameof(sphere));
        if (pooling == SourcePooling.None && (heads.Count != 1 || dim != _couplings.Dim))
            throw new ArgumentException(
                "Where every source is a head, there is one set of couplings and a token is one unit vector.", nameof(heads));
        _fit = VonMisesFisherFit.Of(dim);
        _pooled = pooling == SourcePooling.Sum ? new PooledCouplings(heads) : null;
        _simd = SimdRoutines.For(width ?? VectorWidths.Widest);
        _workers = workers ?? new WorkerPool();
    }

    /// <summary>Components of one unit vector.</summary>
    public int Sphere => _fit.Dim;

    /// <summary>The means of all tokens, each given the known others.</summary>
    /// <param name="tokens">x, [B, N, d]; finite; put on the unit sphere first. What masked tokens hold is not read.</param>
    /// <param name="masked">[B, N]; true where a token is unknown; at least one of a sample is known. Empty: none is.</param>
    /// <param name="iterations">
    /// How often: 1 for one prediction from the known tokens. From the second on, what was predicted of the unknown tokens is
    /// heard too, as in a mean-field iteration.
    /// </param>
    /// <param name="cancellation">Stops between parts of the batch.</param>
    /// <returns>[B, N, d]; a mean of unit vectors is shorter the less certain it is.</returns>
    public float[] Predict(ReadOnlySpan<float> tokens, ReadOnlySpan<bool> masked = default, int iterations = 1,
        CancellationToken cancellation = default)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(iterations, 1);
        return ByChunks(tokens, masked, (x, hidden, means) =>
        {
            for (int t = 1; t <= iterations; t++)
            {
                if (_pooled is not null) new PooledWork(this, x, means, null).Run();
                else new MixtureWork(this, x, t == 1 ? hidden : [], means, null).Run();
                if (t == iterations || hidden.Length == 0) return;
                for (int k = 0; k < hidden.Length; k++)
                    if (hidden[k]) means.AsSpan(k * _couplings.Dim, _couplings.Dim).CopyTo(x.AsSpan(k * _couplings.Dim));
            }
        }, cancellation);
    }

    /// <summary>ln p(x_i | known others), for every token as it is, the masked ones too.</summary>
    /// <param name="tokens">x, [B, N, d]; finite; put on the unit sphere first.</param>
    /// <param name="masked">[B, N]; true for tokens that the others do not hear. Empty: none.</param>
    /// <param name="cancellation">Stops between parts of the batch.</param>
    /// <returns>[B, N], in nats; with respect to the area of the sphere, so that 0 is no bound.</returns>
    public float[] LogLikelihoods(ReadOnlySpan<float> tokens, ReadOnlySpan<bool> masked = default, CancellationToken cancellation = default)
    {
        int d = _couplings.Dim;
        float[] unit = tokens.ToArray();
        UnitTokens.Normalize<float>(unit, _fit.Dim);
        float[] logs = new float[tokens.Length / d];
        int done = 0;
        ByChunks(tokens, masked, (x, hidden, means) =>
        {
            float[] target = unit.AsSpan(done * d, x.Length).ToArray(), part = new float[x.Length / d];
            if (_pooled is not null) new PooledWork(this, x, target, part).Run();
            else new MixtureWork(this, target, hidden, means, part).Run();
            part.CopyTo(logs, done);
            done += part.Length;
        }, cancellation);
        return logs;
    }

    private float[] ByChunks(
        ReadOnlySpan<float> tokens, ReadOnlySpan<bool> masked, Action<float[], bool[], float[]> run, CancellationToken cancellation)
    {
        int n = _couplings.Tokens, d = _couplings.Dim, batch = BatchShape.Count(tokens, n, d);
        BatchShape.RequireMask(masked, batch, n);
        float[] results = new float[tokens.Length];
        for (int first = 0; first < batch; first += Chunk)
        {
            cancellation.ThrowIfCancellationRequested();
            int count = Math.Min(Chunk, batch - first);
            float[] x = tokens.Slice(first * n * d, count * n * d).ToArray(), part = new float[x.Length];
            bool[] hidden = masked.IsEmpty ? [] : masked.Slice(first * n, count * n).ToArray();
            for (int k = 0; k < hidden.Length; k++)
                if (hidden[k]) x.AsSpan(k * d, d).Clear();
            UnitTokens.Normalize<float>(x, _fit.Dim);
            run(x, hidden, part);
            part.CopyTo(results, first * n * d);
        }
        return results;
    }

    // Means if there is no room for logarithms; else the logarithms of what the means' place holds.
    private sealed class PooledWork : IWork
    {
        private readonly TokenPredictor _owner;
        private readonly PooledFields _fields;
        private readonly LaneMatrix _seen;
        private readonly LaneMatrix _other;
        private readonly float[] _means;
        private readonly float[]? _logs;

        public PooledWork(TokenPredictor owner, float[] x, float[] means, float[]? logs)
        {
            (_owner, _means, _logs) = (owner, means, logs);
            _fields = new PooledFields(owner._pooled!, owner._simd);
            int size = owner._pooled!.Size;
            _seen = new LaneMatrix(size, x.Length / size);
            _other = new LaneMatrix(size, x.Length / size);
            fixed (float* samples = x) _seen.Load(samples, 0, size);
            if (logs is null) return;
            fixed (float* samples = means) _other.Load(samples, 0, size);
        }

        public int Units => _fields.Tiles;

        public void Run()
        {
            _owner._workers.Run(this);
            if (_logs is not null) return;
            fixed (float* samples = _means) _other.Save(samples, 0, _other.Rows);
        }

        public void Run(int unit)
        {
            int dim = _owner._couplings.Dim, sphere = _owner._fit.Dim;
            LaneMatrix fields = _fields.Compute(unit, _seen, out int first, out int count);
            float* logs = Scratch.Rows(1, fields.Lanes).Pointer(0);
            for (int row = 0; row < count * dim; row += sphere)
            {
                PooledJob job = _fields.Job(fields, row, sphere, _owner._lambda);
                float* other = _other.Row(first * dim + row);
                job.TargetRow = _other.Stride;
                if (_logs is null) job.Mean = other;
                else
                {
                    job.Target = other;
                    job.LogDensity = logs;
                }
                _owner._simd.Pooled(job, _owner._fit);
                if (_logs is null) continue;
                // A token of several unit vectors is as likely as all of them together.
                for (int b = 0; b < fields.Batch; b++) _logs[b * _owner._couplings.Tokens + first + row / dim] += logs[b];
            }
        }
    }

    private sealed class MixtureWork : IWork
    {
        private readonly TokenPredictor _owner;
        private readonly LaneBuffer _seen;
        private readonly LaneBuffer _means;
        private readonly LaneBuffer? _sources;
        private readonly float[] _result;
        private readonly float[]? _logs;

        public MixtureWork(TokenPredictor owner, float[] x, bool[] hidden, float[] result, float[]? logs)
        {
            (_owner, _result, _logs) = (owner, result, logs);
            int size = owner._couplings.Tokens * owner._couplings.Dim, batch = x.Length / size, block = owner._simd.Block;
            _seen = new LaneBuffer(size, batch, block);
            _seen.Load(x);
            _means = new LaneBuffer(size, batch, block);
            if (hidden.Length > 0) _sources = SourceLanes.Create(hidden, owner._couplings.Tokens, block);
        }

        public int Units => _owner._couplings.Tokens;

        public void Run()
        {
            _owner._workers.Run(this);
            if (_logs is null) _means.Save(_result);
        }

        public void Run(int unit)
        {
            int n = _owner._couplings.Tokens, d = _owner._couplings.Dim, block = _seen.Block, widest = Math.Max(n, d);
            LaneBuffer scratch = Scratch.Rows(widest + 2 * n + 2, block);
            for (int b = 0; b < _seen.Blocks; b++)
            {
                AttentionJob job = new()
                {
                    Tokens = n,
                    Dim = d,
                    Couplings = AttentionLayer.Pointer(_owner._couplings, unit),
                    Token = unit,
                    Seen = _seen.Pointer(b),
                    Sources = _sources is null ? null : _sources.Pointer(b),
                    Fields = scratch.Pointer(0),
                    Output = _means.Pointer(b, unit * d),
                    Normalizer = scratch.Pointer(0, widest + 2 * n),
                };
                if (_logs is null)
                {
                    _owner._simd.MixtureMean(job, _owner._fit, (float)_owner._lambda);
                    continue;
                }
                float* scores = scratch.Pointer(0, widest), squares = scratch.Pointer(0, widest + n);
                _owner._simd.MixtureScores(job, _seen.Pointer(b, unit * d), scores, squares);
                _owner._simd.MixtureExpWeights(job, _owner._fit, (float)_owner._lambda, 0, scores, squares);
                for (int lane = 0; lane < block && b * block + lane < _logs.Length / n; lane++)
                    _logs[(b * block + lane) * n + unit] = job.Normalizer[lane];
            }
        }
    }
}
