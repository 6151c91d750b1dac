namespace AttractorNotebooks.Experiments;

/// <summary>Whether a published number was met.</summary>
public enum Reproduced
{
    /// <summary>Neither of the others.</summary>
    No,

    /// <summary>Within 30 %.</summary>
    Partly,

    /// <summary>Within 10 %, or inside the published error bar.</summary>
    Yes,
}
