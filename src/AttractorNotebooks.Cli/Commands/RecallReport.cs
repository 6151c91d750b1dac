using System.Globalization;
using AttractorNotebooks.Analysis;
using AttractorNotebooks.Data;
using AttractorNotebooks.Experiments;

namespace AttractorNotebooks.Cli.Commands;

/// <summary>What <c>attractor recall</c> writes: lines for steps, then the baselines.</summary>
internal static class RecallReport
{
    /// <param name="result">What was measured.</param>
    /// <param name="train">Images for the baselines.</param>
    /// <param name="every">Print each so-many-th step; null for a short table.</param>
    /// <param name="reporter">Where to.</param>
    /// <param name="cancellation">Stops before a baseline.</param>
    /// <returns>The baselines.</returns>
    public static IReadOnlyList<BaselineResult> Write(
        RecallResult result, ImageSet train, int? every, Reporter reporter, CancellationToken cancellation)
    {
        RecallPlan plan = result.Plan;
        bool masks = plan.Task == RecallTask.Mask;
        reporter.Text($"{"t",5} {"mse",9} {"95 % interval",19}{(masks ? $" {"masked",9} {"known",9}" : "")} {"correlation",12}");
        int best = plan.Steps == 0 ? 0 : 1 + Enumerable.Range(0, plan.Steps).MinBy(step => result.Errors[step].Mean);
        for (int t = 1; t <= plan.Steps; t++)
        {
            Summary mse = result.Errors[t - 1];
            double? masked = masks ? result.Trajectory.MaskedErrors[t - 1].Average() : null, known = masks
                ? result.Trajectory.KnownErrors[t - 1].Average() : null;
            double correlation = result.Trajectory.Correlations[t - 1].Average();
            if (!reporter.Json && !IsPrinted(t)) continue;
            reporter.Result(
                new { t, mse = mse.Mean, mseLow = mse.Low, mseHigh = mse.High, maskedMse = masked, knownMse = known, correlation },
                string.Create(CultureInfo.InvariantCulture,
                    $"{t,5} {mse.Mean,9:0.00000} {mse.Low,9:0.00000} "
                        + $"{mse.High,9:0.00000}{(masks ? $" {masked,9:0.00000} {known,9:0.00000}" : "")} {correlation,12:0.0000}"));
        }
        reporter.Text("baselines");
        IReadOnlyList<BaselineResult> baselines = RecallBaselines.Measure(result, train, cancellation);
        foreach (BaselineResult baseline in baselines)
            reporter.Result(
                new
                {
                    baseline = baseline.Name,
                    mse = baseline.Mse.Mean,
                    mseLow = baseline.Mse.Low,
                    mseHigh = baseline.Mse.High,
                    maskedMse = baseline.MaskedMse?.Mean
                },
                string.Create(CultureInfo.InvariantCulture,
                    $"{baseline.Name,-28} {baseline.Mse.Mean,9:0.00000} {baseline.Mse.Low,9:0.00000} "
                        + $"{baseline.Mse.High,9:0.00000}{(baseline.MaskedMse is Summary masked ? $" {masked.Mean,9:0.00000}" : "")}"));
        return baselines;

        bool IsPrinted(int t) => t == plan.Steps || (every is int each ? t % each == 0 : IsShort(t) || t == best);
    }

    /// <summary>1, 2, 5, 10, 20, 50, ...: what there is to see on a logarithmic axis.</summary>
    private static bool IsShort(int t)
    {
        while (t % 10 == 0) t /= 10;
        return t is 1 or 2 or 5;
    }
}
