namespace AttractorNotebooks.Model;

/// <summary>How the sources of a token make up the heads that its density is a mixture of.</summary>
public enum SourcePooling
{
    /// <summary>
    /// Every source is a head of its own: p(x_i) = sum_j exp(lambda x_i . h_ij) / sum_j Z(lambda |h_ij|). One source explains a
    /// token; the published form, normalized.
    /// </summary>
    None,

    /// <summary>
    /// A head adds up what all sources say, h_i^k = sum_j J^k_ij x_j: p(x_i) = sum_k exp(lambda x_i . h_i^k) / sum_k Z(lambda
    /// |h_i^k|). Sources are evidence to be multiplied.
    /// </summary>
    Sum,
}
