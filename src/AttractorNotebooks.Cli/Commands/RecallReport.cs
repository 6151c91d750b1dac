using System.Globalization;
using AttractorNotebooks.Analysis;
using AttractorNotebooks.Data;
using AttractorNotebooks.Experiments;

namespace AttractorNotebooks.Cli.Commands;

/// <summary>What <c>attractor recall</c> writes: a line for every step, then the baselines.</summary>
internal static class RecallReport
{
    public static void Write(RecallResult result, ImageSet train, Reporter reporter, CancellationToken cancellation)
    {
        RecallPlan plan = result.Plan;
        bool masks = plan.Task == RecallTask.Mask;
        reporter.Text($"{"t",5} {"mse",9} {"95 % interval",19}{(masks ? $" {"masked",9} {"known",9}" : "")} {"correlation",12}");
        for (int t = 1; t <= plan.Steps; t++)
        {
            Summary mse = result.Errors[t - 1];
            double? masked = masks ? result.Trajectory.MaskedErrors[t - 1].Average() : null, known = masks
                ? result.Trajectory.KnownErrors[t - 1].Average() : null;
            double correlation = result.Trajectory.Correlations[t - 1].Average();
            reporter.Result(
                new { t, mse = mse.Mean, mseLow = mse.Low, mseHigh = mse.High, maskedMse = masked, knownMse = known, correlation },
                string.Create(CultureInfo.InvariantCulture,
                    $"{t,5} {mse.Mean,9:0.00000} {mse.Low,9:0.00000} "
                        + $"{mse.High,9:0.00000}{(masks ? $" {masked,9:0.00000} {known,9:0.00000}" : "")} {correlation,12:0.0000}"));
        }
        reporter.Text("baselines");
        foreach (BaselineResult baseline in RecallBaselines.Measure(result, train, cancellation))
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
    }
}
