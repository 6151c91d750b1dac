using AttractorNotebooks.Analysis;
using AttractorNotebooks.Experiments;
using AttractorNotebooks.Figures;
using AttractorNotebooks.Plotly;
using static System.FormattableString;

namespace AttractorNotebooks.Interactive;

/// <summary>Recall: the error against the iterations beside what needs no network, and images as they pass by.</summary>
internal static class RecallViews
{
    public static View Of(ErrorCurve curve)
    {
        string text = Invariant($"Smallest MSE {curve.Minimum:G3} at t = {curve.MinimumAt}; {curve.Last:G3} at t = {curve.Steps}");
        return new(text)
        {
            Figure = Figure.Lines(text).Add("MSE", Enumerable.Range(1, curve.Steps), curve.Mse)
                .Marker("smallest", curve.MinimumAt, curve.Minimum)
                .XAxis("iteration t", log: true).YAxis("MSE over all pixels"),
        };
    }

    public static View Of(RecallResult result)
    {
        string title = RecallFigure.Title(result);
        IReadOnlyList<BaselineResult> baselines = result.Errors.Count == 0 ? [] : RecallBaselines.Measure(result);
        return new(result.Errors.Count == 0 ? title : $"{title}\n{Text(result.Errors, baselines)}")
        {
            Figure = RecallFigure.Of(result, baselines),
        };
    }

    private static Table Text(IReadOnlyList<Summary> errors, IReadOnlyList<BaselineResult> baselines)
    {
        int[] times = [.. new[] { 1, 5, 10, 20, 50, 100, errors.Count }.Where(t => t <= errors.Count).Distinct().Order()];
        Table table = Table.From(times, ("t", t => t), ("MSE", t => errors[t - 1].Mean), ("95 % interval", t => Interval(errors[t - 1])));
        return baselines.Aggregate(table, (rows, baseline) => rows.Row(baseline.Name, baseline.Mse.Mean, Interval(baseline.Mse)));

        static string Interval(Summary summary) => Invariant($"{summary.Low:G3} to {summary.High:G3}");
    }
}
