namespace AttractorNotebooks.Simd;

/// <summary>A thread's own rows of one block of lanes, kept from call to call so that a step allocates nothing.</summary>
internal static class Scratch
{
    [ThreadStatic]
    private static LaneBuffer? s_rows;

    /// <summary>At least so many rows; the content is what the last user left.</summary>
    public static LaneBuffer Rows(int rows, int block)
    {
        if (s_rows is not LaneBuffer buffer || buffer.Rows < rows || buffer.Block != block)
            s_rows = buffer = new LaneBuffer(rows, block, block);
        return buffer;
    }
}
