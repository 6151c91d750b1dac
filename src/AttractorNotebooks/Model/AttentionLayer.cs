using AttractorNotebooks.Simd;

namespace AttractorNotebooks.Model;

/// <summary>Energies, attention and outputs of a batch in float32, by the kernels that the dynamics uses.</summary>
/// <remarks>Meant for looking into a state; it allocates its results. The plain statement is <see cref="ReferenceAttention"/>.</remarks>
/// <param name="couplings">J.</param>
/// <param name="settings">lambda and the clamp.</param>
/// <param name="workers">Threads; null for one a processor.</param>
/// <param name="width">Register width; null for the widest of the machine.</param>
public sealed unsafe class AttentionLayer(Couplings couplings, AttentionSettings settings, WorkerPool? workers = null, VectorWidth? width = null)
{
    private readonly Couplings _couplings = couplings;
    private readonly AttentionSettings _settings = settings.Validated();
    private readonly SimdRoutines _simd = SimdRoutines.For(width ?? VectorWidths.Widest);
    private readonly WorkerPool _workers = workers ?? new WorkerPool();

    /// <summary>The local energies e_i.</summary>
    /// <param name="tokens">x, [B, N, d]; finite, with scores that float32 can hold.</param>
    /// <param name="masked">[B, N]; true for tokens that are no sources. Empty: none.</param>
    /// <returns>[B, N]; positive infinity where a token has no source.</returns>
    public float[] Energies(ReadOnlySpan<float> tokens, ReadOnlySpan<bool> masked = default) => Evaluate(tokens, masked, null).Energies;

    /// <summary>The attention a_ij; a token to which no source is left attends to itself.</summary>
    /// <param name="tokens">x, [B, N, d]; finite, with scores that float32 can hold.</param>
    /// <param name="masked">[B, N]; true for tokens that are no sources. Empty: none.</param>
    /// <returns>[B, N, N]: listening token i, then source j.</returns>
    public float[] Attention(ReadOnlySpan<float> tokens, ReadOnlySpan<bool> masked = default)
    {
        int n = _couplings.Tokens;
        float[] attention = new float[tokens.Length / _couplings.Dim * n];
        Evaluate(tokens, masked, attention);
        return attention;
    }

    /// <summary>The outputs f_i = sum_j a_ij J_ij x_j = -grad_{x_i} e_i (where no clamp is active).</summary>
    /// <param name="tokens">x, [B, N, d]; finite, with scores that float32 can hold.</param>
    /// <param name="masked">[B, N]; true for tokens that are no sources. Empty: none.</param>
    /// <returns>[B, N, d].</returns>
    public float[] Output(ReadOnlySpan<float> tokens, ReadOnlySpan<bool> masked = default)
    {
        Lanes lanes = new(this, tokens, masked);
        OutputWork work = new(this, lanes);
        _workers.Run(work);
        float[] output = new float[tokens.Length];
        work.Output.Save(output);
        return output;
    }

    private (float[] Energies, float[]? Attention) Evaluate(ReadOnlySpan<float> tokens, ReadOnlySpan<bool> masked, float[]? attention)
    {
        Lanes lanes = new(this, tokens, masked);
        float[] energies = new float[lanes.Batch * _couplings.Tokens];
        _workers.Run(new ScoreWork(this, lanes, energies, attention));
        return (energies, attention);
    }

    private AttentionJob Job(Lanes lanes, int token, int block) => new()
    {
        Tokens = _couplings.Tokens,
        Dim = _couplings.Dim,
        Couplings = Pointer(_couplings, token),
        Token = token,
        Seen = lanes.State.Pointer(block),
        Sources = lanes.Sources == null ? null : lanes.Sources.Pointer(block),
        LambdaLog2E = (float)(_settings.Lambda * Exp2Coefficients.Log2E),
        Bound = (float)_settings.Bound,
    };

    internal static float* Pointer(Couplings couplings, int row)
    {
        // The array is pinned for its whole life.
        fixed (float* first = couplings.Row(row)) return first;
    }

    private sealed class Lanes
    {
        public Lanes(AttentionLayer layer, ReadOnlySpan<float> tokens, ReadOnlySpan<bool> masked)
        {
            (int n, int d) = (layer._couplings.Tokens, layer._couplings.Dim);
            Batch = BatchShape.Count(tokens, n, d);
            BatchShape.RequireMask(masked, Batch, n);
            BatchShape.RequireRange(tokens, d, layer._couplings.StrongestBlock(), layer._settings.Lambda);
            State = new LaneBuffer(n * d, Batch, layer._simd.Block);
            State.Load(tokens);
            if (!masked.IsEmpty) Sources = SourceLanes.Create(masked, n, layer._simd.Block);
        }

        public int Batch { get; }

        public LaneBuffer State { get; }

        public LaneBuffer? Sources { get; }
    }

    private sealed class OutputWork(AttentionLayer layer, Lanes lanes) : IWork
    {
        public LaneBuffer Output { get; } = new(lanes.State.Rows, lanes.Batch, lanes.State.Block);

        public int Units => layer._couplings.Tokens;

        public void Run(int unit)
        {
            int dim = layer._couplings.Dim;
            LaneBuffer scratch = Scratch.Rows(AttentionJob.SourcesAtOnce * dim, lanes.State.Block);
            for (int block = 0; block < lanes.State.Blocks; block++)
            {
                AttentionJob job = layer.Job(lanes, unit, block);
                job.Fields = scratch.Pointer(0);
                job.Output = Output.Pointer(block, unit * dim);
                layer._simd.Attention(job);
            }
        }
    }

    private sealed class ScoreWork(AttentionLayer layer, Lanes lanes, float[] energies, float[]? attention) : IWork
    {
        public int Units => layer._couplings.Tokens;

        public void Run(int unit)
        {
            (int n, int d, int size) = (layer._couplings.Tokens, layer._couplings.Dim, lanes.State.Block);
            LaneBuffer scratch = Scratch.Rows(d + n + 2, size);
            float* scores = scratch.Pointer(0, d), normalizer = scratch.Pointer(0, d + n);
            for (int block = 0; block < lanes.State.Blocks; block++)
            {
                AttentionJob job = layer.Job(lanes, unit, block);
                job.Fields = scratch.Pointer(0);
                job.Normalizer = normalizer;
                layer._simd.Scores(job, scores);
                layer._simd.ExpWeights(job, scores, gate: false);
                layer._simd.Normalize(normalizer, scores, scores, n);
                for (int b = block * size; b < Math.Min(lanes.Batch, (block + 1) * size); b++)
                    Save(b, unit, normalizer[b % size], normalizer[size + b % size], scores + b % size, size);
            }
        }

        private void Save(int b, int i, float reference, float sum, float* scores, int stride)
        {
            int n = layer._couplings.Tokens;
            energies[b * n + i] = (float)LocalEnergy.From(LocalEnergy.Exponent(reference, sum), layer._settings.Lambda);
            if (attention == null) return;
            Span<float> row = attention.AsSpan((b * n + i) * n, n);
            if (sum == 0) row[i] = 1;
            else
                for (int j = 0; j < n; j++) row[j] = scores[j * stride];
        }
    }
}
