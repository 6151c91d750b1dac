namespace AttractorNotebooks.Analysis;

/// <summary>Summaries in the form that figures draw.</summary>
public static class SummaryExtensions
{
    /// <summary>Mean and 95 % interval of each, for <c>chart.Add(name, x, bands)</c>.</summary>
    public static IReadOnlyList<(double Mean, double Low, double High)> Bands(this IEnumerable<Summary> summaries) =>
        [.. summaries.Select(summary => summary.Band)];

    /// <summary>The means.</summary>
    public static double[] Means(this IEnumerable<Summary> summaries) => [.. summaries.Select(summary => summary.Mean)];
}
