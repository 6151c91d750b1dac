using AttractorNotebooks.Plotly.Html;

namespace AttractorNotebooks.Plotly.Tests.Html;

/// <summary>A test of what npm delivers; skipped, with the reason, where npm is missing or can't reach its registry.</summary>
internal sealed class NpmFactAttribute : FactAttribute
{
    private static readonly Lazy<(byte[]? Script, string? Reason)> Fetched = new(Fetch);

    public NpmFactAttribute() => Skip = Fetched.Value.Reason;

    public static byte[] Script => Fetched.Value.Script!;

    private static (byte[]? Script, string? Reason) Fetch()
    {
        try
        {
            return (Task.Run(() => new PlotlyFromNpm().FetchAsync(CancellationToken.None)).GetAwaiter().GetResult(), null);
        }
        catch (Exception error) when (error is IOException or TimeoutException)
        {
            return (null, error.Message);
        }
    }
}
