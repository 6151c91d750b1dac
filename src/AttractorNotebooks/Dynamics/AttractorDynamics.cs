using AttractorNotebooks.Model;
using AttractorNotebooks.Simd;

namespace AttractorNotebooks.Dynamics;

/// <summary>
/// The dynamics of a batch of samples in float32: fused SIMD routines, all cores; a step allocates nothing but what random orders
/// and masks need.
/// </summary>
/// <remarks>
/// Same seed, same bits, whatever the number of threads. The plain statement of what it computes is
/// <see cref="ReferenceDynamics"/>. One step is: see the state (layer norm), attend and mix for every token, then
/// normalize to the sphere; f_i = sum_j a_ij J_ij x_j, x_i becomes a f_i + b x_i.
/// </remarks>
public sealed unsafe class AttractorDynamics
{
    // Up to so many samples, lanes across a row of J beat lanes across the batch, which would mostly be padding.
    private const int FewSamples = 2;

    // Some rows of J and one block of what the tokens see are to stay in the second-level cache together. The rows stay for all blocks:
    // a block is smaller than J, so that less comes from further away.
    private const int CachedBytes = 400_000;
    private const int MostTokens = 8;

    private readonly int _tokensOfATile;
    // One of the two.
    private readonly Couplings? _couplings;
    private readonly PackedCouplings? _packed;
    private readonly DynamicsSettings _settings;
    private readonly WorkerPool _workers;
    private readonly SimdRoutines _simd;
    private readonly LaneBuffer _state;
    private readonly LaneBuffer _seen;
    private readonly LaneBuffer _norms;
    private readonly LaneBuffer _normalizers;
    private readonly float[] _samples;
    private readonly float[] _sampleSources;
    private readonly UnitWork _layerNormalizeWork;
    private readonly UnitWork _attendWork;
    private readonly UnitWork _sweepWork;
    private readonly UnitWork _normalizeStateWork;
    private LaneBuffer? _sources;
    private LaneBuffer? _start;
    private bool[] _masked = [];
    private bool _masksNow;
    private int[] _order = [];
    private AttentionSettings _attention;

    /// <summary>Prepares the dynamics of a batch.</summary>
    /// <param name="couplings">J; not copied.</param>
    /// <param name="settings">The settings.</param>
    /// <param name="batch">B, samples that evolve side by side, at least 1.</param>
    /// <param name="workers">Threads; null for one a processor.</param>
    /// <param name="width">Register width; null for the widest of the machine.</param>
    public AttractorDynamics(
        Couplings couplings, DynamicsSettings settings, int batch, WorkerPool? workers = null, VectorWidth? width = null)
        : this(settings, batch, couplings?.Tokens ?? 0, couplings?.Dim ?? 0, workers, width)
    {
        ArgumentNullException.ThrowIfNull(couplings);
        _couplings = couplings;
    }

    /// <summary>Prepares the dynamics of a batch by couplings in a smaller storage.</summary>
    /// <param name="couplings">J; not copied.</param>
    /// <param name="settings">The settings.</param>
    /// <param name="batch">B, samples that evolve side by side, at least 1.</param>
    /// <param name="workers">Threads; null for one a processor.</param>
    /// <param name="width">Register width; null for the widest of the machine.</param>
    public AttractorDynamics(
        PackedCouplings couplings, DynamicsSettings settings, int batch, WorkerPool? workers = null, VectorWidth? width = null)
        : this(settings, batch, couplings?.Tokens ?? 0, couplings?.Dim ?? 0, workers, width)
    {
        ArgumentNullException.ThrowIfNull(couplings);
        _packed = couplings;
    }

