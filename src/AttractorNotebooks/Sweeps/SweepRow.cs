using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using AttractorNotebooks.Analysis;

namespace AttractorNotebooks.Sweeps;

/// <summary>A row of a sweep's table: the varied settings of a point, and what was measured, image by image.</summary>
public sealed class SweepRow
{
    private readonly Dictionary<string, object?> _settings;
    private readonly Dictionary<string, IReadOnlyList<double[]>> _measures;
    private readonly int _seed;

    internal SweepRow(IEnumerable<KeyValuePair<string, object?>> settings,
        IEnumerable<KeyValuePair<string, IReadOnlyList<double[]>>> measures, int seed, IReadOnlyList<int>? labels = null)
    {
        (_settings, _measures, _seed, Labels) = (new(settings), new(measures), seed, labels);
    }

    /// <summary>The class of every image; null where they have none, or where the point is older than the table of classes.</summary>
    public IReadOnlyList<int>? Labels { get; }

    /// <summary>The value of a varied setting: a double, a bool, a string or null.</summary>
    /// <exception cref="ArgumentException">The table has no such column; says which it has.</exception>
    public object? this[string setting] =>
        _settings.TryGetValue(setting, out object? value) ? value : throw Unknown("varied setting", setting, _settings.Keys);

    /// <summary>The value of a varied setting that is a number.</summary>
    /// <exception cref="ArgumentException">The table has no such column, or it is no number.</exception>
    public double Number(string setting) =>
        this[setting] is double number
        ? number : throw new ArgumentException($"The setting {setting} is '{this[setting]}' in this row, which is no number.");

    /// <summary>
    /// What was measured: for every run (several where <see cref="SweepTable.Over"/> put runs together) one value an image.
    /// </summary>
    public IReadOnlyList<double[]> Values(string measure) =>
        _measures.TryGetValue(measure, out IReadOnlyList<double[]>? values) ? values : throw Unknown("measure", measure, _measures.Keys);

    /// <summary>What was measured, every value made into another, for example into other units.</summary>
    /// <param name="measure">The measure.</param>
    /// <param name="of">The other value.</param>
    public double[][] Values(string measure, Func<double, double> of) => [.. Values(measure).Select(run => run.Select(of).ToArray())];

    /// <summary>The mean of a measure over images and runs, with its 95 % interval: see <see cref="Summary.OfRuns"/>.</summary>
    /// <remarks>Intervals of the library's own measures stay where the measures are: see <see cref="Summary.Within"/>.</remarks>
    public Summary Of(string measure)
    {
        (double low, double high) = Measures.BoundsOf(measure);
        return Summary.OfRuns(Values(measure), _seed).Within(low, high);
    }

    /// <summary>The mean of a measure over images and runs.</summary>
    public double Mean(string measure) => Values(measure).Average(run => run.Average());

    /// <summary>
    /// How much larger a measure is here than in another row: the mean difference on the same images and runs, with its 95 %
    /// interval.
    /// </summary>
    /// <exception cref="ArgumentException">The rows have different numbers of images or runs.</exception>
    public Summary Minus(SweepRow other, string measure) => Summary.OfDifference(Values(measure), other.Values(measure), _seed);

    internal IReadOnlyDictionary<string, object?> Settings => _settings;

    internal static object? Plain(JsonNode? value) => value?.GetValueKind() switch
    {
        null or JsonValueKind.Null => null,
        JsonValueKind.Number => double.Parse(value.ToJsonString(), CultureInfo.InvariantCulture),
        JsonValueKind.True => true,
        JsonValueKind.False => false,
        _ => ExperimentSettings.Text(value),
    };

    /// <summary>Puts rows together that differ only in what is left out.</summary>
    internal static SweepRow Join(IReadOnlyList<SweepRow> rows, IReadOnlySet<string> without) => new(
        rows[0]._settings.Where(setting => !without.Contains(setting.Key)),
        rows[0]._measures.Keys.Select(measure =>
            KeyValuePair.Create(measure, (IReadOnlyList<double[]>)[.. rows.SelectMany(row => row._measures[measure])])),
        rows[0]._seed, rows.All(row => row.Labels is { } own && own.SequenceEqual(rows[0].Labels ?? [])) ? rows[0].Labels : null);

    /// <summary>One row a class, of its images only; what is measured of groups is left out.</summary>
    /// <exception cref="InvalidOperationException">The classes are not known.</exception>
    internal IEnumerable<SweepRow> ByClass(string column)
    {
        if (Labels is not { } labels)
            throw new InvalidOperationException("The images of this table have no classes, or its points are older than the table of "
                + "classes; compute them in a new folder.");
        foreach (int label in labels.Distinct().Order())
            yield return new SweepRow(_settings.Append(KeyValuePair.Create<string, object?>(column, (double)label)),
                _measures.Where(measure => measure.Value[0].Length == labels.Count).Select(measure => KeyValuePair.Create(measure.Key,
                    (IReadOnlyList<double[]>)[.. measure.Value.Select(run => run.Where((_, k) => labels[k] == label).ToArray())])),
                _seed);
    }

    /// <summary>The differences from another row, image by image and run by run.</summary>
    internal SweepRow Less(SweepRow other, string prefix) => new(_settings, _measures.Select(measure =>
        KeyValuePair.Create(prefix + measure.Key, (IReadOnlyList<double[]>)[.. measure.Value.Zip(other.Values(measure.Key),
            (here, there) => here.Zip(there, (value, subtracted) => value - subtracted).ToArray())])), _seed, Labels);

    private static ArgumentException Unknown(string what, string name, IEnumerable<string> known) =>
        new($"The table has no {what} '{name}'. It has: {string.Join(", ", known)}.");
}
