namespace AttractorNotebooks.Simd;

/// <summary>A mask as the kernels want it: a row a token, 1 in the lanes where it is a source and 0 where it is masked.</summary>
internal static class SourceLanes
{
    public static LaneBuffer Create(ReadOnlySpan<bool> masked, int tokens, int block)
    {
        LaneBuffer sources = new(tokens, masked.Length / tokens, block);
        Load(sources, masked);
        return sources;
    }

    public static void Load(LaneBuffer sources, ReadOnlySpan<bool> masked)
    {
        int tokens = sources.Rows;
        for (int k = 0; k < masked.Length; k++) sources[k % tokens, k / tokens] = masked[k] ? 0 : 1;
    }
}
