using System.Numerics.Tensors;
using AttractorNotebooks.Model;
using AttractorNotebooks.Simd;
using AttractorNotebooks.Tokens;

namespace AttractorNotebooks.Learning;

/// <summary>The gradient of a rule of your own for one token that learns.</summary>
/// <param name="batch">Tokens as the rule sees them, layer-normalized where the settings say so, [B, N, d].</param>
/// <param name="i">The token that learns.</param>
/// <param name="gradient">Receives the gradient of the batch mean with respect to J_i, [N, d, d]; zero at first.</param>
/// <returns>The loss.</returns>
public delegate double RowGradient(ReadOnlySpan<float> batch, int i, Span<float> gradient);

/// <summary>
/// Learns by any gradient that belongs to one token at a time: layer norm, choice of tokens, optimizer and saving are done here.
/// </summary>
/// <remarks>Same seed, same bits, whatever the number of threads, if the gradient is computed in one order.</remarks>
public sealed unsafe class GradientLearner : ILearner
{
    private readonly Couplings _couplings;
    private readonly LearningSettings _settings;
    private readonly RowGradient _gradient;
    private readonly WorkerPool _workers;
    private readonly CouplingOptimizer _optimizer;

    /// <summary>Prepares learning.</summary>
    /// <param name="couplings">J at the start; changed in place by every update.</param>
    /// <param name="settings">The settings.</param>
    /// <param name="gradient">The rule.</param>
    /// <param name="workers">Threads; null for one a processor. Several call the gradient at once where all tokens learn.</param>
    public GradientLearner(Couplings couplings, LearningSettings settings, RowGradient gradient, WorkerPool? workers = null)
    {
        ArgumentNullException.ThrowIfNull(couplings);
        ArgumentNullException.ThrowIfNull(settings);
        ArgumentNullException.ThrowIfNull(gradient);
        (_couplings, _settings, _gradient, _workers) = (couplings, settings.Validated(), gradient, workers ?? new WorkerPool());
        _optimizer = new CouplingOptimizer(
            settings.Optimizer, AttentionLayer.Pointer(couplings, 0), couplings.Tokens, couplings.RowLength, _workers,
                SimdRoutines.For(VectorWidths.Widest), settings.PerRow);
    }

    /// <inheritdoc/>
    public IReadOnlyList<Couplings> Heads => [_couplings];

    /// <inheritdoc/>
    public int Updates => _optimizer.Updates;

    /// <inheritdoc/>
    public OptimizerState State => _optimizer.State;

    /// <inheritdoc/>
    /// <exception cref="ArithmeticException">Learning diverged.</exception>
    public double Update(ReadOnlySpan<float> batch, int learning, int epoch)
    {
        BatchShape.Count(batch, _couplings.Tokens, _couplings.Dim);
        float[] seen = _settings.LayerNorm ? Normalized(batch) : batch.ToArray();
        bool all = _settings.Tokens == TokenChoice.All;
        int first = all ? 0 : learning, count = all ? _couplings.Tokens : 1;
        float[] gradient = new float[count * _couplings.RowLength];
        double[] losses = new double[count];
        _workers.Run(new UnitWork(() =>
            count, k => losses[k] = _gradient(seen, first + k, gradient.AsSpan(k * _couplings.RowLength, _couplings.RowLength))));
        double loss = losses.Average();
        _optimizer.Step(gradient, all ? null : learning, TensorPrimitives.SumOfSquares<float>(gradient), loss, epoch);
        return loss;
    }

    /// <inheritdoc/>
    public void Restore(OptimizerState state, int updates) => _optimizer.Restore(state, updates);

    private float[] Normalized(ReadOnlySpan<float> batch)
    {
        int sample = _couplings.Tokens * _couplings.Dim;
        double[] x = Array.ConvertAll(batch.ToArray(), value => (double)value);
        for (int start = 0; start < x.Length; start += sample)
            LayerNorm.Apply(x.AsSpan(start, sample), x.AsSpan(start, sample), _couplings.Dim);
        return Array.ConvertAll(x, value => (float)value);
    }
}
