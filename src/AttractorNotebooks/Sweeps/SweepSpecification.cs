using System.Text.Json;
using System.Text.Json.Nodes;
using AttractorNotebooks.Files;
using AttractorNotebooks.Learning;

namespace AttractorNotebooks.Sweeps;

/// <summary>A sweep as a JSON file.</summary>
/// <remarks>
/// <code>
/// {
///   "preset": "figure",                                     // a training plan of TrainingPresets; "published" if absent
///   "settings": { "training.epochs": 4, "data.images": 64 }, // other values than the preset's, by dotted names
///   "grid": { "dynamics.attention.lambda": [0.5, 1, 2], "seed": [1, 2, 3] },
///   "zip": { "training.patch": [2, 4], "training.dim": [8, 32] }, // settings that move together; several such: a list of them
///   "measures": ["mse_5", "lifetime"]                       // Measures.Usual if absent
/// }
/// </code>
/// The file in a sweep's folder has this form too, with every setting, the library's version and the checksums of the images beside.
/// </remarks>
public static class SweepSpecification
{
    private const string Preset = "preset", Settings = "settings", Grid = "grid", Zip = "zip", Measured = "measures", Library = "library",
        Images = "images_sha256";

    private static readonly string[] Members = [Preset, Settings, Grid, Zip, Measured, Library, Images];

    private static readonly JsonSerializerOptions Indented = new() { WriteIndented = true };

    /// <param name="path">The file.</param>
    /// <param name="onlyNames">Whether measures are to be known by name only, because nothing will be computed.</param>
    internal static (Sweep Sweep, string? Library) Read(string path, bool onlyNames = false)
    {
        byte[] bytes = File.ReadAllBytes(path);
        try
        {
            JsonNode? root = StrictJson.Parse(bytes);
            if (root is not JsonObject specification) throw new ArgumentException("It must be an object in braces.");
            foreach ((string member, _) in specification)
                if (!Members.Contains(member))
                    throw new ArgumentException($"There is no '{member}' in a specification. Known are: "
                        + $"{string.Join(", ", Members[..5])}.");

            Experiment experiment = new() { Training = PresetOf(specification[Preset]) };
            foreach ((string name, JsonNode? value) in Object(specification, Settings))
                experiment = ExperimentSettings.Set(experiment, name, value, validate: false);
            Sweep sweep = Sweep.Of(experiment);
            JsonObject grid = Object(specification, Grid);
            // Counted before any is made: a few lines may name a billion.
            JsonObject[] zips = Zips(specification);
            Sweep.RequireFew([.. grid.Select(axis => Count(axis.Value)), .. zips.Select(zip => Count(zip.FirstOrDefault().Value))]);
            foreach ((string name, JsonNode? values) in grid) sweep = sweep.VaryBy(name, Values(name, values));
            foreach (JsonObject zip in zips) sweep = sweep.ZipBy([.. zip.Select(axis => (axis.Key, Values(axis.Key, axis.Value)))]);
            bool begun = specification[Library] is not null;
            if (specification[Measured] is JsonNode measures)
            {
                IEnumerable<string> names = Words(measures);
                // The points of a folder are known by exactly what was measured there.
                if (!begun) names = Measures.WithCompanions([.. names]);
                sweep = sweep.Measure([.. names.Select(name => onlyNames ? new Measure(name, _ => []) : Measures.Named(name))]);
            }
            foreach (SweepPoint point in sweep.Points) point.Check(sweep.Measured);
            Dictionary<string, string> images = Object(specification, Images)
                .ToDictionary(entry => entry.Key, entry => ExperimentSettings.Text(entry.Value));
            return (sweep.BegunOn(images), specification[Library]?.ToString());
        }
        catch (Exception error) when (error is ArgumentException or JsonException or InvalidOperationException or FormatException)
        {
            throw new InvalidDataException($"'{path}' is no specification of a sweep: {error.Message}", error);
        }
    }

    internal static void Write(string path, Sweep sweep, IReadOnlyDictionary<string, string> images)
    {
        JsonObject specification = new()
        {
            [Settings] = ExperimentSettings.Flat(sweep.Experiment),
            [Grid] = Lists(sweep.Axes.Where(axis => axis.Settings.Count == 1).SelectMany(axis => axis.Settings)),
            [Measured] = new JsonArray([.. sweep.Columns.Select(column => (JsonNode)column)]),
            [Library] = SweepFolder.Library,
            [Images] = new JsonObject(images.Select(entry => KeyValuePair.Create(entry.Key, (JsonNode?)entry.Value))),
        };
        JsonArray zips = [.. sweep.Axes.Where(axis => axis.Settings.Count > 1).Select(axis => Lists(axis.Settings))];
        if (zips.Count > 0) specification[Zip] = zips;
        byte[] bytes = JsonSerializer.SerializeToUtf8Bytes(specification, Indented);
        AtomicFile.Write(path, stream => stream.Write(bytes));
    }

    private static TrainingPlan PresetOf(JsonNode? name) => name is null
        ? new TrainingPlan()
        : TrainingPresets.Find(ExperimentSettings.Text(name))
            ?? throw new ArgumentException(
            $"There is no preset {ExperimentSettings.Text(name)}. Known are: {string.Join(", ", TrainingPresets.ByName.Keys)}.");

    private static JsonObject[] Zips(JsonObject specification) => specification[Zip] switch
    {
        JsonArray list when list.All(zip => zip is JsonObject) => [.. list.Cast<JsonObject>()],
        JsonArray list => throw new ArgumentException(
            $"'{Zip}' must be an object in braces, or a list of such, not {ExperimentSettings.Text(list)}."),
        null => [],
        _ => [Object(specification, Zip)],
    };

    private static int Count(JsonNode? values) => values is JsonArray list ? list.Count : 1;

    private static IReadOnlyList<JsonNode?> Values(string name, JsonNode? values) => values is JsonArray list
        ? [.. list]
        : throw new ArgumentException(
            $"The values of {name} in the grid must be a list, for example [1, 2], not {ExperimentSettings.Text(values)}.");

    private static JsonObject Lists(IEnumerable<(string Name, IReadOnlyList<JsonNode?> Values)> settings) =>
        new(settings.Select(setting => KeyValuePair.Create(setting.Name,
            (JsonNode?)new JsonArray([.. setting.Values.Select(value => value?.DeepClone())]))));

    private static JsonObject Object(JsonObject specification, string member) => specification[member] switch
    {
        null => [],
        JsonObject entries => entries,
        JsonNode other => throw new ArgumentException($"'{member}' must be an object in braces, not {ExperimentSettings.Text(other)}."),
    };

    private static IEnumerable<string> Words(JsonNode node) =>
        node is JsonArray list && list.All(word => word?.GetValueKind() == JsonValueKind.String)
        ? list.Select(word => word!.GetValue<string>())
        : throw new ArgumentException($"'{Measured}' must be a list of words, not {ExperimentSettings.Text(node)}.");
}
