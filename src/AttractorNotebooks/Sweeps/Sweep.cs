using System.Text.Json.Nodes;
using AttractorNotebooks.Learning;

namespace AttractorNotebooks.Sweeps;

/// <summary>
/// A question to the model: an experiment, settings to vary with their values, and what to measure. Every combination of values is a point;
/// <see cref="Run"/> computes each once and keeps it on disk.
/// </summary>
/// <example>
/// <code>
/// SweepTable table = Sweep.Of(new Experiment { Training = TrainingPresets.Figure })
///     .Vary("dynamics.attention.lambda", 0.5, 1, 2)
///     .Vary("seed", 1, 2, 3)
///     .Measure(Measures.Mse(5), Measures.Lifetime)
///     .Run("sweeps/lambda", Console.WriteLine);
/// </code>
/// </example>
public sealed class Sweep
{
    /// <summary>The most points of a grid.</summary>
    public const int MostPoints = 20_000;

    private readonly Experiment _experiment;
    private readonly IReadOnlyList<SweepAxis> _axes;

    private Sweep(Experiment experiment, IReadOnlyList<SweepAxis> axes, IReadOnlyList<Measure> measures,
        IReadOnlyDictionary<string, string> images)
    {
        // A file has two places for them: so the order is the same wherever a sweep comes from.
        axes = [.. axes.OrderBy(axis => axis.Settings.Count > 1)];
        (_experiment, _axes, Measured, Images) = (experiment, axes, measures, images);
        RequireFew(axes.Select(axis => axis.Count));
        IEnumerable<SweepPoint> points = [new SweepPoint(experiment, [])];
        foreach (SweepAxis axis in axes) points = [.. points.SelectMany(axis.Spread)];
        Points = [.. points];
    }

    /// <summary>
    /// Every combination of values, at most <see cref="MostPoints"/>; the setting that was named last runs fastest,
    /// and those of <see cref="Zip"/> faster than the others.
    /// </summary>
    public IReadOnlyList<SweepPoint> Points { get; }

    /// <summary>The names of the varied settings.</summary>
    public IReadOnlyList<string> Varied => [.. _axes.SelectMany(axis => axis.Settings).Select(setting => setting.Name)];

    /// <summary>What is measured.</summary>
    public IReadOnlyList<Measure> Measured { get; }

    /// <summary>The columns of what is measured.</summary>
    internal IEnumerable<string> Columns => Measured.SelectMany(measure => measure.Columns);

    /// <summary>Checksums of images by their source, where a sweep was begun elsewhere; empty where any images will do.</summary>
    internal IReadOnlyDictionary<string, string> Images { get; }

    internal Experiment Experiment => _experiment;

    internal IReadOnlyList<SweepAxis> Axes => _axes;

    /// <summary>A sweep of a single point, which <see cref="Vary"/> makes a grid of.</summary>
    /// <param name="experiment">The settings that are not varied.</param>
    /// <exception cref="ArgumentException">A setting is out of its range; names it.</exception>
    public static Sweep Of(Experiment experiment) => new(experiment.Validated(), [], Measures.Usual, new Dictionary<string, string>());

    /// <summary>Reads the specification of a sweep: see <see cref="SweepSpecification"/>.</summary>
    /// <exception cref="IOException">There is no such file, or it cannot be read.</exception>
    /// <exception cref="InvalidDataException">It is no specification; says where and why.</exception>
    public static Sweep Read(string path) => SweepSpecification.Read(path).Sweep;

    /// <summary>Refuses a grid with too many points, from the number of values of every setting.</summary>
    internal static void RequireFew(IEnumerable<int> values)
    {
        double points = values.Aggregate(1.0, (product, count) => product * count);
        if (points > MostPoints)
            throw new ArgumentException(
                FormattableString.Invariant($"The grid has {points:0.###E+0} points; {MostPoints} are the most. Vary fewer settings, or ")
                    + "make several sweeps of it: they may share a folder.");
    }

    internal Sweep BegunOn(IReadOnlyDictionary<string, string> images) => new(_experiment, _axes, Measured, images);

    /// <summary>Returns the sweep with one more setting to vary.</summary>
    /// <param name="name">A dotted name of <see cref="Experiment.SettingNames"/>; <c>seed</c> varies all seeds at once.</param>
    /// <param name="values">Its values: numbers, truth values or words, each once.</param>
    /// <exception cref="ArgumentException">
    /// There is no such setting, it cannot have one of the values, it is varied already, or there would be more than
    /// <see cref="MostPoints"/> points; says so.
    /// </exception>
    public Sweep Vary(string name, params object?[] values) =>
        VaryBy(name, [.. values.Select(value => ExperimentSettings.Node(name, value))]);

    /// <summary>Returns the sweep with several more settings that move together: the first values of all, then the second, ...</summary>
    /// <example><code>.Zip(("training.patch", [2, 4]), ("training.dim", [8, 32]))</code></example>
    /// <param name="settings">At least two names as for <see cref="Vary"/>, with equally many values.</param>
    /// <exception cref="ArgumentException">
    /// The numbers of values differ, values do not go together, or as for <see cref="Vary"/>; says so.
    /// </exception>
    public Sweep Zip(params (string Name, object?[] Values)[] settings) => ZipBy([.. settings.Select(setting =>
        (setting.Name, (IReadOnlyList<JsonNode?>)[.. setting.Values.Select(value => ExperimentSettings.Node(setting.Name, value))]))]);

