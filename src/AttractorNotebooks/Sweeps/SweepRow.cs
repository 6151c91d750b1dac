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
        IEnumerable<KeyValuePair<string, IReadOnlyList<double[]>>> measures, int seed)
    {
        (_settings, _measures, _seed) = (new(settings), new(measures), seed);
    }

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
        rows[0]._seed);

    private static ArgumentException Unknown(string what, string name, IEnumerable<string> known) =>
        new($"The table has no {what} '{name}'. It has: {string.Join(", ", known)}.");
}
