using System.Text.Json;
using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;

namespace AttractorNotebooks.Learning;

/// <summary>Settings as text, for the metadata of files. Names that were spelled otherwise in older files are read too.</summary>
internal static class SettingsJson
{
    private static readonly (Type Type, string Old, string Name)[] OldNames =
    [
        (typeof(LearningSettings), "normalised", "normalized"),
        (typeof(NormalizedSettings), "hidden_share", "hidden_fraction"),
    ];

    public static JsonSerializerOptions Options { get; } = new()
    {
        PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower,
        NumberHandling = JsonNumberHandling.AllowNamedFloatingPointLiterals,
        IgnoreReadOnlyProperties = true,
        RespectNullableAnnotations = true,
        TypeInfoResolver = new DefaultJsonTypeInfoResolver { Modifiers = { AcceptOldNames } },
        Converters = { new JsonStringEnumConverter(JsonNamingPolicy.SnakeCaseLower, allowIntegerValues: false) },
    };

    /// <summary>A dotted name of a setting as it is spelled today.</summary>
    public static string Modern(string name) =>
        string.Join('.', name.Split('.').Select(part => OldNames.FirstOrDefault(known => known.Old == part).Name ?? part));

    public static string Write<T>(T settings) => JsonSerializer.Serialize(settings, Options);

    public static T Read<T>(string text) =>
        JsonSerializer.Deserialize<T>(text, Options) ?? throw new InvalidDataException("its settings are empty.");

    private static void AcceptOldNames(JsonTypeInfo info)
    {
        foreach ((Type type, string old, string name) in OldNames)
        {
            if (info.Type != type) continue;
            JsonPropertyInfo property = info.Properties.Single(known => known.Name == name),
                alias = info.CreateJsonPropertyInfo(property.PropertyType, old);
            // Without a getter it is read, never written.
            alias.Set = property.Set;
            info.Properties.Add(alias);
        }
    }
}
