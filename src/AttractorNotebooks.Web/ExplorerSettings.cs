namespace AttractorNotebooks.Web;

/// <summary>Names and size of an explorer.</summary>
public sealed record ExplorerSettings
{
    /// <summary>What the page calls the network; C# that the page writes loads it from a file of this name.</summary>
    public string Name { get; init; } = "J.safetensors";

    /// <summary>What the page calls the network to compare with.</summary>
    public string CompareName { get; init; } = "K.safetensors";

    /// <summary>
    /// Bits of a number of J, 4 to 8, or 32 for float32; null for the most with which the page stays below 5 MB, or else 4.
    /// </summary>
    public int? Bits { get; init; }
}
