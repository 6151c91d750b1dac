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

    /// <param name="values">By column, one value an image, or a single one.</param>
    /// <param name="labels">The images' classes; null where they have none.</param>
    /// <param name="seconds">How long it took.</param>
    public void Write(IReadOnlyDictionary<string, double[]> values, int[]? labels, double seconds)
    {
        byte[] bytes = Bytes(values, labels, seconds);
        AtomicFile.Write(_path, stream => stream.Write(bytes));
    }

    /// <summary>What the file holds.</summary>
    public byte[] Bytes(IReadOnlyDictionary<string, double[]> values, int[]? labels, double seconds)
    {
        JsonObject content = new()
        {
            ["key"] = key,
            ["library"] = SweepFolder.Library,
            ["seconds"] = Math.Round(seconds, 3),
            ["settings"] = ExperimentSettings.Flat(point.Experiment),
            ["measures"] = JsonSerializer.SerializeToNode(values, Options),
        };
        if (labels is not null) content["labels"] = JsonSerializer.SerializeToNode(labels);
        return JsonSerializer.SerializeToUtf8Bytes(content, Options);
    }

    public SweepRow Read()
    {
        byte[] bytes = File.ReadAllBytes(_path);
        try
        {
            JsonNode content = StrictJson.Parse(bytes) ?? throw new InvalidDataException("it is empty.");
            Dictionary<string, double[]>? values = content["measures"].Deserialize<Dictionary<string, double[]>>(Options);
            // Older points have no labels.
            int[]? labels = content["labels"].Deserialize<int[]>();
            int images = point.Experiment.Data.Images;
            string[] columns = [.. measures.SelectMany(measure => measure.Columns)];
            if ((string?)content["key"] != key || values is null || (labels is not null && labels.Length != images)
                || columns.Any(column => values.GetValueOrDefault(column)?.Length is not int length || (length != images && length != 1)))
                throw new InvalidDataException("it belongs to another point.");
            return new SweepRow(
                point.Values.Select(setting => KeyValuePair.Create(setting.Name, SweepRow.Plain(setting.Value))),
                columns.Select(column => KeyValuePair.Create(column, (IReadOnlyList<double[]>)[values[column]])),
                point.Experiment.Recall.Seed, labels);
        }
        catch (Exception error) when (error is JsonException or InvalidOperationException or InvalidDataException or ArgumentException
            or FormatException)
        {
            throw new InvalidDataException($"'{_path}' is damaged: {error.Message} Delete it, and the point is computed again.", error);
        }
    }
}
