namespace AttractorNotebooks.Dynamics;

/// <summary>In which order the tokens of a step are updated.</summary>
public enum UpdateOrder
{
    /// <summary>All at once, from the same state.</summary>
    Synchronous,

    /// <summary>
    /// One at a time in random order, each from the state that the ones before it left. One step is one sweep over all tokens.
    /// </summary>
    Asynchronous,
}
