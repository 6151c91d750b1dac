namespace AttractorNotebooks.Tests.Simd;

/// <summary>The register widths that this machine can run, narrowest first.</summary>
internal static class Widths
{
    public static VectorWidth[] Here { get; } = [.. Enum.GetValues<VectorWidth>().Where(width => width <= VectorWidths.Widest).Order()];

    /// <summary>A theory's data: every width.</summary>
    public static TheoryData<VectorWidth> Data { get; } = [.. Here];
}
