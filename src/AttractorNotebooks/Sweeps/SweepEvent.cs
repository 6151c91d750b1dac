namespace AttractorNotebooks.Sweeps;

/// <summary>What happened in a sweep.</summary>
public enum SweepEvent
{
    /// <summary>The images were opened.</summary>
    Opened,

    /// <summary>Couplings were trained; several points may use them.</summary>
    Trained,

    /// <summary>A point was computed and kept.</summary>
    Computed,

    /// <summary>A point was there already, or another worker finished it.</summary>
    Kept,

    /// <summary>A point cannot be computed.</summary>
    Failed,
}
