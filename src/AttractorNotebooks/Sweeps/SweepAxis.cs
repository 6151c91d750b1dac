using System.Text.Json.Nodes;

namespace AttractorNotebooks.Sweeps;

/// <summary>What a grid varies by itself: one setting, or several that move together.</summary>
/// <param name="Settings">Their names, each with equally many values, at least one.</param>
internal sealed record SweepAxis(IReadOnlyList<(string Name, IReadOnlyList<JsonNode?> Values)> Settings)
{
    /// <summary>How many values: so often it multiplies the points.</summary>
    public int Count => Settings[0].Values.Count;

    /// <summary>The points that this axis makes of one.</summary>
    /// <exception cref="ArgumentException">A setting cannot have a value, or values do not go together; names them.</exception>
    public IEnumerable<SweepPoint> Spread(SweepPoint point) => Enumerable.Range(0, Count).Select(k => At(point, k));

    private SweepPoint At(SweepPoint point, int k)
    {
        (string Name, JsonNode? Value)[] values = [.. Settings.Select(setting => (setting.Name, setting.Values[k]))];
        if (values.Length == 1)
            return new SweepPoint(ExperimentSettings.Set(point.Experiment, values[0].Name, values[0].Value), [.. point.Values, .. values]);
        // Only the whole must be right: a value may need the one that moves with it.
        Experiment moved = values.Aggregate(point.Experiment, (experiment, setting) =>
            ExperimentSettings.Set(experiment, setting.Name, setting.Value, validate: false));
        SweepPoint made = new(moved, [.. point.Values, .. values]);
        try { moved.Validated(); }
        catch (ArgumentException error)
        {
            throw new ArgumentException($"{made}: {error.Message.Split(" (Parameter '")[0]}", error);
        }
        return made;
    }
}
