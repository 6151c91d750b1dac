using System.Globalization;
using AttractorNotebooks.Analysis;
using AttractorNotebooks.Experiments;

namespace AttractorNotebooks.Sweeps;

/// <summary>
/// Measures that have a name in specifications: <c>mse_5</c>, <c>masked_mse_5</c>, <c>known_mse_5</c>, <c>smallest_mse</c>,
/// <c>best_step</c>, <c>lifetime</c>, <c>lasting</c>, <c>held_0.05</c>.
/// </summary>
public static class Measures
{
    private const string HeldName = "held_";

    /// <summary>What a sweep measures where nothing else is said.</summary>
    public static IReadOnlyList<Measure> Usual { get; } = [SmallestMse, BestStep, Lifetime, Lasting, Held()];

    /// <summary><c>smallest_mse</c>: the smallest MSE over all pixels on an image's way, over all steps t from 1 on.</summary>
    public static Measure SmallestMse => new("smallest_mse", run => PerImage(run, errors => errors.Min()));

    /// <summary><c>best_step</c>: the step t at which that is, the first of several.</summary>
    public static Measure BestStep => new("best_step", run => PerImage(run, errors => Array.IndexOf(errors, errors.Min()) + 1));

    /// <summary>
    /// <c>lifetime</c>: the steps from an image's best step until its MSE over all pixels first exceeds twice its smallest; where
    /// it never does, those to the
    /// last step, which then is a lower bound (<see cref="Lasting"/>).
    /// </summary>
    /// <remarks>
    /// The bound is the image's own: where a network never comes near an image, twice its error is far away too, and the "lifetime"
    /// is long. Read it beside <see cref="SmallestMse"/> and <see cref="Held"/>.
    /// </remarks>
    public static Measure Lifetime => new("lifetime", run => PerImage(run, errors => Life(errors).Steps));

    /// <summary>
    /// <c>lasting</c>: 1 where the lifetime of an image reaches beyond the last step, else 0; its mean is the share of such
    /// images.
    /// </summary>
    public static Measure Lasting => new("lasting", run => PerImage(run, errors => Life(errors).Over ? 0 : 1));

    /// <summary>
    /// <c>held_B</c>: the steps of the unbroken stretch around an image's best step in which its MSE over all pixels is at most B, the
    /// same bound for all networks and images; 0 where it never is (<see cref="MemoryPath"/>). NaN where an error is.
    /// </summary>
    /// <param name="bound">B, positive and finite.</param>
    public static Measure Held(double bound = MemoryPath.Bound) => bound > 0 && double.IsFinite(bound)
        ? new(string.Create(CultureInfo.InvariantCulture, $"{HeldName}{bound}"), run => PerImage(run, errors =>
            errors.Any(double.IsNaN) ? double.NaN : MemoryPath.Of([.. errors.Select(error => new[] { error })], bound)[0].Lifetime))
        : throw new ArgumentOutOfRangeException(nameof(bound), bound, "The bound on the MSE must be positive and finite.");

    /// <summary><c>mse_t</c>: the MSE over all pixels after step t.</summary>
    public static Measure Mse(int t) => AtStep("mse", t, run => run.Result.Trajectory.Errors);

    /// <summary><c>masked_mse_t</c>: the MSE over the masked pixels after step t.</summary>
    public static Measure MaskedMse(int t) => AtStep("masked_mse", t, run => run.Result.Trajectory.MaskedErrors);

    /// <summary><c>known_mse_t</c>: the MSE over the known pixels after step t.</summary>
    public static Measure KnownMse(int t) => AtStep("known_mse", t, run => run.Result.Trajectory.KnownErrors);

    /// <summary>The measure of a name.</summary>
    /// <exception cref="ArgumentException">There is none; says which there are.</exception>
    public static Measure Named(string name)
    {
        if (Usual.FirstOrDefault(measure => measure.Name == name) is Measure usual) return usual;
        if (name.StartsWith(HeldName, StringComparison.Ordinal)
            && double.TryParse(name.AsSpan(HeldName.Length), NumberStyles.Float, CultureInfo.InvariantCulture, out double bound)
            && bound > 0 && double.IsFinite(bound)) return Held(bound);
        int end = name.LastIndexOf('_');
        if (end > 0 && int.TryParse(name.AsSpan(end + 1), NumberStyles.None, CultureInfo.InvariantCulture, out int t) && t > 0)
        {
            switch (name[..end])
            {
                case "mse": return Mse(t);
                case "masked_mse": return MaskedMse(t);
                case "known_mse": return KnownMse(t);
            }
        }
        throw new ArgumentException(
            $"There is no measure '{name}'. Known are: {string.Join(", ", Usual.Select(measure => measure.Name))}, and after any step, "
                + "here 5: mse_5, masked_mse_5, known_mse_5.");
    }

    /// <summary>
    /// Puts beside a lifetime what keeps it from misleading, where it is missing: how near, and how long on a common bound.
    /// </summary>
    internal static IReadOnlyList<string> WithCompanions(IReadOnlyList<string> names)
    {
        if (!names.Contains(Lifetime.Name)) return names;
        List<string> all = [.. names];
        if (!all.Contains(SmallestMse.Name)) all.Add(SmallestMse.Name);
        if (!all.Any(name => name.StartsWith(HeldName, StringComparison.Ordinal))) all.Add(Held().Name);
        return all;
    }

    /// <summary>Between which values a measure lies by its definition, as far as its name tells.</summary>
    internal static (double Low, double High) BoundsOf(string name) => name switch
    {
        "lasting" => (0, 1),
        "smallest_mse" or "lifetime" => (0, double.PositiveInfinity),
        "best_step" => (1, double.PositiveInfinity),
        _ when name.StartsWith(HeldName, StringComparison.Ordinal) || name.StartsWith("mse_", StringComparison.Ordinal)
            || name.StartsWith("masked_mse_", StringComparison.Ordinal) || name.StartsWith("known_mse_", StringComparison.Ordinal)
            => (0, double.PositiveInfinity),
        _ => (double.NegativeInfinity, double.PositiveInfinity),
    };

    private static Measure AtStep(string name, int t, Func<RecallRun, IReadOnlyList<double[]>> errors)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(t, 1);
        string full = string.Create(CultureInfo.InvariantCulture, $"{name}_{t}");
        return new Measure(full, run => errors(run)[t - 1]) { Check = Check };

        void Check(Experiment experiment)
        {
            if (t > experiment.Recall.Steps)
                throw new ArgumentException($"The measure {full} needs {t} steps, but recall.steps is {experiment.Recall.Steps}: raise "
                    + "recall.steps, or measure earlier.");
            if (name != "mse" && experiment.Recall.Task != RecallTask.Mask)
                throw new ArgumentException(
                    $"The measure {full} needs masked tokens, but recall.task is {experiment.Recall.Task}: measure mse_{t} "
                    + "there, or leave the task out.");
        }
    }

    private static (int Steps, bool Over) Life(double[] errors)
    {
        int best = Array.IndexOf(errors, errors.Min());
        int end = Array.FindIndex(errors, best, error => error > 2 * errors[best]);
        return end < 0 ? (errors.Length - 1 - best, false) : (end - best, true);
    }

    private static double[] PerImage(RecallRun run, Func<double[], double> measure)
    {
        IReadOnlyList<double[]> errors = run.Result.Trajectory.Errors;
        return [.. Enumerable.Range(0, errors[0].Length).Select(image => measure([.. errors.Select(step => step[image])]))];
    }
}