    private AttractorDynamics(DynamicsSettings settings, int batch, int tokens, int dim, WorkerPool? workers, VectorWidth? width)
    {
        ArgumentNullException.ThrowIfNull(settings);
        ArgumentOutOfRangeException.ThrowIfLessThan(batch, 1);
        (Tokens, Dim) = (tokens, dim);
        _settings = settings.Validated();
        _attention = settings.Attention;
        _workers = workers ?? new WorkerPool();
        _simd = SimdRoutines.For(width ?? VectorWidths.Widest);
        Batch = batch;
        _state = new LaneBuffer(tokens * dim, batch, _simd.Block);
        _seen = new LaneBuffer(_state.Rows, batch, _simd.Block);
        _norms = new LaneBuffer(tokens, batch, _simd.Block);
        _normalizers = new LaneBuffer(2 * tokens, batch, _simd.Block);
        bool few = batch <= FewSamples;
        _samples = GC.AllocateArray<float>(few ? batch * _state.Rows : 0, pinned: true);
        _sampleSources = GC.AllocateArray<float>(few ? batch * Tokens : 0, pinned: true);
        _tokensOfATile = (int)Math.Clamp(CachedBytes / (Math.Max(1L, (long)tokens * dim * dim) * sizeof(float)), 1, MostTokens);
        _layerNormalizeWork = new UnitWork(() => _state.Blocks, LayerNormalize);
        _attendWork = new UnitWork(() => Tiles * _state.Blocks, AttendTile);
        _sweepWork = new UnitWork(() => _state.Blocks, Sweep);
        _normalizeStateWork = new UnitWork(() => _state.Blocks, NormalizeState);
    }

    /// <summary>B, samples side by side.</summary>
    public int Batch { get; }

    /// <summary>N, tokens of a sample.</summary>
    public int Tokens { get; }

    /// <summary>d, components of a token.</summary>
    public int Dim { get; }

    /// <summary>Steps since the start.</summary>
    public int Time { get; private set; }

    /// <summary>The settings.</summary>
    public DynamicsSettings Settings => _settings;

    internal LaneBuffer State => _state;

    internal SimdRoutines SimdRoutines => _simd;

    internal WorkerPool Workers => _workers;

    /// <summary>Sets the state of time 0.</summary>
    /// <param name="tokens">x, [B, N, d]; finite.</param>
    /// <param name="masked">[B, N]; true where a token is masked and starts as zero. Empty: none.</param>
    /// <exception cref="ArgumentException">A shape is wrong, a number is not finite, or a sample has no known token.</exception>
    public void Start(ReadOnlySpan<float> tokens, ReadOnlySpan<bool> masked = default)
    {
        int count = BatchShape.Count(tokens, Tokens, Dim);
        if (count != Batch) throw new ArgumentException($"This dynamics was made for {Batch} samples, but {count} were given.",
            nameof(tokens));
        BatchShape.RequireMask(masked, Batch, Tokens);
        // Attention sees either the tokens or what layer norm makes of them, which has the length sqrt(d).
        if (_settings.LayerNorm) BatchShape.RequireRange(tokens, Dim, 1, 1);
        else BatchShape.RequireRange(tokens, Dim, StrongestBlock(), _settings.Attention.Lambda);
        _state.Load(tokens);
        _masked = masked.ToArray();
        _sources = masked.IsEmpty || _settings.MaskMode == MaskMode.None ? null : SourceLanes.Create(masked, Tokens, _simd.Block);
        for (int b = 0; b < masked.Length; b++)
            if (masked[b])
                for (int c = 0; c < Dim; c++) _state[b % Tokens * Dim + c, b / Tokens] = 0;
        _start = null;
        if (_sources is not null && _settings.MaskMode == MaskMode.Clamped)
        {
            _start = new LaneBuffer(_state.Rows, Batch, _simd.Block);
            _state.Span.CopyTo(_start.Span);
        }
        Time = 0;
    }

    /// <summary>One step; with asynchronous order one sweep over all tokens.</summary>
    public void Step()
    {
        Time++;
        _attention = _settings.AttentionAt(Time);
        _masksNow = _sources is not null && (Time == 1 || _settings.MaskMode == MaskMode.RandomEachStep);
        if (_masksNow && _settings.MaskMode == MaskMode.RandomEachStep)
        {
            bool[] remasked = new bool[_masked.Length];
            StepRandomness.Remask(_masked, remasked, Tokens, _settings.Seed, Time);
            SourceLanes.Load(_sources!, remasked);
        }
        if (_settings.Order == UpdateOrder.Synchronous)
        {
            _workers.Run(_layerNormalizeWork);
            _workers.Run(_attendWork);
        }
        else
        {
            _order = StepRandomness.Order(Tokens, _settings.Seed, Time);
            _workers.Run(_sweepWork);
        }
        _workers.Run(_normalizeStateWork);
    }

