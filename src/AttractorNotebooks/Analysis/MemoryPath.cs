using System.Globalization;

namespace AttractorNotebooks.Analysis;

/// <summary>How the path of one state passed the image it should recall.</summary>
/// <remarks>
/// Lifetime: the state is said to hold the image in every step t = 1, 2, ... whose MSE is at most a bound. The lifetime is the
/// number of steps of the unbroken stretch of such steps around the nearest one: 0 if even the nearest step is farther away than the bound.
/// </remarks>
/// <param name="NearestAt">The step t of the smallest MSE, the first of several.</param>
/// <param name="NearestError">The smallest MSE.</param>
/// <param name="Lifetime">The lifetime in steps.</param>
/// <param name="Outlived">Whether the image was still held after the last step: the lifetime is then a lower bound.</param>
/// <param name="LastError">The MSE after the last step.</param>
public readonly record struct MemoryPath(int NearestAt, double NearestError, int Lifetime, bool Outlived, double LastError)
{
    /// <summary>
    /// The bound used where none is given. For scale: the mean training image lies about 0.08 from an MNIST digit, an all-black
    /// one about 0.135.
    /// </summary>
    public const double Bound = 0.05;

    /// <summary>Reads the paths of a batch off its errors.</summary>
    /// <param name="errors">MSE, [steps][B], as <see cref="Dynamics.Trajectory.Errors"/> holds it; at least one step.</param>
    /// <param name="bound">The largest MSE at which an image counts as held; positive and finite.</param>
    /// <returns>One path a sample.</returns>
    /// <exception cref="ArgumentException">
    /// There is no step, the steps differ in the number of samples, or an error is not a number.
    /// </exception>
    public static MemoryPath[] Of(IReadOnlyList<double[]> errors, double bound = Bound)
    {
        ArgumentNullException.ThrowIfNull(errors);
        if (!(bound > 0 && double.IsFinite(bound)))
            throw new ArgumentOutOfRangeException(
                nameof(bound), bound, "The largest error at which an image counts as held must be positive and finite.");
        if (errors.Count == 0) throw new ArgumentException(
            "Without a step there is no path; run at least one, with a target to measure against.", nameof(errors));
        MemoryPath[] paths = new MemoryPath[errors[0].Length];
        for (int t = 0; t < errors.Count; t++)
        {
            if (errors[t].Length != paths.Length)
                throw new ArgumentException($"Step {t + 1} has {errors[t].Length} errors, but step 1 has {paths.Length}.", nameof(errors));
            int bad = Array.FindIndex(errors[t], double.IsNaN);
            if (bad >= 0) throw new ArgumentException(string.Create(CultureInfo.InvariantCulture,
                $"The error of sample {bad} at step {t + 1} is not a number."), nameof(errors));
        }
        for (int k = 0; k < paths.Length; k++) paths[k] = Of(errors, k, bound);
        return paths;
    }

    private static MemoryPath Of(IReadOnlyList<double[]> errors, int sample, double bound)
    {
        int nearest = 0;
        for (int t = 1; t < errors.Count; t++) if (errors[t][sample] < errors[nearest][sample]) nearest = t;
        int first = nearest, end = nearest;
        while (end < errors.Count && errors[end][sample] <= bound) end++;
        while (end > nearest && first > 0 && errors[first - 1][sample] <= bound) first--;
        return new MemoryPath(nearest + 1, errors[nearest][sample], end - first, end == errors.Count, errors[^1][sample]);
    }
}
