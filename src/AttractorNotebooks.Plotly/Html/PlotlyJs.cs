namespace AttractorNotebooks.Plotly.Html;

/// <summary>The plotly.js that figures are made for: one version, known by its hash, never part of this project's files.</summary>
public static class PlotlyJs
{
    /// <summary>The pinned version.</summary>
    public const string Version = "4.1.2";

    /// <summary>Where browsers get it.</summary>
    public const string Address = $"https://cdn.plot.ly/plotly-{Version}.min.js";

    // The hash of plotly.min.js in plotly.js-dist-min 4.1.2 from npm. Plotly serves the same build from its own address; if it ever
    // did not, browsers would refuse the script and the static picture would stay.

    /// <summary>The script's SHA-384 as HTML's integrity attribute has it.</summary>
    public const string Integrity = "sha384-hHv6D3tTUUBpp4tVv6t2Dc3oGuRhphmWOTKUR8jWyN0Pnon1g3iebKCNDNmKmxo8";

    /// <summary>
    /// Finds the script for documents that work offline: the file named by ATTRACTOR_PLOTLY_JS, else the user's cache, else from the
    /// pinned address, else through npm where that is installed; what is fetched is checked by its hash and kept in the cache.
    /// </summary>
    /// <param name="progress">Is told what is tried and, in the end, what is missing and how to get it.</param>
    /// <param name="cancellationToken">Stops the search.</param>
    /// <returns>The script's text, or null where it can't be had; it may stand in an HTML script element as it is.</returns>
    /// <exception cref="IOException">ATTRACTOR_PLOTLY_JS names a file that can't be read.</exception>
    public static async Task<string?> GetAsync(IProgress<string>? progress = null, CancellationToken cancellationToken = default)
    {
        // A machine without network must not make its user wait.
        using SocketsHttpHandler handler = new() { ConnectTimeout = TimeSpan.FromSeconds(4) };
        using HttpClient client = new(handler) { Timeout = TimeSpan.FromMinutes(2) };
        PlotlyFinder finder = new(PlotlySettings.FromEnvironment(), Integrity, [new PlotlyFromAddress(client), new PlotlyFromNpm()]);
        return await finder.FindAsync(progress, cancellationToken).ConfigureAwait(false);
    }
}
