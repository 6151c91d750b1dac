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
}
