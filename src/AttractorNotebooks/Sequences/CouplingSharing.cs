namespace AttractorNotebooks.Sequences;

/// <summary>Which pairs of tokens have a coupling in common.</summary>
public enum CouplingSharing
{
    /// <summary>J_ij = J_(i-j), stored once a distance: every token hears as many sources as the context is long.</summary>
    Distance,

    /// <summary>
    /// Every pair of places in a window of context + 1 tokens has a J_ij of its own; the text is cut into such windows, and the
    /// token at place i of one hears the i before it.
    /// </summary>
    Free,
}
