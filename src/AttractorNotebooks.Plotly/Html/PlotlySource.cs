namespace AttractorNotebooks.Plotly.Html;

/// <summary>Where a figure's HTML takes plotly.js from. A plotly.js that the page already has is always used first.</summary>
public enum PlotlySource
{
    /// <summary>The public address of the version inside Plotly.NET, checked by its hash, loaded once a page.</summary>
    Cdn,

    /// <summary>Only what the page itself brings, in a script before the figures: for documents that work offline.</summary>
    Page,

    /// <summary>The figure itself brings it, for all figures of its page: 1.8 MB.</summary>
    Carried,
}
