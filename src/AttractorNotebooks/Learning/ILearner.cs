using AttractorNotebooks.Model;

namespace AttractorNotebooks.Learning;

/// <summary>What a training session asks of a learning rule.</summary>
internal interface ILearner
{
    /// <summary>The couplings as learnt so far; one set for the local rule.</summary>
    IReadOnlyList<Couplings> Heads { get; }

    /// <summary>What changes them.</summary>
    CouplingOptimizer Optimizer { get; }

    /// <summary>One update from one batch.</summary>
    /// <param name="batch">Tokens, [B, N, d]; finite.</param>
    /// <param name="learning">The token that learns, where not all do.</param>
    /// <param name="epoch">The epoch, 0, 1, ...</param>
    /// <returns>The loss before the update.</returns>
    double Update(ReadOnlySpan<float> batch, int learning, int epoch);
}
