using System.Text.Json.Nodes;

namespace AttractorNotebooks.Plotly.Tests;

/// <summary>A figure's JSON, read back as a viewer reads it.</summary>
internal static class FigureJson
{
    public static JsonObject Read(this Figure figure) => JsonNode.Parse(figure.ToJson())!.AsObject();

    public static JsonObject[] Traces(this Figure figure) => [.. figure.Read()["data"]!.AsArray().Select(trace => trace!.AsObject())];

    public static JsonObject Trace(this Figure figure, string name) => figure.Traces().Single(trace => (string?)trace["name"] == name);

    public static JsonObject Layout(this Figure figure) => figure.Read()["layout"]!.AsObject();

    public static double?[] Numbers(this JsonNode? array) => [.. array!.AsArray().Select(value => (double?)value)];
}
