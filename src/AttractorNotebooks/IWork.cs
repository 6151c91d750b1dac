namespace AttractorNotebooks;

/// <summary>
/// Work that falls into independent units: no unit reads what another writes, so that results do not depend on who runs what.
/// </summary>
internal interface IWork
{
    /// <summary>How many units there are.</summary>
    int Units { get; }

    /// <summary>Does one of them.</summary>
    void Run(int unit);
}
