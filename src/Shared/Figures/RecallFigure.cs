using AttractorNotebooks.Analysis;
using AttractorNotebooks.Experiments;
using AttractorNotebooks.Plotly;
using static System.FormattableString;

namespace AttractorNotebooks.Figures;

/// <summary>Recall as a figure: the error against the iterations beside baselines, and images as they pass by.</summary>
internal static class RecallFigure
{
    /// <summary>What was done, in words.</summary>
    public static string Title(RecallResult result)
    {
        string task = result.Plan.Task == RecallTask.Mask
            ? Invariant($"{100 * result.Plan.MaskFraction:0.#} % of the tokens masked")
            : Invariant($"noise of strength {result.Plan.NoiseSigma:G3}");
        return Invariant($"Recall of {result.Level.Length / result.PixelsPerImage} images, {task}");
    }

    /// <summary>Both panels; the images alone where no step was made.</summary>
    public static Figure Of(RecallResult result, IReadOnlyList<BaselineResult> baselines)
    {
        IReadOnlyList<Summary> errors = result.Errors;
        if (errors.Count == 0) return Images(result);
        LineChart curve = Figure.Lines("Error against time")
            .Add("MSE: mean and 95 % interval", result.Times,
                errors.Select(e => e.Mean), errors.Select(e => e.Low), errors.Select(e => e.High))
            .XAxis("iteration t", log: true).YAxis("MSE over all pixels");
        foreach (BaselineResult baseline in baselines) curve = curve.Baseline(baseline.Name, baseline.Mse.Mean);
        return Figure.Grid(2, curve, Images(result)).Titled(Title(result));
    }

    private static ImageFigure Images(RecallResult result)
    {
        int shown = Math.Min(RecallExperiment.ImagesShown, result.Level.Length / result.PixelsPerImage);
        int[] which = [.. Enumerable.Range(0, shown)];
        ImageFigure images = Figure.Images("Images over time", result.Grid.Height, result.Grid.Width, result.Grid.Channels)
            .Row("original", result.Originals(which));
        bool[] hidden = result.MaskedPixels(which);
        images = hidden.Length == 0
            ? images.Row("noisy", result.CorruptedImages(which))
            : images.Row("masked", result.Originals(which), Pixels(hidden, result.Grid.Channels));
        SortedDictionary<int, float[]> passing = new(result.FirstImages.ToDictionary());
        foreach (int t in result.Trajectory.States.Keys) passing[t] = result.ImagesAt(t, which);
        return passing.Aggregate(images, (figure, kept) => figure.Row(Invariant($"t = {kept.Key}"), kept.Value));
    }

    // A pixel is masked in all its channels.
    private static bool[] Pixels(bool[] masked, int channels) => [.. masked.Where((_, k) => k % channels == 0)];
}
