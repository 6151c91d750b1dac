namespace AttractorNotebooks.Files;

/// <summary>The element types of safetensors that this library reads and writes.</summary>
public enum TensorType
{
    /// <summary>64-bit IEEE 754 floating point.</summary>
    F64,

    /// <summary>32-bit IEEE 754 floating point.</summary>
    F32,

    /// <summary>64-bit signed integer.</summary>
    I64,
}
