using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization;
using AttractorNotebooks.Files;

namespace AttractorNotebooks.Sweeps;

/// <summary>A point and its file, which is there when the point is finished.</summary>
internal sealed class StoredPoint(string folder, SweepPoint point, string key, IReadOnlyList<Measure> measures)
{
    private static readonly JsonSerializerOptions Options = new() { NumberHandling = JsonNumberHandling.AllowNamedFloatingPointLiterals };

    private readonly string _path = Path.Combine(folder, $"{key}.json");

    public SweepPoint Point => point;

    /// <summary>Hash of everything that decides the result.</summary>
    public string Key => key;

    public bool Exists => File.Exists(_path);

    /// <param name="values">By measure, one value an image.</param>
    /// <param name="seconds">How long it took.</param>
    public void Write(IReadOnlyDictionary<string, double[]> values, double seconds)
    {
        JsonObject content = new()
        {
            ["key"] = key,
            ["library"] = SweepFolder.Library,
            ["seconds"] = Math.Round(seconds, 3),
            ["settings"] = ExperimentSettings.Flat(point.Experiment),
            ["measures"] = JsonSerializer.SerializeToNode(values, Options),
        };
        byte[] bytes = JsonSerializer.SerializeToUtf8Bytes(content, Options);
        AtomicFile.Write(_path, stream => stream.Write(bytes));
    }

    public SweepRow Read()
    {
        byte[] bytes = File.ReadAllBytes(_path);
        try
        {
            JsonNode content = StrictJson.Parse(bytes) ?? throw new InvalidDataException("it is empty.");
            Dictionary<string, double[]>? values = content["measures"].Deserialize<Dictionary<string, double[]>>(Options);
            if ((string?)content["key"] != key || values is null
                || measures.Any(measure => values.GetValueOrDefault(measure.Name)?.Length != point.Experiment.Data.Images))
                throw new InvalidDataException("it belongs to another point.");
            return new SweepRow(
                point.Values.Select(setting => KeyValuePair.Create(setting.Name, SweepRow.Plain(setting.Value))),
                measures.Select(measure => KeyValuePair.Create(measure.Name, (IReadOnlyList<double[]>)[values[measure.Name]])),
                point.Experiment.Recall.Seed);
        }
        catch (Exception error) when (error is JsonException or InvalidOperationException or InvalidDataException or ArgumentException
            or FormatException)
        {
            throw new InvalidDataException($"'{_path}' is damaged: {error.Message} Delete it, and the point is computed again.", error);
        }
    }
}
