using System.Net;
using System.Text;
using System.Text.Json;
using AttractorNotebooks.Plotly.Drawing;

namespace AttractorNotebooks.Plotly.Html;

/// <summary>A figure in words, for readers whose viewer shows neither the chart nor a picture.</summary>
internal static class FigureSummary
{
    public static string Title(JsonElement figure) =>
        figure.TryGetProperty("layout", out JsonElement layout) && Text(layout, "title") is { Length: > 0 } title
        ? Label.Plain(title) : "Figure";

    /// <summary>The title and a line for each named curve, bar series, image and heatmap.</summary>
    public static string Html(JsonElement figure)
    {
        StringBuilder html = new();
        html.Append("<p><strong>").Append(WebUtility.HtmlEncode(Title(figure))).Append("</strong></p>");
        if (!figure.TryGetProperty("data", out JsonElement data) || data.ValueKind != JsonValueKind.Array) return html.ToString();

        // The two halves of a map with texts in its cells share their color axis.
        string[] lines = [.. data.EnumerateArray().Where(trace => trace.ValueKind == JsonValueKind.Object)
            .Select((trace, place) => (trace, place))
            .GroupBy(given => Text(given.trace, "type") == "heatmap" && Text(given.trace, "coloraxis") is { } axis
                ? axis : $"{given.place}", given => given.trace)
            .Select(traces => Line([.. traces])).Where(line => line.Length > 0)];
        if (lines.Length > 0)
            html.Append("<ul>").AppendJoin("", lines.Select(line => $"<li>{WebUtility.HtmlEncode(line)}</li>")).Append("</ul>");
        return html.ToString();
    }

    private static string Line(JsonElement[] traces)
    {
        JsonElement trace = traces[0];
        string name = trace.TryGetProperty("name", out JsonElement given) && given.ValueKind == JsonValueKind.String
            ? Label.Plain(given.GetString()!) : "";
        string kind = trace.TryGetProperty("type", out JsonElement type) && type.ValueKind == JsonValueKind.String ? type.GetString()!
            : "scatter";
        // Bands have no name: their curve has.
        if (kind == "image") return name.Length == 0 ? "image" : "image: " + name;
        if (name.Length == 0 && kind != "heatmap") return "";

        double[] values = [.. traces.SelectMany(part => part.TryGetProperty(kind == "heatmap" ? "z" : "y", out JsonElement array)
            ? Numbers(array) : [])];
        string label = name.Length == 0 ? kind : name;
        if (values.Length == 0) return label + ": no values";
        if (values.Length == 1) return $"{label}: {Drawing.Numbers.Text(values[0])}";
        string range = $"lowest {Drawing.Numbers.Text(values.Min())}, highest {Drawing.Numbers.Text(values.Max())}";
        return kind == "heatmap"
            ? FormattableString.Invariant($"{label}: {values.Length} values, {range}")
            : FormattableString.Invariant($"{label}: {values.Length} values, first {Drawing.Numbers.Text(values[0])}, ")
                + $"{range}, last {Drawing.Numbers.Text(values[^1])}";
    }

    private static IEnumerable<double> Numbers(JsonElement element) => element.ValueKind switch
    {
        JsonValueKind.Array => element.EnumerateArray().SelectMany(Numbers),
        JsonValueKind.Number => [element.GetDouble()],
        _ => [],
    };

    private static string? Text(JsonElement owner, string property)
    {
        if (owner.ValueKind != JsonValueKind.Object || !owner.TryGetProperty(property, out JsonElement value)) return null;
        if (value.ValueKind == JsonValueKind.Object && value.TryGetProperty("text", out JsonElement text)) value = text;
        return value.ValueKind == JsonValueKind.String ? value.GetString() : null;
    }
}
