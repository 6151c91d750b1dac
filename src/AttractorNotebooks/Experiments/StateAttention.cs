using AttractorNotebooks.Dynamics;
using AttractorNotebooks.Learning;
using AttractorNotebooks.Model;
using AttractorNotebooks.Tokens;

namespace AttractorNotebooks.Experiments;

/// <summary>Local energies and attention of whole states, as the step that follows them sees them.</summary>
/// <param name="network">The couplings.</param>
/// <param name="settings">The dynamics.</param>
/// <param name="masked">[B, N]; true where a token is masked. Empty: none.</param>
/// <param name="listening">The K tokens whose attention is wanted.</param>
/// <param name="workers">Threads; null for one a processor.</param>
internal sealed class StateAttention(TrainedNetwork network, DynamicsSettings settings, ReadOnlyMemory<bool> masked,
    IReadOnlyList<int> listening, WorkerPool? workers)
{
    private readonly WorkerPool _workers = workers ?? new WorkerPool();

    /// <summary>Looks at a state.</summary>
    /// <param name="t">Steps since the start.</param>
    /// <param name="state">x, [B, N, d].</param>
    /// <returns>e [B, N] and a [B, K, N]; the tokens of a step that goes one by one are all taken as they are at its start.</returns>
    public (float[] Energies, float[] Attention) Of(int t, float[] state)
    {
        bool[] hidden = HiddenAfter(t);
        AttentionLayer layer = new(network.Couplings, settings.AttentionAt(t + 1), _workers);
        return layer.Evaluate(settings.LayerNorm ? Normalized(state, hidden) : state, hidden, [.. listening]);
    }

    private bool[] HiddenAfter(int t)
    {
        if (masked.IsEmpty || settings.MaskMode == MaskMode.None) return [];
        if (settings.MaskMode != MaskMode.RandomEachStep) return t == 0 ? masked.ToArray() : [];
        bool[] drawn = new bool[masked.Length];
        StepRandomness.Remask(masked.Span, drawn, network.Tokenizer.Tokens, settings.Seed, t + 1);
        return drawn;
    }

    private float[] Normalized(float[] state, bool[] hidden)
    {
        (int n, int d) = (network.Tokenizer.Tokens, network.Tokenizer.Dim);
        float[] seen = new float[state.Length];
        Parallel.For(0, state.Length / (n * d), new ParallelOptions { MaxDegreeOfParallelism = _workers.Threads }, b =>
        {
            double[] sample = Array.ConvertAll(state[(b * n * d)..((b + 1) * n * d)], value => (double)value);
            if (hidden.Length == 0) LayerNorm.Apply(sample, sample, d);
            else LayerNorm.Apply(sample, hidden.AsSpan(b * n, n), sample, d);
            for (int k = 0; k < sample.Length; k++) seen[b * n * d + k] = (float)sample[k];
        });
        return seen;
    }
}
