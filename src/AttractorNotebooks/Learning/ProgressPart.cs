namespace AttractorNotebooks.Learning;

/// <summary>Reports the share of one of several equal parts as a share of the whole.</summary>
/// <param name="whole">Told the share of the whole that is done.</param>
/// <param name="done">Parts that are done.</param>
/// <param name="parts">Parts in all.</param>
internal sealed class ProgressPart(IProgress<double> whole, int done, int parts) : IProgress<double>
{
    public void Report(double value) => whole.Report((done + value) / parts);
}
