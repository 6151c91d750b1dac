namespace AttractorNotebooks.Dynamics;

/// <summary>What a <see cref="TrajectoryRecorder"/> kept, by step and image. Step t stands at index t - 1.</summary>
public sealed class Trajectory
{
    /// <summary>MSE over all pixels, [steps][B]; empty where no target was given.</summary>
    public required IReadOnlyList<double[]> Errors { get; init; }

    /// <summary>MSE over the masked pixels, [steps][B]; empty without a mask.</summary>
    public required IReadOnlyList<double[]> MaskedErrors { get; init; }

    /// <summary>MSE over the known pixels, [steps][B]; empty without a mask.</summary>
    public required IReadOnlyList<double[]> KnownErrors { get; init; }

    /// <summary>
    /// Pearson correlation of the decoded with the original image, [steps][B]; 0 where either is constant. Empty without a
    /// target.
    /// </summary>
    public required IReadOnlyList<double[]> Correlations { get; init; }

    /// <summary>Mean over tokens of the local energy that the step saw, [steps][B]; empty if not asked for.</summary>
    public required IReadOnlyList<double[]> Energies { get; init; }

    /// <summary>Mean over tokens of |x_i| before the sphere, [steps][B]; empty if not asked for.</summary>
    public required IReadOnlyList<double[]> Norms { get; init; }

    /// <summary>The states asked for, [B, N, d], by step.</summary>
    public required IReadOnlyDictionary<int, float[]> States { get; init; }

    /// <summary>How many steps were recorded.</summary>
    public required int Steps { get; init; }

    /// <summary>1, 2, ..., the last step: the horizontal axis of whatever is drawn.</summary>
    public int[] Times => [.. Enumerable.Range(1, Steps)];

    /// <summary>How often a value is larger after a step than after the one before: mean over images, then over steps.</summary>
    /// <param name="values">For example <see cref="Energies"/>, [steps][B]; at least two steps.</param>
    /// <returns>From 0, it never rises, to 1.</returns>
    /// <exception cref="InvalidOperationException">There are fewer than two steps.</exception>
    public static double FractionRising(IReadOnlyList<double[]> values) =>
        values.Zip(values.Skip(1), (now, next) => now.Zip(next, (a, b) => b > a ? 1.0 : 0).Average()).Average();

    /// <summary>What became of one image: one of the lists above at every step.</summary>
    /// <param name="values">For example <see cref="Errors"/>.</param>
    /// <param name="image">Which, by position.</param>
    public static double[] Of(IEnumerable<double[]> values, int image) => [.. values.Select(step => step[image])];

    /// <summary>1 - MSE of one image at every step.</summary>
    /// <param name="errors">For example <see cref="MaskedErrors"/>.</param>
    /// <param name="image">Which, by position.</param>
    public static double[] SimilarityOf(IEnumerable<double[]> errors, int image) => [.. errors.Select(step => 1 - step[image])];
}