    /// <summary>Runs steps and lets an observer look after each.</summary>
    /// <param name="steps">How many, at least 0.</param>
    /// <param name="observer">Looks at the state after every step; null for nobody.</param>
    /// <param name="cancellation">Stops between steps.</param>
    /// <exception cref="ArgumentOutOfRangeException">The number of steps is negative.</exception>
    /// <exception cref="OperationCanceledException">The run was cancelled; the state is that of the last whole step.</exception>
    public void Run(int steps, IStepObserver? observer = null, CancellationToken cancellation = default)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(steps);
        for (int k = 0; k < steps; k++)
        {
            cancellation.ThrowIfCancellationRequested();
            Step();
            observer?.Observe(this);
        }
    }

    /// <summary>Copies the state out.</summary>
    /// <param name="tokens">Receives x, [B, N, d].</param>
    public void CopyState(Span<float> tokens)
    {
        RequireLength(tokens.Length, Batch * Tokens * Dim, nameof(tokens));
        _state.Save(tokens);
    }

    /// <summary>Copies the state of the first samples out.</summary>
    /// <param name="count">How many, at most B.</param>
    /// <param name="tokens">Receives x, [count, N, d].</param>
    internal void CopyFirst(int count, Span<float> tokens)
    {
        for (int b = 0; b < count; b++)
            for (int row = 0; row < _state.Rows; row++) tokens[b * _state.Rows + row] = _state[row, b];
    }

    /// <summary>The state as a new array: x, [B, N, d].</summary>
    public float[] ToState()
    {
        float[] tokens = new float[Batch * Tokens * Dim];
        CopyState(tokens);
        return tokens;
    }

    /// <summary>The mean over tokens of |x_i|, before the sphere set it to one where it does.</summary>
    /// <param name="norms">Receives a number a sample, [B].</param>
    public void CopyMeanNorms(Span<float> norms)
    {
        RequireLength(norms.Length, Batch, nameof(norms));
        norms.Clear();
        for (int i = 0; i < Tokens; i++)
            for (int b = 0; b < Batch; b++) norms[b] += _norms[i, b] / Tokens;
    }

    /// <summary>
    /// The local energies that the tokens had when the last step looked at them: of the state before it, as attention saw it.
    /// </summary>
    /// <param name="energies">Receives e_i, [B, N].</param>
    public void CopyEnergies(Span<float> energies)
    {
        RequireLength(energies.Length, Batch * Tokens, nameof(energies));
        for (int i = 0; i < Tokens; i++)
            for (int b = 0; b < Batch; b++)
                energies[b * Tokens + i] =
                    (float)LocalEnergy.From(LocalEnergy.Exponent(_normalizers[2 * i, b], _normalizers[2 * i + 1, b]), _attention.Lambda);
    }

    private void RequireLength(int length, int needed, string name)
    {
        if (length != needed) throw new ArgumentException(
            $"{needed} numbers for {Batch} samples are to be copied, but there is room for {length}.", name);
    }

    private float* SourcesNow(int block) => _masksNow ? _sources!.Pointer(block) : null;

    private void LayerNormalize(int block)
    {
        int length = _state.Rows * _state.Block;
        if (_settings.LayerNorm) _simd.LayerNorm(_state.Pointer(block), SourcesNow(block), _seen.Pointer(block), Tokens, Dim);
        else new Span<float>(_state.Pointer(block), length).CopyTo(new Span<float>(_seen.Pointer(block), length));
        if (_samples.Length == 0) return;
        _seen.Save(_samples);
        if (_masksNow) _sources!.Save(_sampleSources);
    }

    private int Tiles => (Tokens + _tokensOfATile - 1) / _tokensOfATile;

    // Attention for a few tokens in one block of lanes.
    private void AttendTile(int unit)
    {
        int block = unit % _state.Blocks, first = unit / _state.Blocks * _tokensOfATile;
        for (int i = first; i < Math.Min(first + _tokensOfATile, Tokens); i++) Attend(i, block);
    }

    // One token after the other, each seeing what those before it have become.
    private void Sweep(int block)
    {
        foreach (int i in _order)
        {
            LayerNormalize(block);
            Attend(i, block);
        }
    }

    // Attention for one token in one block of lanes, and its mixture written over the token's state.
    private void Attend(int i, int block)
    {
        if (_samples.Length > 0)
        {
            AttendSamples(i);
            return;
        }
        LaneBuffer scratch = Scratch.Rows((1 + AttentionJob.SourcesAtOnce) * Dim, _simd.Block);
        AttentionJob job = new()
        {
            Tokens = Tokens,
            Dim = Dim,
            Couplings = Row(i),
            Token = i,
            Seen = _seen.Pointer(block),
            Sources = SourcesNow(block),
            LambdaLog2E = (float)(_attention.Lambda * Exp2Coefficients.Log2E),
            Bound = (float)_attention.Bound,
            Fields = scratch.Pointer(0, Dim),
            Output = scratch.Pointer(0),
            Normalizer = _normalizers.Pointer(block, 2 * i),
        };
        _simd.Attention(job);
        Mix(job.Output, i, block);
    }

    // The same for a handful of samples, one after the other.
    private void AttendSamples(int i)
    {
        LaneBuffer scratch = Scratch.Rows(2 * Dim, _simd.Block);
        Span<float> room = stackalloc float[2 + Dim];
        float[] weights = SampleWeights(Tokens);
        float* row = _packed is null ? _couplings!.Pointer(i) : Room();
        PackedRow packed = _packed?.Row(i) ?? default;
        fixed (float* samples = _samples, sources = _sampleSources, weight = weights, normalizer = room)
            for (int b = 0; b < Batch; b++)
            {
                SampleJob job = new()
                {
                    Tokens = Tokens,
                    Dim = Dim,
                    Couplings = row,
                    Packed = b == 0 ? packed : default,
                    Token = i,
                    Seen = samples + (nint)b * _state.Rows,
                    Sources = _masksNow ? sources + (nint)b * Tokens : null,
                    LambdaLog2E = (float)(_attention.Lambda * Exp2Coefficients.Log2E),
                    Bound = (float)_attention.Bound,
                    Weights = weight,
                    Output = normalizer + 2,
                    Normalizer = normalizer,
                };
                _simd.Sample(job);
                (_normalizers[2 * i, b], _normalizers[2 * i + 1, b]) = (normalizer[0], normalizer[1]);
                for (int c = 0; c < Dim; c++) scratch[Dim + c, b] = job.Output[c];
            }
        Mix(scratch.Pointer(0, Dim), i, 0);
    }

    // What token i hears; packed couplings are unpacked into the thread's own room.
    private float* Row(int i)
    {
        if (_packed is null) return _couplings!.Pointer(i);
        float* row = Room();
        _packed.Unpack(i, row);
        return row;
    }

    private float* Room()
    {
        int length = Tokens * Dim * Dim;
        if (s_row is not float[] room || room.Length < length) s_row = room = GC.AllocateUninitializedArray<float>(length, pinned: true);
        // Pinned for its whole life, and held by the thread.
        fixed (float* row = room) return row;
    }

    private double StrongestBlock() => _couplings?.StrongestBlock() ?? _packed!.StrongestBlock();

    [ThreadStatic]
    private static float[]? s_row;

    [ThreadStatic]
    private static float[]? s_sampleWeights;

    private static float[] SampleWeights(int tokens) =>
        s_sampleWeights is float[] weights && weights.Length >= tokens ? weights : s_sampleWeights = new float[tokens];

    private void Mix(float* attention, int i, int block) => _simd.Mix(
        attention, _state.Pointer(block, i * Dim), _norms.Pointer(block, i), Dim, (float)_settings.Update.Attention,
            (float)_settings.Update.Retention);

    private void NormalizeState(int block)
    {
        int together = _settings.Update.UnitTokens ? 1 : Tokens;
        for (int first = 0; first < Tokens && _settings.Sphere; first += together)
            _simd.Sphere(_state.Pointer(block, first * Dim), _norms.Pointer(block, first), together, Dim);
        if (_start is null) return;
        for (int b = block * _simd.Block; b < Math.Min((block + 1) * _simd.Block, Batch); b++)
            for (int i = 0; i < Tokens; i++)
                for (int c = i * Dim; c < (i + 1) * Dim && !_masked[b * Tokens + i]; c++) _state[c, b] = _start[c, b];
    }
}
