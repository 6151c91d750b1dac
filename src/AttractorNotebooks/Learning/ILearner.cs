using AttractorNotebooks.Model;

namespace AttractorNotebooks.Learning;

/// <summary>What a training session asks of a rule's learner.</summary>
public interface ILearner
{
    /// <summary>The couplings as learnt so far; one set a head.</summary>
    IReadOnlyList<Couplings> Heads { get; }

    /// <summary>Updates so far.</summary>
    int Updates { get; }

    /// <summary>What has to be kept beside the couplings to go on later.</summary>
    OptimizerState State { get; }

    /// <summary>One update from one batch.</summary>
    /// <param name="batch">Tokens, [B, N, d]; finite.</param>
    /// <param name="learning">The token that learns, where not all do.</param>
    /// <param name="epoch">The epoch, 0, 1, ...</param>
    /// <returns>The loss before the update.</returns>
    double Update(ReadOnlySpan<float> batch, int learning, int epoch);

    /// <summary>Goes back to where a saved learner was.</summary>
    /// <param name="state">What it kept.</param>
    /// <param name="updates">Updates it had done.</param>
    /// <exception cref="InvalidDataException">The saved numbers do not fit.</exception>
    void Restore(OptimizerState state, int updates);
}
