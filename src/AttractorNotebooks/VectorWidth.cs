using System.Runtime.Intrinsics;

namespace AttractorNotebooks;

/// <summary>The register width that kernels are run with.</summary>
public enum VectorWidth
{
    /// <summary>One number at a time.</summary>
    Scalar = 1,

    /// <summary>128 bits: SSE, Neon.</summary>
    Bits128 = 4,

    /// <summary>256 bits: AVX2.</summary>
    Bits256 = 8,

    /// <summary>512 bits: AVX-512.</summary>
    Bits512 = 16,
}

/// <summary>What the machine offers.</summary>
public static class VectorWidths
{
    /// <summary>The widest that this machine accelerates.</summary>
    public static VectorWidth Widest =>
        Vector512.IsHardwareAccelerated ? VectorWidth.Bits512
        : Vector256.IsHardwareAccelerated ? VectorWidth.Bits256
        : Vector128.IsHardwareAccelerated ? VectorWidth.Bits128
        : VectorWidth.Scalar;
}
