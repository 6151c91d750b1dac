using AttractorNotebooks.Data;
using AttractorNotebooks.Dynamics;
using AttractorNotebooks.Learning;

namespace AttractorNotebooks.Experiments;

/// <summary>One point of a search for the settings of a published panel.</summary>
/// <param name="Training">How the couplings were learned; its epochs are those after which they were tried.</param>
/// <param name="Dynamics">How they recall.</param>
/// <param name="Recall">How images were corrupted.</param>
/// <param name="Curve">The errors, t = 1 to 100.</param>
/// <param name="Published">The published curve of the panel.</param>
public sealed record FigureTrial(TrainingPlan Training, DynamicsSettings Dynamics, RecallPlan Recall, ErrorCurve Curve,
    PublishedCurve Published)
{
    /// <summary>The distance from the published curve (<see cref="ErrorCurve.DistanceTo"/>).</summary>
    public double Distance => Curve.DistanceTo(Published);

    /// <summary>The same from t = 2 on, where the first published point is taken for something else.</summary>
    public double DistanceFromTwo => Curve.DistanceTo(Published, 2);

    /// <summary>
    /// The same where the first published point is taken for the corrupted image itself, so that the published t is our t + 1.
    /// </summary>
    public double DistanceShifted => new ErrorCurve([double.NaN, .. Curve.Mse]).DistanceTo(Published, 2);

    /// <summary>The columns of a table of trials: the settings, the distances, and the curve at three iterations.</summary>
    /// <param name="title">The first column's name: which trials they are.</param>
    public static (string Header, Func<FigureTrial, object?> Cell)[] Columns(string title) =>
    [
        (title, trial => trial.ToString()), ("distance", trial => trial.Distance), ("from t = 2", trial => trial.DistanceFromTwo),
        ("published t = 1 as the input", trial => trial.DistanceShifted), ("t = 1", trial => trial.Curve.At(1)),
        ("t = 20", trial => trial.Curve.At(20)), ("t = 100", trial => trial.Curve.At(100)),
    ];

    /// <summary>The settings in a line.</summary>
    public override string ToString()
    {
        LearningSettings rule = Training.Learning;
        string learning = FormattableString.Invariant(
            $"{Training.Embedding}, λ = {rule.Attention.Lambda}, rate {rule.Optimizer.LearningRate}, {Training.Epochs} passes");
        string recall = FormattableString.Invariant($"recall λ = {Dynamics.Attention.Lambda}, {Dynamics.Update.Name}");
        string noise = Recall.Task == RecallTask.Noise ? FormattableString.Invariant($"; noise {Recall.NoiseSigma}") : "";
        string gray = Recall.Law.Gray is { } level && level != Training.Gray ? $", {level.ToString().ToLowerInvariant()} gray" : "";
        return $"{learning}; {recall}{noise}{gray}";
    }
}
