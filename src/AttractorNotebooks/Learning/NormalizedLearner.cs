using AttractorNotebooks.Model;
using AttractorNotebooks.Simd;
using AttractorNotebooks.Tokens;

namespace AttractorNotebooks.Learning;

/// <summary>
/// The exactly normalized rule in float32: gradient descent on -ln p(x_i | others), data term minus model term. Local like the
/// published rule: a coupling changes by what its two tokens are and by what the token that listens hears.
/// </summary>
/// <remarks>
/// Same seed, same bits, whatever the number of threads. The plain statement is
/// <see cref="AttractorNotebooks.Model.ReferenceNormalized"/>.
/// </remarks>
public sealed unsafe class NormalizedLearner : ILearner
{
    private readonly LearningSettings _settings;
    private readonly NormalizedGradient _gradient;
    private readonly CouplingOptimizer _optimizer;
    private readonly int _tokens;
    private readonly int _dim;
    private readonly int _sphere;

    /// <summary>Prepares learning.</summary>
    /// <param name="heads">J at the start, one set a head; where every source is a head, that one set is changed in place.</param>
    /// <param name="settings">The settings, with those of the normalized rule.</param>
    /// <param name="workers">Threads; null for one a processor.</param>
    /// <param name="width">Register width; null for the widest of the machine.</param>
    /// <exception cref="ArgumentException">The settings are not those of the normalized rule, or the couplings do not fit them.</exception>
    public NormalizedLearner(
        IReadOnlyList<Couplings> heads, LearningSettings settings, WorkerPool? workers = null, VectorWidth? width = null)
    {
        ArgumentNullException.ThrowIfNull(heads);
        ArgumentNullException.ThrowIfNull(settings);
        NormalizedSettings normalized = settings.Validated().Normalized
            ?? throw new ArgumentException(
            "These settings are those of the published rule; give them the settings of the normalized one.", nameof(settings));
        if (heads.Count != normalized.Heads)
            throw new ArgumentException($"{heads.Count} sets of couplings are given for {normalized.Heads} heads.", nameof(heads));
        (_settings, _tokens, _dim, _sphere) = (settings, heads[0].Tokens, heads[0].Dim, normalized.SphereOf(heads[0].Dim));
        workers ??= new WorkerPool();
        SimdRoutines simd = SimdRoutines.For(width ?? VectorWidths.Widest);
        (double lambda, double prior) = (settings.Attention.Lambda, normalized.FieldPrior);
        SphereFit fit = VonMisesFisherFit.Of(_sphere);
        _gradient = normalized.Pooling == SourcePooling.None
            ? new MixtureGradient(heads[0], fit, lambda, prior, workers, simd)
            : new PooledGradient(heads, fit, lambda, prior, workers, simd);
        _optimizer = new CouplingOptimizer(settings.Optimizer, _gradient.Values, _gradient.Rows, _gradient.RowLength, workers, simd);
    }

    /// <summary>Updates so far.</summary>
    public int Updates => _optimizer.Updates;

    /// <summary>J as learnt so far, one set a head.</summary>
    public IReadOnlyList<Couplings> Heads => _gradient.ToHeads();

    /// <inheritdoc/>
    public OptimizerState State => _optimizer.State;

    /// <inheritdoc/>
    public void Restore(OptimizerState state, int updates) => _optimizer.Restore(state, updates);

    /// <summary>One update of all couplings from one batch.</summary>
    /// <param name="batch">Tokens, [B, N, d]; finite; put on the unit sphere before they are learnt.</param>
    /// <param name="epoch">The epoch, 0, 1, ...; it decides the learning rate.</param>
    /// <returns>The loss before the update: the mean over batch and tokens of -ln p(x_i | others), in nats; without the prior.</returns>
    /// <exception cref="ArithmeticException">Learning diverged.</exception>
    public double Update(ReadOnlySpan<float> batch, int epoch = 0)
    {
        double loss = Compute(batch, Hide(batch.Length / (_tokens * _dim)), out double squares);
        _optimizer.Step(_gradient.Gradient, null, squares, loss, epoch);
        return loss;
    }

    double ILearner.Update(ReadOnlySpan<float> batch, int learning, int epoch) => Update(batch, epoch);

    /// <summary>The gradient of the mean over batch and tokens of -ln p(x_i | others) and of the prior, with respect to J.</summary>
    /// <param name="batch">Tokens, [B, N, d]; finite.</param>
    /// <param name="hidden">[B, N]; true for tokens that are no sources. Empty: none.</param>
    /// <returns>[K, N, N, d, d], and the loss without the prior.</returns>
    public (float[] Gradient, double Loss) Gradient(ReadOnlySpan<float> batch, ReadOnlySpan<bool> hidden = default)
    {
        double loss = Compute(batch, hidden, out _);
        float[] blocks = _gradient.GradientBlocks();
        System.Numerics.Tensors.TensorPrimitives.Divide(blocks, _tokens, blocks);
        return (blocks, loss);
    }

    private double Compute(ReadOnlySpan<float> batch, ReadOnlySpan<bool> hidden, out double squares)
    {
        int count = BatchShape.Count(batch, _tokens, _dim);
        if (!hidden.IsEmpty && hidden.Length != count * _tokens)
            throw new ArgumentException($"A mask for {count} samples of {_tokens} tokens has {count * _tokens} entries, but "
                + $"{hidden.Length} were given.", nameof(hidden));
        float[] unit = batch.ToArray();
        UnitTokens.Normalize<float>(unit, _sphere);
        return _gradient.Compute(unit, hidden, out squares);
    }

    private bool[] Hide(int count)
    {
        double fraction = _settings.Normalized!.HiddenFraction;
        if (fraction == 0) return [];
        Random random = SeededRandom.Create(_settings.Seed, "hidden sources", Updates);
        bool[] hidden = new bool[count * _tokens];
        for (int k = 0; k < hidden.Length; k++) hidden[k] = random.NextDouble() < fraction;
        return hidden;
    }
}
