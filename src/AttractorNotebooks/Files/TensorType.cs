namespace AttractorNotebooks.Files;

/// <summary>The element types of safetensors that this library reads; it writes all but the last.</summary>
public enum TensorType
{
    /// <summary>64-bit IEEE 754 floating point.</summary>
    F64,

    /// <summary>32-bit IEEE 754 floating point.</summary>
    F32,

    /// <summary>16-bit IEEE 754 floating point.</summary>
    F16,

    /// <summary>The upper half of a 32-bit floating-point number.</summary>
    BF16,

    /// <summary>64-bit signed integer.</summary>
    I64,

    /// <summary>32-bit signed integer.</summary>
    I32,

    /// <summary>16-bit signed integer.</summary>
    I16,

    /// <summary>8-bit signed integer.</summary>
    I8,

    /// <summary>64-bit unsigned integer.</summary>
    U64,

    /// <summary>32-bit unsigned integer.</summary>
    U32,

    /// <summary>16-bit unsigned integer.</summary>
    U16,

    /// <summary>8-bit unsigned integer.</summary>
    U8,

    /// <summary>A truth value in a byte.</summary>
    BOOL,

    /// <summary>Any other: a file that has such a tensor can be read, the tensor itself cannot.</summary>
    Other,
}
