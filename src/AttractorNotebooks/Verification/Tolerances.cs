namespace AttractorNotebooks.Verification;

/// <summary>How near is near enough, relative to a tensor's largest entry.</summary>
public static class Tolerances
{
    /// <summary>For everything in float64.</summary>
    public const double Reference = 1e-10;

    /// <summary>For single operations and steps in float32.</summary>
    public const double Kernels = 2e-5;

    /// <summary>For trajectories and training in float32, where rounding adds up.</summary>
    public const double KernelsAccumulated = 2e-4;

    /// <summary>
    /// The share of entries of trained couplings that may be further off: AdamW turns a gradient's sign into a full step.
    /// </summary>
    public const double OutlierFraction = 1e-4;
}
