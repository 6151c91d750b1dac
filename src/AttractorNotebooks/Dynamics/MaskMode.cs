namespace AttractorNotebooks.Dynamics;

/// <summary>How long a mask counts. Masked tokens start as zero vectors in every mode.</summary>
public enum MaskMode
{
    /// <summary>Never: masked tokens are heard from the first step on.</summary>
    None,

    /// <summary>In the first step only, masked tokens are no sources. The published default.</summary>
    FirstStep,

    /// <summary>As <see cref="FirstStep"/>, and known tokens are set back to the data after every step.</summary>
    Clamped,

    /// <summary>In every step a fresh random choice of as many tokens is no source.</summary>
    RandomEachStep,
}
