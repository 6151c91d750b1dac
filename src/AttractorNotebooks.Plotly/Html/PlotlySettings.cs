namespace AttractorNotebooks.Plotly.Html;

/// <summary>Where plotly.js is looked for on this machine.</summary>
/// <param name="File">The value of ATTRACTOR_PLOTLY_JS: the script's file; null or empty where unset.</param>
/// <param name="Cache">The folder that a fetched script is kept in.</param>
internal sealed record PlotlySettings(string? File, string Cache)
{
    /// <summary>Reads ATTRACTOR_PLOTLY_JS and ATTRACTOR_CACHE; without the latter the cache lies in the user's local application data.</summary>
    public static PlotlySettings FromEnvironment()
    {
        string? root = Environment.GetEnvironmentVariable("ATTRACTOR_CACHE");
        if (string.IsNullOrWhiteSpace(root))
        {
            // Empty where the system knows no such folder, for example without a home directory.
            string local = Environment.GetFolderPath(Environment.SpecialFolder.LocalApplicationData, Environment.SpecialFolderOption.DoNotVerify);
            root = Path.Combine(local.Length > 0 ? local : Path.GetTempPath(), "AttractorNotebooks");
        }
        return new PlotlySettings(Environment.GetEnvironmentVariable("ATTRACTOR_PLOTLY_JS"), Path.Combine(root, "plotly"));
    }
}
