using AttractorNotebooks.Analysis;
using AttractorNotebooks.Experiments;
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
            Figure = Figure.Lines(text).Add("MSE", Enumerable.Range(1, curve.Steps), curve.Mse).Marker("smallest", curve.MinimumAt, curve.Minimum)
                .XAxis("iteration t", log: true).YAxis("MSE over all pixels"),
        };
    }

    public static View Of(RecallResult result)
    {
        string task = result.Plan.Task == RecallTask.Mask
            ? Invariant($"{100 * result.Plan.MaskFraction:0.#} % of the tokens masked")
            : Invariant($"noise of strength {result.Plan.NoiseSigma:G3}");
        IReadOnlyList<Summary> errors = result.Errors;
        string title = Invariant($"Recall of {result.Level.Length / result.PixelsPerImage} images, {task}");
        if (errors.Count == 0) return new(title) { Figure = Images(result) };

        IReadOnlyList<BaselineResult> baselines = RecallBaselines.Measure(result);
        LineChart curve = Figure.Lines("Error against time")
            .Add("MSE: mean and 95 % interval", Enumerable.Range(1, errors.Count), errors.Select(e => e.Mean), errors.Select(e => e.Low), errors.Select(e => e.High))
            .XAxis("iteration t", log: true).YAxis("MSE over all pixels");
        foreach (BaselineResult baseline in baselines) curve = curve.Baseline(baseline.Name, baseline.Mse.Mean);
        return new($"{title}\n{Text(errors, baselines)}") { Figure = Figure.Grid(2, curve, Images(result)).Titled(title) };
    }

    private static ImageFigure Images(RecallResult result)
    {
        int shown = Math.Min(RecallExperiment.ImagesShown, result.Level.Length / result.PixelsPerImage);
        int[] which = [.. Enumerable.Range(0, shown)];
        ImageFigure images = Figure.Images("Images over time", result.Grid.Height, result.Grid.Width, result.Grid.Channels).Row("original", result.Originals(which));
        bool[] hidden = result.MaskedPixels(which);
        images = hidden.Length == 0 ? images.Row("noisy", result.CorruptedImages(which)) : images.Row("masked", result.Originals(which), Pixels(hidden, result.Grid.Channels));
        SortedDictionary<int, float[]> passing = new(result.FirstImages.ToDictionary());
        foreach (int t in result.Trajectory.States.Keys) passing[t] = result.ImagesAt(t, which);
        return passing.Aggregate(images, (figure, kept) => figure.Row(Invariant($"t = {kept.Key}"), kept.Value));
    }

    // A pixel is masked in all its channels.
    private static bool[] Pixels(bool[] masked, int channels) => [.. masked.Where((_, k) => k % channels == 0)];

    private static Table Text(IReadOnlyList<Summary> errors, IReadOnlyList<BaselineResult> baselines)
    {
        int[] times = [.. new[] { 1, 5, 10, 20, 50, 100, errors.Count }.Where(t => t <= errors.Count).Distinct().Order()];
        Table table = Table.From(times, ("t", t => t), ("MSE", t => errors[t - 1].Mean), ("95 % interval", t => Invariant($"{errors[t - 1].Low:G3} to {errors[t - 1].High:G3}")));
        return baselines.Aggregate(table, (rows, baseline) => rows.Row(baseline.Name, baseline.Mse.Mean, Invariant($"{baseline.Mse.Low:G3} to {baseline.Mse.High:G3}")));
    }
}
