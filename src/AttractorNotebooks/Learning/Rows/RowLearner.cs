using AttractorNotebooks.Model;
using AttractorNotebooks.Simd;

namespace AttractorNotebooks.Learning;

/// <summary>The local rule for some rows of J: what <see cref="LocalLearner"/> makes of them where rows learn apart, bit for bit.</summary>
internal sealed unsafe class RowLearner
{
    private readonly LearningSettings _settings;
    private readonly LocalGradient _gradient;
    private readonly CouplingOptimizer _optimizer;

    /// <param name="rows">The rows at the start; changed in place by every update.</param>
    /// <param name="settings">The settings, with rows apart.</param>
    /// <param name="workers">Threads.</param>
    /// <param name="width">Register width; null for the widest of the machine.</param>
    public RowLearner(CouplingRows rows, LearningSettings settings, WorkerPool workers, VectorWidth? width = null)
    {
        (Rows, _settings) = (rows, settings);
        SimdRoutines simd = SimdRoutines.For(width ?? VectorWidths.Widest);
        _gradient = new LocalGradient(rows, settings, workers, simd);
        _optimizer = new CouplingOptimizer(
            settings.Optimizer, rows.Pointer(rows.Range.First), rows.Range.Count, rows.RowLength, workers, simd, perRow: true);
    }

    /// <summary>The rows as learnt so far.</summary>
    public CouplingRows Rows { get; }

    public OptimizerState State => _optimizer.State;

    public int Updates => _optimizer.Updates;

    public void Restore(OptimizerState state, int updates) => _optimizer.Restore(state, updates);

    /// <summary>One update from a batch that all rows learn from, or the token that does.</summary>
    /// <param name="batch">Tokens, [B, N, d].</param>
    /// <param name="learning">The token; ignored where the settings say all.</param>
    /// <param name="epoch">The epoch, 0, 1, ...</param>
    /// <returns>The loss before the update.</returns>
    public double Update(ReadOnlySpan<float> batch, int learning, int epoch)
    {
        bool all = _settings.Tokens == TokenChoice.All;
        _gradient.Load(batch, _settings.LayerNorm);
        double loss = all ? _gradient.AllRows() : _gradient.OneRow(learning);
        _optimizer.Step(_gradient.Values, all ? null : learning - Rows.Range.First, _gradient.Squares, loss, epoch);
        return loss;
    }

    /// <summary>The update where a token learns that is not among the rows: they decay and go on by their momentum.</summary>
    public void Wait(int epoch) => _optimizer.Step(_gradient.Values, -1, 0, 0, epoch);
}
