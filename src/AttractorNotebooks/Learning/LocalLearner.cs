using AttractorNotebooks.Model;
using AttractorNotebooks.Simd;

namespace AttractorNotebooks.Learning;

/// <summary>The local rule in float32: one update of the couplings from one batch, without backpropagation.</summary>
/// <remarks>
/// d e_i / d J_ij = -a_ij x_i x_j^T averaged over the batch, clipped by its global norm, one optimizer step, then all of J
/// rescaled to the root mean square that it had at the start; both row by row where the settings say so.
/// Same seed, same bits, whatever the number of threads. The
/// plain statement is <see cref="ReferenceLearner"/>.
/// </remarks>
public sealed unsafe class LocalLearner : ILearner
{
    private readonly LearningSettings _settings;
    private readonly LocalGradient _gradient;
    private readonly CouplingOptimizer _optimizer;

    /// <summary>Prepares learning.</summary>
    /// <param name="couplings">J at the start; changed in place by every update.</param>
    /// <param name="settings">The settings.</param>
    /// <param name="workers">Threads; null for one a processor.</param>
    /// <param name="width">Register width; null for the widest of the machine.</param>
    public LocalLearner(Couplings couplings, LearningSettings settings, WorkerPool? workers = null, VectorWidth? width = null)
    {
        ArgumentNullException.ThrowIfNull(couplings);
        ArgumentNullException.ThrowIfNull(settings);
        Couplings = couplings;
        _settings = settings.Validated();
        workers ??= new WorkerPool();
        SimdRoutines simd = SimdRoutines.For(width ?? VectorWidths.Widest);
        _gradient = new LocalGradient(CouplingRows.Of(couplings), _settings, workers, simd);
        _optimizer = new CouplingOptimizer(settings.Optimizer, AttentionLayer.Pointer(couplings, 0), couplings.Tokens, couplings.RowLength,
            workers, simd, _settings.PerRow);
    }

    /// <summary>J as learnt so far.</summary>
    public Couplings Couplings { get; }

    /// <summary>Updates so far.</summary>
    public int Updates => _optimizer.Updates;

    /// <inheritdoc/>
    public IReadOnlyList<Couplings> Heads => [Couplings];

    /// <inheritdoc/>
    public OptimizerState State => _optimizer.State;

    /// <inheritdoc/>
    public void Restore(OptimizerState state, int updates) => _optimizer.Restore(state, updates);

    /// <summary>One update from one batch.</summary>
    /// <param name="batch">Tokens, [B, N, d], before any layer norm; finite.</param>
    /// <param name="learning">The token that learns; ignored where the settings say all.</param>
    /// <param name="epoch">The epoch, 0, 1, ...; it decides the learning rate.</param>
    /// <returns>The loss before the update: the mean over batch and learning tokens of the local energy.</returns>
    /// <exception cref="ArithmeticException">
    /// Learning diverged; the couplings are of no more use if it was their change that overflowed.
    /// </exception>
    public double Update(ReadOnlySpan<float> batch, int learning, int epoch = 0)
    {
        bool all = _settings.Tokens == TokenChoice.All;
        _gradient.Load(batch, _settings.LayerNorm);
        double loss = all ? _gradient.AllRows() : _gradient.OneRow(learning);
        _optimizer.Step(_gradient.Values, all ? null : learning, _gradient.Squares, loss, epoch);
        return loss;
    }

    /// <summary>The gradient of the batch mean of e_i with respect to J_i, without layer norm, clip or update.</summary>
    /// <param name="batch">Tokens, [B, N, d]; finite.</param>
    /// <param name="i">The token that learns.</param>
    /// <returns>[N, d, d], and the loss.</returns>
    public (float[] Gradient, double Loss) Gradient(ReadOnlySpan<float> batch, int i)
    {
        _gradient.Load(batch, layerNorm: false);
        double loss = _gradient.OneRow(i);
        return (_gradient.Values[..Couplings.RowLength], loss);
    }

    /// <summary>The gradients of all tokens at once, without layer norm, clip or update. The settings must say all tokens.</summary>
    /// <param name="batch">Tokens, [B, N, d]; finite.</param>
    /// <param name="loss">Receives the mean over batch and tokens of the local energy.</param>
    /// <returns>[N, N, d, d], valid until the next call.</returns>
    /// <exception cref="InvalidOperationException">The settings teach one token at a time.</exception>
    public ReadOnlySpan<float> AllGradients(ReadOnlySpan<float> batch, out double loss)
    {
        if (_settings.Tokens != TokenChoice.All)
            throw new InvalidOperationException("These settings teach one token at a time; ask for its gradient.");
        _gradient.Load(batch, layerNorm: false);
        loss = _gradient.AllRows();
        return _gradient.Values;
    }
}
