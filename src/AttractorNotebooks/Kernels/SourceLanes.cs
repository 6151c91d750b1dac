namespace AttractorNotebooks.Kernels;

/// <summary>A mask as the kernels want it: a row a token, 1 in the lanes where it is a source and 0 where it is masked.</summary>
internal static class SourceLanes
{
    public static LaneBuffer Create(ReadOnlySpan<bool> masked, int tokens, int lanes)
    {
        LaneBuffer sources = new(tokens, lanes);
        Load(sources, masked);
        return sources;
    }

    public static void Load(LaneBuffer sources, ReadOnlySpan<bool> masked)
    {
        int tokens = sources.Rows;
        for (int i = 0; i < tokens; i++)
            for (int b = 0; b < masked.Length / tokens; b++) sources.Row(i)[b] = masked[b * tokens + i] ? 0 : 1;
    }
}
