namespace AttractorNotebooks.Simd;

/// <summary>
/// How many lanes a kernel treats at once: two registers, so that one broadcast of a coupling serves two multiplications.
/// </summary>
internal static class LaneBlock
{
    /// <summary>Lanes of a block at a register width; also the distance between its rows.</summary>
    public static int Size(int width) => 2 * width;
}
