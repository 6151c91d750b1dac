using System.Diagnostics.CodeAnalysis;

namespace AttractorNotebooks.Model;

/// <summary>How the numbers of J lie in memory and in files; arithmetic is float32 throughout.</summary>
[SuppressMessage("Naming", "CA1720", Justification = "The formats are called so.")]
public enum CouplingStorage
{
    /// <summary>Four bytes a number: as learnt.</summary>
    Float32,

    /// <summary>Two bytes a number, IEEE 754: ten binary digits.</summary>
    Float16,

    /// <summary>One byte a number, -127 to 127, times a float32 scale of its block J_ij: the block's largest entry / 127.</summary>
    Int8,
}
