using AttractorNotebooks.Data;
using AttractorNotebooks.Dynamics;
using AttractorNotebooks.Learning;

namespace AttractorNotebooks.Experiments;

/// <summary>A panel of the published results figure: its curves, and the settings found for bare self-attention in it.</summary>
/// <param name="Training">How couplings are learned, and how they recall.</param>
/// <param name="Recall">How images are corrupted.</param>
public sealed record FigurePanel(TrainingPlan Training, RecallPlan Recall)
{
    /// <summary>30 % of the tokens masked.</summary>
    public static FigurePanel Mask { get; } = new(
        TrainingPresets.Figure,
        new RecallPlan { Law = new CorruptionLaw { Masks = MaskRounding.Down } });

    /// <summary>Noise.</summary>
    public static FigurePanel Noise { get; } = new(
        TrainingPresets.FigureNoise,
        new RecallPlan { Task = RecallTask.Noise, NoiseSigma = 0.5, Law = new CorruptionLaw { Noise = NoiseLaw.Standardized } });

    /// <summary>Both panels.</summary>
    public static IReadOnlyList<FigurePanel> All { get; } = [Mask, Noise];

    /// <summary>Bare self-attention as published.</summary>
    public PublishedCurve Bare => Published("bare_self_attention");

    /// <summary>One transformer block, repeated, as published.</summary>
    public PublishedCurve Repeated => Published("transformer_block_repeated");

    /// <summary>The standard transformer as published: one number for all t.</summary>
    public PublishedCurve Standard => Published("standard_transformer");

    /// <summary>The mean errors of images that are corrupted in this panel's way and recalled.</summary>
    /// <param name="network">The network.</param>
    /// <param name="images">The images.</param>
    /// <param name="seed">Seed of masks and noise.</param>
    /// <param name="dynamics">How to recall; null for the network's own way.</param>
    public ErrorCurve Curve(TrainedNetwork network, ImageSet images, int seed = 1, DynamicsSettings? dynamics = null) =>
        ErrorCurve.Of(RecallExperiment.Run(network, images, Recall with { Seed = seed, Dynamics = dynamics ?? Recall.Dynamics }));

    private bool Masks => Recall.Task == RecallTask.Mask;

    private string Title => Masks ? "mask 0.3" : "noise 0.7";

    /// <summary>
    /// Holds a curve of bare self-attention against the published one, point by point and as a whole, and against our aims.
    /// </summary>
    /// <param name="here">Ours, t = 1 to 100.</param>
    public Reproduction CompareBare(ErrorCurve here)
    {
        PublishedCurve there = Bare;
        string name = $"{Title}, bare self attention";
        Reproduction results = new Reproduction().Curve(there, here);
        if (!Masks)
        {
            int at = there.T[Array.IndexOf(there.Mse, there.Mse.Min())];
            results.Curve(there, here, from: 2)
                .Value($"{name}: t of the smallest MSE", at, here.MinimumAt)
                .Value($"{name}: smallest MSE", there.Mse.Min(), here.Minimum);
        }
        foreach (int t in (int[])[1, 5, 20, 50, 100]) results.Point(there, here, t);
        if (Masks) return results.Aim($"{name}: distance of the curve", here.DistanceTo(there), high: 0.05);
        return results
            .Aim($"{name}: distance of the curve from t = 1", here.DistanceTo(there), high: 0.1)
            .Aim($"{name}: distance of the curve from t = 2", here.DistanceTo(there, 2), high: 0.06)
            .Aim($"{name}: t of the smallest MSE", here.MinimumAt, 8, 15)
            .Aim($"{name}: smallest MSE", here.Minimum, 0.13, 0.15)
            .Aim($"{name}: MSE at t = 100", here.At(100), low: 0.27);
    }

    /// <summary>Holds a curve of a repeated block against the published one.</summary>
    /// <param name="here">Ours, t = 1 to 100.</param>
    public Reproduction CompareRepeated(ErrorCurve here)
    {
        Reproduction results = new Reproduction().Curve(Repeated, here);
        foreach (int t in (int[])[1, 5, 20, 50, 100]) results.Point(Repeated, here, t);
        return results.Aim($"{Title}, block repeated: distance of the curve", here.DistanceTo(Repeated), high: 0.25);
    }

    private PublishedCurve Published(string name) => PublishedCurves.Find(Masks ? "mask_0.3" : "noise_0.7", name);
}
