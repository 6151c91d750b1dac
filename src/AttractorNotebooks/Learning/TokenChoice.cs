namespace AttractorNotebooks.Learning;

/// <summary>Which tokens learn from a batch.</summary>
public enum TokenChoice
{
    /// <summary>One random token i a batch: only the couplings that i hears have a gradient. As published.</summary>
    Random,

    /// <summary>Every token at once by the same rule.</summary>
    All,
}
