using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization;
using AttractorNotebooks.Dynamics;
using AttractorNotebooks.Experiments;
using AttractorNotebooks.Learning;

namespace AttractorNotebooks.Sweeps;

/// <summary>An experiment as a tree of JSON whose leaves have dotted names: what makes any setting one that a grid can vary.</summary>
/// <remarks>
/// The branches are data, training, dynamics and recall. Three names are short for others: <c>seed</c> sets every seed but the
/// embedding's; <c>dynamics.update.g</c> and <c>dynamics.update.gamma</c> choose the retention and the leaky update with that parameter.
/// </remarks>
internal static class ExperimentSettings
{
    private const string Update = "dynamics.update", Retention = Update + ".g", Leak = Update + ".gamma";

    // One number for both, as older specifications give it.
    private const string Strength = "recall.strength", MaskFraction = "recall.mask_fraction", NoiseSigma = "recall.noise_sigma";

    private static readonly string[] Seeds = ["training.learning.seed", "dynamics.seed", "recall.seed"];

    private static readonly JsonSerializerOptions Options = new(SettingsJson.Options)
    {
        Converters = { new UpdateRuleConverter() },
        UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
    };

    // Settings that the default leaves out altogether, such as those of the normalized rule, are known from the presets that have them.
    private static readonly OrderedDictionary<string, JsonNode?> Usual = FindUsual();

    public static IReadOnlyList<string> Names { get; } = [.. Usual.Keys, Retention, Leak, "seed"];

    /// <summary>What a name really sets: the leaves.</summary>
    public static IReadOnlyList<string> LeavesOf(string name) => name switch
    {
        "seed" => Seeds,
        Strength => [MaskFraction, NoiseSigma],
        Retention or Leak => [Update],
        _ => [name],
    };

    /// <summary>All settings in a fixed order: same settings, same text.</summary>
    public static JsonObject Tree(Experiment experiment)
    {
        JsonObject training = Serialize(experiment.Training), recall = Serialize(experiment.Recall);
        training.Remove("recall");
        recall.Remove("dynamics");
        return new JsonObject
        {
            ["data"] = Serialize(experiment.Data),
            ["training"] = training,
            ["dynamics"] = Serialize(experiment.Dynamics),
            ["recall"] = recall
        };
    }

    /// <summary>All settings by their dotted names.</summary>
    public static JsonObject Flat(Experiment experiment) =>
        new(Leaves(Tree(experiment), "").Select(leaf => KeyValuePair.Create(leaf.Name, leaf.Value?.DeepClone())));

    /// <param name="experiment">What to start from.</param>
    /// <param name="name">The setting.</param>
    /// <param name="value">Its new value.</param>
    /// <param name="validate">Whether the whole must be right; not where more settings follow that belong to this one.</param>
    public static Experiment Set(Experiment experiment, string name, JsonNode? value, bool validate = true)
    {
        name = SettingsJson.Modern(name);
        if (!Names.Contains(name) && name != Strength) throw Unknown(name);
        JsonObject tree = Tree(experiment);
        try
        {
            foreach (string leaf in LeavesOf(name))
            {
                string[] path = leaf.Split('.');
                JsonObject branch = path[..^1].Aggregate(tree, (node, part) =>
                {
                    if (node[part] is null) node[part] = new JsonObject();
                    return (JsonObject)node[part]!;
                });
                branch[path[^1]] = name switch
                {
                    Retention => UpdateRule.Retain(value.Deserialize<double>(Options)).Name,
                    Leak => UpdateRule.Leaky(value.Deserialize<double>(Options)).Name,
                    _ => value?.DeepClone(),
                };
            }
            Experiment changed = new()
            {
                Data = Read<DataChoice>(tree["data"]),
                Training = Read<TrainingPlan>(tree["training"]) with { Recall = Read<DynamicsSettings>(tree["dynamics"]) },
                Recall = Read<RecallPlan>(tree["recall"]),
            };
            return validate ? changed.Validated() : changed;
        }
        catch (Exception error) when (error is JsonException or InvalidOperationException or FormatException)
        {
            throw new ArgumentException($"The setting {name} cannot be {Short(Text(value))}; {Example(name)}.", error);
        }
        catch (ArgumentException error)
        {
            // The names of parameters and values that the runtime appends are those of the setting already.
            throw new ArgumentException(
                $"The setting {name} cannot be {Short(Text(value))}: {error.Message.Split(" (Parameter '")[0]}", error);
        }
    }

    /// <summary>A value of C# as JSON.</summary>
    public static JsonNode? Node(string name, object? value)
    {
        try { return value as JsonNode ?? JsonSerializer.SerializeToNode(value, Options); }
        catch (Exception error) when (error is NotSupportedException or JsonException
            or InvalidOperationException)
        {
            throw new ArgumentException(
            $"The setting {name} cannot be a {value?.GetType().Name}: {error.Message}", error);
        }
    }

    /// <summary>A value as people read it, and as it stands in a table.</summary>
    public static string Text(JsonNode? value) => value switch
    {
        null => "null",
        JsonValue text when text.TryGetValue(out string? word) => word,
        _ => value.ToJsonString(),
    };

    private static string Short(string text) => text.Length <= 80 ? text : text[..80] + "...";

    private static string Example(string name) => name is Retention or Leak
        ? "it is a number in [0, 1]"
        : Usual[LeavesOf(name)[0]] is JsonNode usual ? $"a possible value is {Text(usual)}" : "a possible value is null";

    private static OrderedDictionary<string, JsonNode?> FindUsual()
    {
        OrderedDictionary<string, JsonNode?> usual = [];
        foreach (TrainingPlan plan in TrainingPresets.ByName.Values.Prepend(new TrainingPlan()))
            foreach ((string name, JsonNode? value) in Leaves(Tree(new Experiment { Training = plan }), "")) usual.TryAdd(name, value);
        return usual;
    }

    private static ArgumentException Unknown(string name)
    {
        string last = name.Split('.')[^1];
        string[] near = [.. Names.Where(known => known.Contains(last, StringComparison.OrdinalIgnoreCase))];
        string hint = last.Length > 0 && near.Length is > 0 and <= 5 ? $" Did you mean {string.Join(" or ", near)}?" : "";
        return new ArgumentException($"There is no setting '{name}'.{hint} Known are: {string.Join(", ", Names)}.");
    }

    private static IEnumerable<(string Name, JsonNode? Value)> Leaves(JsonObject branch, string above) =>
        branch.SelectMany(entry => entry.Value is JsonObject inner
        ? Leaves(inner, $"{above}{entry.Key}.")
        : [(string.Create(CultureInfo.InvariantCulture, $"{above}{entry.Key}"), entry.Value)]);

    private static JsonObject Serialize<T>(T settings) => (JsonObject)JsonSerializer.SerializeToNode(settings, Options)!;

    private static T Read<T>(JsonNode? node) => node.Deserialize<T>(Options) ?? throw new JsonException("It is null.");
}
