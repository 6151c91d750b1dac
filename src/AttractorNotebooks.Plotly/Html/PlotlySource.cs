namespace AttractorNotebooks.Plotly.Html;

/// <summary>Where a figure's HTML takes plotly.js from. A plotly.js that the page already has is always used first.</summary>
public sealed record PlotlySource
{
    private PlotlySource(string? address, string? integrity) => (Address, Integrity) = (address, integrity);

    /// <summary>The pinned version from its public address, checked by its integrity hash, loaded once a page.</summary>
    public static PlotlySource Cdn { get; } = new(PlotlyJs.Address, PlotlyJs.Integrity);

    /// <summary>Only what the page itself brings, in a script before the figures: for documents that work offline.</summary>
    public static PlotlySource Page { get; } = new(null, null);

    /// <summary>The script's address, or null where the page brings it.</summary>
    public string? Address { get; }

    /// <summary>The script's hash as HTML's integrity attribute has it, or null where the page brings the script.</summary>
    public string? Integrity { get; }

    /// <summary>The pinned version from another place, for example a file beside the page.</summary>
    /// <param name="address">Absolute, or relative to the page.</param>
    public static PlotlySource At(string address)
    {
        ArgumentException.ThrowIfNullOrEmpty(address);
        // A page opened from a disk has no origin, and a browser refuses to check a hash there.
        return new(address, null);
    }
}
