using System.Text.Json.Nodes;

namespace AttractorNotebooks.Sweeps;

/// <summary>One point of a grid.</summary>
public sealed class SweepPoint
{
    internal SweepPoint(Experiment experiment, IReadOnlyList<(string Name, JsonNode? Value)> values) =>
        (Experiment, Values) = (experiment, values);

    /// <summary>All its settings.</summary>
    public Experiment Experiment { get; }

    internal IReadOnlyList<(string Name, JsonNode? Value)> Values { get; }

    internal JsonNode? this[string name] => Values.First(setting => setting.Name == name).Value;

    /// <summary>Finds, without images, what cannot be measured.</summary>
    /// <exception cref="ArgumentException">A measure does not fit; names the point and says why.</exception>
    internal void Check(IEnumerable<Measure> measures)
    {
        try
        {
            foreach (Measure measure in measures) measure.Check?.Invoke(Experiment);
        }
        catch (ArgumentException error) { throw new ArgumentException($"{this}: {error.Message}", error); }
    }

    /// <summary>The settings that the grid varies, with their values here.</summary>
    public override string ToString() =>
        Values.Count == 0 ? "the only point"
        : string.Join(", ", Values.Select(setting => $"{setting.Name} = {ExperimentSettings.Text(setting.Value)}"));
}
