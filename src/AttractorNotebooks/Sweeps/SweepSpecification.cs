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
///   "measures": ["mse_5", "lifetime"]                       // Measures.Usual if absent
/// }
/// </code>
/// The file in a sweep's folder has this form too, with every setting, the library's version and the checksums of the images beside.
/// </remarks>
public static class SweepSpecification
{
    private const string Preset = "preset", Settings = "settings", Grid = "grid", Measured = "measures", Library = "library",
        Images = "images_sha256";

    private static readonly string[] Members = [Preset, Settings, Grid, Measured, Library, Images];

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
                        + $"{string.Join(", ", Members[..4])}.");

            Experiment experiment = new() { Training = PresetOf(specification[Preset]) };
            foreach ((string name, JsonNode? value) in Object(specification, Settings))
                experiment = ExperimentSettings.Set(experiment, name, value, validate: false);
            Sweep sweep = Sweep.Of(experiment);
            JsonObject grid = Object(specification, Grid);
            // Counted before any is made: a few lines may name a billion.
            Sweep.RequireFew(grid.Select(axis => axis.Value is JsonArray values ? values.Count : 1));
            foreach ((string name, JsonNode? values) in grid)
            {
                sweep = sweep.VaryBy(name, values is JsonArray list
                    ? [.. list]
                    : throw new ArgumentException(
                        $"The values of {name} in the grid must be a list, for example [1, 2], not {ExperimentSettings.Text(values)}."));
            }
            if (specification[Measured] is JsonNode measures)
                sweep = sweep.Measure([.. Words(measures).Select(name => onlyNames ? new Measure(name, _ => []) : Measures.Named(name))]);
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
            [Grid] = new JsonObject(
                sweep.Axes.Select(axis =>
                    KeyValuePair.Create(axis.Name, (JsonNode?)new JsonArray([.. axis.Values.Select(value => value?.DeepClone())])))),
            [Measured] = new JsonArray([.. sweep.Measured.Select(measure => (JsonNode)measure.Name)]),
            [Library] = SweepFolder.Library,
            [Images] = new JsonObject(images.Select(entry => KeyValuePair.Create(entry.Key, (JsonNode?)entry.Value))),
        };
        byte[] bytes = JsonSerializer.SerializeToUtf8Bytes(specification, Indented);
        AtomicFile.Write(path, stream => stream.Write(bytes));
    }

    private static TrainingPlan PresetOf(JsonNode? name) => name is null
        ? new TrainingPlan()
        : TrainingPresets.Find(ExperimentSettings.Text(name))
            ?? throw new ArgumentException(
            $"There is no preset {ExperimentSettings.Text(name)}. Known are: {string.Join(", ", TrainingPresets.ByName.Keys)}.");

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
