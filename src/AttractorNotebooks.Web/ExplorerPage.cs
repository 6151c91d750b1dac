using System.Text.Json;
using System.Text.Json.Serialization;

namespace AttractorNotebooks.Web;

/// <summary>Puts the page together: its style, scripts and data in one document.</summary>
internal static class ExplorerPage
{
    // In the order in which they build on one another.
    private static readonly string[] Scripts = ["random", "tokens", "dynamics", "densities", "packed", "experiment", "scene", "tour",
        "view", "app", "take", "start"];

    private static readonly JsonSerializerOptions Options = new()
    {
        PropertyNamingPolicy = JsonNamingPolicy.CamelCase,
        Converters = { new JsonStringEnumConverter(JsonNamingPolicy.CamelCase) },
    };

    /// <summary>The document.</summary>
    public static string Write(PageData data) => Resource("page.html")
        .Replace("/*STYLE*/", Resource("page.css").TrimEnd(), StringComparison.Ordinal)
        .Replace("/*SCRIPT*/", "'use strict';\n" + string.Concat(Scripts.Select(name => Resource(name + ".js"))).TrimEnd(),
            StringComparison.Ordinal)
        // The serializer escapes what could end the element.
        .Replace("/*DATA*/", ToJson(data), StringComparison.Ordinal);

    /// <summary>What scripts read.</summary>
    public static string ToJson<T>(T data) => JsonSerializer.Serialize(data, Options);

    private static string Resource(string name)
    {
        using Stream stream = typeof(ExplorerPage).Assembly.GetManifestResourceStream(name)
            ?? throw new InvalidOperationException($"{name} is missing from this library.");
        using StreamReader reader = new(stream);
        return reader.ReadToEnd();
    }
}
