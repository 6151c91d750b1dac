namespace AttractorNotebooks.Kernels;

/// <summary>How many lanes a kernel treats at once: two registers, so that one broadcast of a coupling serves two multiplications.</summary>
internal static class LaneBlock
{
    /// <summary>Lanes of a block at a register width.</summary>
    public static int Size(int width) => 2 * width;

    /// <summary>Lanes of a row that holds a batch: whole blocks.</summary>
    public static int Padded(int batch, int width) => (batch + Size(width) - 1) / Size(width) * Size(width);
}
