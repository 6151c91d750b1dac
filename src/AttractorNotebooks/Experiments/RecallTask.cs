namespace AttractorNotebooks.Experiments;

/// <summary>What is done to an image before it is to be recalled.</summary>
public enum RecallTask
{
    /// <summary>A share of the tokens is masked: zero, and no source in the first step.</summary>
    Mask,

    /// <summary>Noise is added to every pixel.</summary>
    Noise,
}
