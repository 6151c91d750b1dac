using System.Text.Json;
using Microsoft.DotNet.Interactive.Formatting;

namespace AttractorNotebooks.Interactive.Tests;

/// <summary>What a notebook shows of a value.</summary>
internal static class Shown
{
    public const string Plotly = "application/vnd.plotly.v1+json", Html = "text/html", Plain = "text/plain";

    static Shown()
    {
        // Without pictures: no browser is needed here.
        Environment.SetEnvironmentVariable("ATTRACTOR_FIGURES", "bare");
        Views.Register();
    }

    /// <summary>All forms of one output, by mime type.</summary>
    public static Dictionary<string, string> Bundle(object value) =>
        FormattedValue.CreateManyFromObject(value).ToDictionary(form => form.MimeType, form => form.Value);

    /// <summary>The traces of a figure.</summary>
    public static JsonElement[] Traces(object value)
    {
        Dictionary<string, string> bundle = Bundle(value);
        Assert.Contains("attractor-figure", bundle[Html], StringComparison.Ordinal);
        using JsonDocument figure = JsonDocument.Parse(bundle[Plotly]);
        return [.. figure.RootElement.GetProperty("data").EnumerateArray().Select(trace => trace.Clone())];
    }

    /// <summary>The names of a figure's traces of one type.</summary>
    public static IEnumerable<string?> Names(object value, string type) => Traces(value)
        .Where(trace => trace.GetProperty("type").GetString() == type && trace.TryGetProperty("name", out _))
        .Select(trace => trace.GetProperty("name").GetString());
}
