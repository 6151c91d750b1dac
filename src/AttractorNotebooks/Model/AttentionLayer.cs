using AttractorNotebooks.Simd;

namespace AttractorNotebooks.Model;

/// <summary>Energies, attention and outputs of a batch in float32, by the kernels that the dynamics uses.</summary>
/// <remarks>Meant for looking into a state; it allocates its results. The plain statement is <see cref="ReferenceAttention"/>.</remarks>
/// <param name="couplings">J.</param>
/// <param name="settings">lambda and the clamp.</param>
/// <param name="workers">Threads; null for one a processor.</param>
/// <param name="width">Register width; null for the widest of the machine.</param>
public sealed unsafe class AttentionLayer(
    Couplings couplings, AttentionSettings settings, WorkerPool? workers = null, VectorWidth? width = null)
{
    private readonly Couplings _couplings = couplings;
    private readonly AttentionSettings _settings = settings.Validated();
    private readonly SimdRoutines _simd = SimdRoutines.For(width ?? VectorWidths.Widest);
    private readonly WorkerPool _workers = workers ?? new WorkerPool();

    /// <summary>The local energies e_i.</summary>
    /// <param name="tokens">x, [B, N, d]; finite, with scores that float32 can hold.</param>
    /// <param name="masked">[B, N]; true for tokens that are no sources. Empty: none.</param>
    /// <returns>[B, N]; positive infinity where a token has no source.</returns>
    /// <exception cref="ArgumentException">The tokens are no whole samples, the mask has another size, or scores pass what float32 holds;
    /// says which.</exception>
    public float[] Energies(ReadOnlySpan<float> tokens, ReadOnlySpan<bool> masked = default) => Evaluate(tokens, masked, []).Energies;

    /// <summary>The attention a_ij; a token to which no source is left attends to itself.</summary>
    /// <param name="tokens">x, [B, N, d]; finite, with scores that float32 can hold.</param>
    /// <param name="masked">[B, N]; true for tokens that are no sources. Empty: none.</param>
    /// <returns>[B, N, N]: listening token i, then source j.</returns>
    /// <exception cref="ArgumentException">The tokens are no whole samples, the mask has another size, or scores pass what float32 holds;
    /// says which.</exception>
    public float[] Attention(ReadOnlySpan<float> tokens, ReadOnlySpan<bool> masked = default)
    {
        int[] all = [.. Enumerable.Range(0, _couplings.Tokens)];
        return Evaluate(tokens, masked, all).Attention;
    }

    /// <summary>The outputs f_i = sum_j a_ij J_ij x_j = -grad_{x_i} e_i (where no clamp is active).</summary>
    /// <param name="tokens">x, [B, N, d]; finite, with scores that float32 can hold.</param>
    /// <param name="masked">[B, N]; true for tokens that are no sources. Empty: none.</param>
    /// <returns>[B, N, d].</returns>
    /// <exception cref="ArgumentException">The tokens are no whole samples, the mask has another size, or scores pass what float32 holds;
    /// says which.</exception>
    public float[] Output(ReadOnlySpan<float> tokens, ReadOnlySpan<bool> masked = default)
    {
        Lanes lanes = new(this, tokens, masked);
        LaneBuffer output = new(lanes.State.Rows, lanes.Batch, lanes.State.Block);
        _workers.Run(new UnitWork(() => _couplings.Tokens, i => Attend(lanes, i, output)));
        float[] samples = new float[tokens.Length];
        output.Save(samples);
        return samples;
    }

    /// <summary>The local energies of all tokens, and the attention of some.</summary>
    /// <param name="tokens">x, [B, N, d].</param>
    /// <param name="masked">[B, N]; true for tokens that are no sources. Empty: none.</param>
    /// <param name="of">The tokens that listen, K different ones.</param>
    /// <returns>[B, N], and [B, K, N]: listening token, then source.</returns>
    internal (float[] Energies, float[] Attention) Evaluate(
        ReadOnlySpan<float> tokens, ReadOnlySpan<bool> masked, ReadOnlySpan<int> of)
    {
        Lanes lanes = new(this, tokens, masked);
        int n = _couplings.Tokens;
        float[] energies = new float[lanes.Batch * n], attention = new float[checked(lanes.Batch * of.Length * n)];
        int[] places = new int[n];
        places.AsSpan().Fill(-1);
        for (int k = 0; k < of.Length; k++) places[of[k]] = k;
        int listening = of.Length;
        _workers.Run(new UnitWork(() => n, i => Score(lanes, i, energies, attention, places[i], listening)));
        return (energies, attention);
    }

    private void Attend(Lanes lanes, int i, LaneBuffer output)
    {
        int dim = _couplings.Dim;
        LaneBuffer scratch = Scratch.Rows(AttentionJob.SourcesAtOnce * dim, lanes.State.Block);
        for (int block = 0; block < lanes.State.Blocks; block++)
        {
            AttentionJob job = Job(lanes, i, block);
            job.Fields = scratch.Pointer(0);
            job.Output = output.Pointer(block, i * dim);
            _simd.Attention(job);
        }
    }

    private void Score(Lanes lanes, int i, float[] energies, float[] attention, int place, int listening)
    {
        (int n, int d, int size) = (_couplings.Tokens, _couplings.Dim, lanes.State.Block);
        LaneBuffer scratch = Scratch.Rows(d + n + 2, size);
        float* scores = scratch.Pointer(0, d), normalizer = scratch.Pointer(0, d + n);
        for (int block = 0; block < lanes.State.Blocks; block++)
        {
            AttentionJob job = Job(lanes, i, block);
            job.Fields = scratch.Pointer(0);
            job.Normalizer = normalizer;
            _simd.Scores(job, scores);
            _simd.ExpWeights(job, scores, gate: false);
            _simd.Normalize(normalizer, scores, scores, n);
            for (int b = block * size; b < Math.Min(lanes.Batch, (block + 1) * size); b++)
            {
                int lane = b % size;
                float sum = normalizer[size + lane];
                energies[b * n + i] = (float)LocalEnergy.From(LocalEnergy.Exponent(normalizer[lane], sum), _settings.Lambda);
                if (place < 0) continue;
                Span<float> row = attention.AsSpan((b * listening + place) * n, n);
                if (sum == 0) row[i] = 1;
                else
                    for (int j = 0; j < n; j++) row[j] = scores[j * size + lane];
            }
        }
    }

    private AttentionJob Job(Lanes lanes, int token, int block) => new()
    {
        Tokens = _couplings.Tokens,
        Dim = _couplings.Dim,
        Couplings = Pointer(_couplings, token),
        Token = token,
        Seen = lanes.State.Pointer(block),
        Sources = lanes.Sources is null ? null : lanes.Sources.Pointer(block),
        LambdaLog2E = (float)(_settings.Lambda * Exp2Coefficients.Log2E),
        Bound = (float)_settings.Bound,
    };

    internal static float* Pointer(Couplings couplings, int row) => couplings.Pointer(row);

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
}
