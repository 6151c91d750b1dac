namespace AttractorNotebooks.Plotly.Html;

/// <summary>plotly.js from its pinned address.</summary>
internal sealed class PlotlyFromAddress(HttpClient client) : IPlotlyOrigin
{
    public string Name => PlotlyJs.Address;

    public async Task<byte[]> FetchAsync(CancellationToken cancellationToken)
    {
        try
        {
            return await client.GetByteArrayAsync(new Uri(PlotlyJs.Address), cancellationToken).ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            throw new TimeoutException("no answer in time");
        }
    }
}
