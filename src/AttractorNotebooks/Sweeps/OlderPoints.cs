using System.Text.Json.Nodes;
using AttractorNotebooks.Files;

namespace AttractorNotebooks.Sweeps;

/// <summary>
/// The finished points of a folder that another version of the library made: found by the settings that they hold, because their
/// keys do not count settings that came later.
/// </summary>
internal sealed class OlderPoints
{
    private readonly Dictionary<string, string> _keys = new(StringComparer.Ordinal);

    /// <summary>Reads what a folder's points say of themselves; those that cannot be read are left to be computed again.</summary>
    /// <param name="folder">The folder of points.</param>
    /// <param name="library">The version that made them.</param>
    public static OlderPoints In(string folder, string library)
    {
        OlderPoints older = new();
        if (!Directory.Exists(folder)) return older;
        foreach (string path in Directory.EnumerateFiles(folder, "*.json").Order(StringComparer.Ordinal))
        {
            try
            {
                if (StrictJson.Parse(File.ReadAllBytes(path)) is JsonObject content && (string?)content["library"] == library
                    && content["settings"] is JsonObject settings && content["measures"] is JsonObject measures)
                    older._keys.TryAdd(
                        Text(Of(settings), measures.Select(measure => measure.Key)), Path.GetFileNameWithoutExtension(path));
            }
            catch (Exception error) when (error is System.Text.Json.JsonException or InvalidOperationException or ArgumentException)
            {
                // Not a point, or one with settings that are no more.
            }
        }
        return older;
    }

    /// <summary>The key of a point; null where there is none with its settings and measures.</summary>
    public string? KeyOf(SweepPoint point, IEnumerable<string> columns) => _keys.GetValueOrDefault(Text(point.Experiment, columns));

    // Same settings and measures, same text.
    private static string Text(Experiment experiment, IEnumerable<string> columns) =>
        new JsonArray([ExperimentSettings.Tree(experiment), .. columns.Order(StringComparer.Ordinal).Select(name => (JsonNode)name)])
            .ToJsonString();

    private static Experiment Of(JsonObject settings) => settings.Aggregate(new Experiment(), (made, setting) =>
        ExperimentSettings.Set(made, setting.Key, setting.Value, validate: false));
}
