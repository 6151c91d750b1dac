namespace AttractorNotebooks.Sequences;

/// <summary>How what a token hears becomes its local energy.</summary>
public enum SequenceForm
{
    /// <summary>
    /// The published energy, e_i = -log sum_j exp(x_i . J_(i-j) x_j), with its exact normalizer: one source explains a character.
    /// The energies of several heads add up.
    /// </summary>
    Mixture,

    /// <summary>
    /// A head adds up what all sources say, e_i = -log sum_k exp(sum_j x_i . J^k_(i-j) x_j): sources are evidence to be multiplied.
    /// </summary>
    Pooled,
}
