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

    /// <summary>Pearson correlation of the decoded with the original image, [steps][B]; 0 where either is constant. Empty without a target.</summary>
    public required IReadOnlyList<double[]> Correlations { get; init; }

    /// <summary>Mean over tokens of the local energy that the step saw, [steps][B]; empty if not asked for.</summary>
    public required IReadOnlyList<double[]> Energies { get; init; }

    /// <summary>Mean over tokens of |x_i| before the sphere, [steps][B]; empty if not asked for.</summary>
    public required IReadOnlyList<double[]> Norms { get; init; }

    /// <summary>The states asked for, [B, N, d], by step.</summary>
    public required IReadOnlyDictionary<int, float[]> States { get; init; }

    /// <summary>How many steps were recorded.</summary>
    public required int Steps { get; init; }
}
