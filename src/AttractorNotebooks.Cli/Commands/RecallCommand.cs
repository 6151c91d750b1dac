using System.CommandLine;
using System.Globalization;
using AttractorNotebooks.Analysis;
using AttractorNotebooks.Data;
using AttractorNotebooks.Dynamics;
using AttractorNotebooks.Kernels;
using AttractorNotebooks.Learning;

namespace AttractorNotebooks.Cli.Commands;

/// <summary><c>attractor recall</c>: corrupt images and let a trained network recall them.</summary>
internal static class RecallCommand
{
    public static Command Create()
    {
        Argument<FileInfo> file = new("file") { Description = "Trained couplings, as written by train." };
        Option<RecallTask> task = new("--task") { Description = "mask: tokens are missing; noise: every pixel is disturbed.", DefaultValueFactory = _ => RecallTask.Mask };
        Option<double?> strength = new("--strength") { Description = "Share of masked tokens, or deviation of the noise; published: 0.3 and 0.7, the defaults." };
        Option<int> steps = new("--steps") { Description = "Iterations.", DefaultValueFactory = _ => 100 };
        Option<int> images = new("--images") { Description = "How many images.", DefaultValueFactory = _ => 256 };
        Option<string> split = new("--split") { Description = "test or train.", DefaultValueFactory = _ => "test" };
        split.AcceptOnlyFromAmong("test", "train");
        Option<string> data = CommonOptions.Data();
        Option<double?> lambda = new("--lambda") { Description = "Inverse temperature; the file's if absent." };
        Option<double?> g = new("--g") { Description = "g of the retention update; the file's update if absent." };
        Option<MaskMode?> maskMode = new("--mask-mode") { Description = "How long the mask counts; the file's if absent." };
        Option<UpdateOrder?> order = new("--order") { Description = "Synchronous, or one token at a time; the file's if absent." };
        Option<bool?> layerNorm = new("--layer-norm") { Description = "Whether attention sees the state layer-normalised; the file's if absent." };
        Option<int> seed = CommonOptions.Seed();
        Option<int?> threads = CommonOptions.Threads();
        Option<bool> json = CommonOptions.Json();
        Command command = new("recall", "Corrupt images, run the dynamics, and measure every step against the originals, beside simple baselines.")
        {
            file, task, strength, steps, images, split, data, lambda, g, maskMode, order, layerNorm, seed, threads, json,
        };
        command.SetAction(async (parsed, cancellation) =>
        {
            TrainedNetwork network = TrainedNetwork.Load(parsed.GetRequiredValue(file).FullName);
            DynamicsSettings dynamics = network.Recall;
            if (parsed.GetValue(lambda) is double newLambda) dynamics = dynamics with { Attention = dynamics.Attention with { Lambda = newLambda } };
            if (parsed.GetValue(g) is double newG) dynamics = dynamics with { Update = UpdateRule.Retain(newG) };
            if (parsed.GetValue(maskMode) is MaskMode newMode) dynamics = dynamics with { MaskMode = newMode };
            if (parsed.GetValue(order) is UpdateOrder newOrder) dynamics = dynamics with { Order = newOrder };
            if (parsed.GetValue(layerNorm) is bool newNorm) dynamics = dynamics with { LayerNorm = newNorm };
            RecallTask chosen = parsed.GetValue(task);
            RecallPlan plan = new()
            {
                Task = chosen,
                Strength = parsed.GetValue(strength) ?? (chosen == RecallTask.Mask ? 0.3 : 0.7),
                Steps = parsed.GetValue(steps),
                Dynamics = dynamics with { Seed = parsed.GetValue(seed) },
                Seed = parsed.GetValue(seed),
            };
            ArgumentOutOfRangeException.ThrowIfNegative(plan.Steps, "--steps");
            DigitData digits = await CommonOptions.OpenAsync(parsed.GetRequiredValue(data), cancellation).ConfigureAwait(false);
            ImageSet from = parsed.GetValue(split) == "train" ? digits.Train : digits.Test;
            Run(network, from.Take(parsed.GetValue(images)), digits.Train, plan, new WorkTeam(parsed.GetValue(threads)), new Reporter(parsed.GetValue(json)), cancellation);
        });
        return command;
    }

    private static void Run(TrainedNetwork network, ImageSet images, ImageSet train, RecallPlan plan, WorkTeam team, Reporter reporter, CancellationToken cancellation)
    {
        RecallResult result = LiveProgress.Run("recalling", progress =>
            RecallExperiment.Run(network, images, plan, team, new StepShare(progress, plan.Steps), cancellation));
        bool masks = plan.Task == RecallTask.Mask;
        reporter.Text($"{"t",5} {"mse",9} {"95 % interval",19}{(masks ? $" {"masked",9} {"known",9}" : "")} {"correlation",12}");
        for (int t = 1; t <= plan.Steps; t++)
        {
            Summary mse = result.Errors[t - 1];
            double? masked = masks ? result.Trajectory.MaskedErrors[t - 1].Average() : null, known = masks ? result.Trajectory.KnownErrors[t - 1].Average() : null;
            double correlation = result.Trajectory.Correlations[t - 1].Average();
            reporter.Result(
                new { t, mse = mse.Mean, mseLow = mse.Low, mseHigh = mse.High, maskedMse = masked, knownMse = known, correlation },
                string.Create(CultureInfo.InvariantCulture, $"{t,5} {mse.Mean,9:0.00000} {mse.Low,9:0.00000} {mse.High,9:0.00000}{(masks ? $" {masked,9:0.00000} {known,9:0.00000}" : "")} {correlation,12:0.0000}"));
        }
        reporter.Text("baselines");
        foreach (BaselineResult baseline in RecallBaselines.Measure(result, train, cancellation))
            reporter.Result(
                new { baseline = baseline.Name, mse = baseline.Mse.Mean, mseLow = baseline.Mse.Low, mseHigh = baseline.Mse.High, maskedMse = baseline.MaskedMse?.Mean },
                string.Create(CultureInfo.InvariantCulture, $"{baseline.Name,-28} {baseline.Mse.Mean,9:0.00000} {baseline.Mse.Low,9:0.00000} {baseline.Mse.High,9:0.00000}{(baseline.MaskedMse is Summary masked ? $" {masked.Mean,9:0.00000}" : "")}"));
    }

    private sealed class StepShare(IProgress<double> share, int steps) : IProgress<int>
    {
        public void Report(int value) => share.Report(value / (double)steps);
    }
}
