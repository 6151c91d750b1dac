namespace AttractorNotebooks.NotebookEngine.Engine;

/// <summary>How much a notebook may put out; what goes beyond is cut, with a notice. Lengths in UTF-16 units.</summary>
/// <param name="CellText">Text written by one cell.</param>
/// <param name="CellDisplays">Everything displayed by one cell, in all its mime types.</param>
/// <param name="NotebookTotal">Everything put out by one run of a notebook.</param>
public sealed record OutputLimits(long CellText, long CellDisplays, long NotebookTotal)
{
    /// <summary>A million characters of text and 32 million of displays a cell, 128 million in all.</summary>
    public static OutputLimits Default { get; } = new(1_000_000, 32_000_000, 128_000_000);

    /// <summary>The same a cell and no total: a live session goes on for days, and its cells are run again and again.</summary>
    public static OutputLimits Session { get; } = Default with { NotebookTotal = long.MaxValue };
}