    /// <summary>Returns the sweep with other measures than <see cref="Measures.Usual"/>.</summary>
    /// <param name="measures">At least one, each name once.</param>
    /// <exception cref="ArgumentException">Two have one name, groups are none or empty, or a point cannot be measured so; says
    /// which.</exception>
    public Sweep Measure(params Measure[] measures)
    {
        if (measures.Length == 0) throw new ArgumentException("A sweep needs at least one measure.", nameof(measures));
        foreach (Measure measure in measures)
            if (measure.Groups is { } groups && (groups.Count == 0 || groups.Any(string.IsNullOrWhiteSpace)))
                throw new ArgumentException($"The groups of the measure {measure.Name} must have names, at least one.", nameof(measures));
        string[] columns = [.. Varied, .. measures.SelectMany(measure => measure.Columns)];
        if (columns.GroupBy(name => name).FirstOrDefault(group => group.Count() > 1) is { } twice)
            throw new ArgumentException($"Two columns of the table would be called '{twice.Key}'.", nameof(measures));
        foreach (SweepPoint point in Points) point.Check(measures);
        return new Sweep(_experiment, _axes, [.. measures], Images);
    }

    /// <summary>Computes every point that is not in the folder yet, on all cores, and keeps each as soon as it is done.</summary>
    /// <param name="folder">
    /// Where points are kept, whole or not at all, by the hash of their settings, seeds, images and this library's version;
    /// created if missing. Several processes and machines may work on one folder at once, and several sweeps may use one after
    /// another: a point that is there is never computed again.
    /// </param>
    /// <param name="report">Told of the images, of every point and of every trained network, by one thread at a time.</param>
    /// <param name="options">Threads and lease; null for the usual.</param>
    /// <param name="cancellation">Stops between steps and batches; what is finished is kept.</param>
    /// <returns>The results, in the order of <see cref="Points"/>.</returns>
    /// <exception cref="ArgumentException">A point does not fit its images; nothing was computed.</exception>
    /// <exception cref="UnfinishedSweepException">
    /// Points could not be computed; names the first and says why. The others are kept.
    /// </exception>
    /// <exception cref="IOException">The folder cannot be written.</exception>
    /// <exception cref="InvalidDataException">
    /// The sweep was read from the folder of one that was begun on other images, or the folder holds a damaged file.
    /// </exception>
    /// <exception cref="OperationCanceledException">It was cancelled.</exception>
    public SweepTable Run(string folder, Action<SweepReport>? report = null, SweepOptions? options = null,
        CancellationToken cancellation = default) =>
        SweepRunner.Run(this, folder, report, options ?? new SweepOptions(), cancellation);

    /// <summary>
    /// Says beforehand what a run would take: how many points and networks, how long, how much memory and disk, from one trial point
    /// that is computed in parts and not kept. Nothing is written.
    /// </summary>
    /// <param name="folder">The folder that it would be run in; what is there already does not count.</param>
    /// <param name="options">Threads; null for the usual.</param>
    /// <param name="cancellation">Stops the trial.</param>
    /// <exception cref="ArgumentException">A point does not fit its images.</exception>
    public SweepEstimate Estimate(string folder, SweepOptions? options = null, CancellationToken cancellation = default) =>
        SweepTrial.Estimate(this, folder, options ?? new SweepOptions(), cancellation);

    internal Sweep VaryBy(string name, IReadOnlyList<JsonNode?> values) => Along([(name, values)]);

    internal Sweep ZipBy(IReadOnlyList<(string Name, IReadOnlyList<JsonNode?> Values)> settings)
    {
        if (settings.Count < 2)
            throw new ArgumentException("Settings that move together are at least two; one alone belongs to the grid.");
        foreach ((string name, IReadOnlyList<JsonNode?> values) in settings)
        {
            if (values.Count != settings[0].Values.Count)
                throw new ArgumentException($"Settings that move together need equally many values, but {settings[0].Name} has "
                    + $"{settings[0].Values.Count} and {name} has {values.Count}.");
        }
        return Along(settings);
    }

    private Sweep Along(IReadOnlyList<(string Name, IReadOnlyList<JsonNode?> Values)> settings)
    {
        SweepAxis axis = new([.. settings.Select(setting => (SettingsJson.Modern(setting.Name), setting.Values))]);
        List<string> known = [.. Varied];
        foreach ((string name, IReadOnlyList<JsonNode?> values) in axis.Settings)
        {
            if (values.Count == 0) throw new ArgumentException($"The setting {name} is to be varied, but has no values.");
            foreach (string other in known)
            {
                if (ExperimentSettings.LeavesOf(name).Intersect(ExperimentSettings.LeavesOf(other)).FirstOrDefault() is string both)
                    throw new ArgumentException($"The grid varies {both} twice, by {other} and by {name}; leave one out.");
            }
            known.Add(name);
        }
        Sweep varied = new(_experiment, [.. _axes, axis], Measured, Images);
        // 1 and 1.0 are different texts, but one setting.
        if (varied.Points.GroupBy(point => ExperimentSettings.Tree(point.Experiment).ToJsonString())
            .FirstOrDefault(group => group.Count() > 1) is { } twice)
            throw new ArgumentException(axis.Settings.Count == 1
                ? $"The setting {axis.Settings[0].Name} has the value "
                    + $"{ExperimentSettings.Text(twice.First()[axis.Settings[0].Name])} twice."
                : $"The grid has the point {twice.First()} twice.");
        return varied;
    }
}
