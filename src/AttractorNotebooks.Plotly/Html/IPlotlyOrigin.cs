namespace AttractorNotebooks.Plotly.Html;

/// <summary>A place that plotly.js can be fetched from.</summary>
internal interface IPlotlyOrigin
{
    /// <summary>What a message calls it.</summary>
    string Name { get; }

    /// <summary>Fetches the script, unchecked.</summary>
    /// <exception cref="IOException">It can't be had from here; likewise HttpRequestException, InvalidDataException and TimeoutException.</exception>
    Task<byte[]> FetchAsync(CancellationToken cancellationToken);
}
