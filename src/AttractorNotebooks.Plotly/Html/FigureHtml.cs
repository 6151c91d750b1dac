using System.Globalization;
using System.IO.Compression;
using System.Net;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Text.RegularExpressions;
using AttractorNotebooks.Pictures;
using AttractorNotebooks.Plotly.Drawing;

namespace AttractorNotebooks.Plotly.Html;

/// <summary>A figure as HTML that stands by itself in any notebook, page or viewer.</summary>
public static partial class FigureHtml
{
    private static readonly string Script = LoadScript();
    private static readonly Lazy<string> Packed = new(Pack);

    /// <summary>
    /// Writes a box with a static picture and a script. The live chart takes the picture's place once plotly.js is there; where
    /// scripts are stripped, or the network is gone, the picture stays, or without one the title and a summary in numbers.
    /// </summary>
    /// <param name="figureJson">A Plotly figure: a JSON object with data, layout and optionally config and frames.</param>
    /// <param name="staticPng">The figure as a PNG file, or null for a summary in words.</param>
    /// <param name="source">Where plotly.js comes from.</param>
    /// <param name="pictureMissing">Why there is no picture, for the reader; null to say nothing.</param>
    /// <exception cref="ArgumentException"><paramref name="figureJson"/> is not a JSON object.</exception>
    public static string Render(string figureJson, byte[]? staticPng, PlotlySource source, string? pictureMissing = null)
    {
        ArgumentNullException.ThrowIfNull(figureJson);
        using JsonDocument figure = Parse(figureJson);

        string key = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(figureJson)))[..16];
        string fallback = staticPng is null ? FigureSummary.Html(figure.RootElement) + Note(pictureMissing)
            : Picture(figure.RootElement, staticPng);
        return $"""
            <div class="attractor-figure" data-attractor-figure="{key}"><div>{fallback}</div></div>
            <script>
            {Script}("{key}", {Place(source)}, {InScript(figureJson)});
            </script>
            """;
    }

    private static string Place(PlotlySource source) => source == PlotlySource.Page
        ? "null"
        : JsonSerializer.Serialize(new
        {
            address = PlotlyJs.Address,
            integrity = PlotlyJs.Integrity,
            packed = source == PlotlySource.Carried
            ? Packed.Value : null
        });

    /// <summary>What stands below a summary until the chart takes their place: why there is neither chart nor picture.</summary>
    private static string Note(string? pictureMissing)
    {
        string picture = pictureMissing is null ? "" : $" There is no picture of it either: {pictureMissing}";
        return $"<p class=\"attractor-note\">The chart is drawn by a script, which has not run here.{WebUtility.HtmlEncode(picture)}</p>";
    }

    /// <summary>plotly.js as gzip in base64: Jupyter's server refuses messages of the size that it has otherwise.</summary>
    private static string Pack()
    {
        using MemoryStream packed = new();
        using (GZipStream gzip = new(packed, CompressionLevel.Fastest))
        {
            using Stream script = PlotlyJs.Open();
            script.CopyTo(gzip);
        }
        return Convert.ToBase64String(packed.ToArray());
    }

    private static JsonDocument Parse(string json)
    {
        try
        {
            JsonDocument document = JsonDocument.Parse(json);
            if (document.RootElement.ValueKind == JsonValueKind.Object) return document;
            document.Dispose();
        }
        catch (JsonException error)
        {
            throw new ArgumentException($"A figure must be a JSON object, but this is not JSON: {error.Message}", nameof(json), error);
        }
        throw new ArgumentException("A figure must be a JSON object with data and layout.", nameof(json));
    }

    // In JSON these characters occur inside strings only; escaped, no text can end the script or open a comment in it.
    private static string InScript(string json) => json
        .Replace("<", "\\u003c", StringComparison.Ordinal)
        .Replace("\u2028", "\\u2028", StringComparison.Ordinal)
        .Replace("\u2029", "\\u2029", StringComparison.Ordinal);

    private static string Picture(JsonElement figure, byte[] png) => string.Create(
        CultureInfo.InvariantCulture,
        $"<img alt=\"{WebUtility.HtmlEncode(FigureSummary.Title(figure))}\" style=\"max-width:100%;height:auto\" "
        + $"src=\"data:image/png;base64,{Convert.ToBase64String(png)}\">");

    private static string LoadScript()
    {
        using Stream stream = typeof(FigureHtml).Assembly.GetManifestResourceStream("figure.js")
            ?? throw new InvalidOperationException("The script of figures is missing from this library.");
        using StreamReader reader = new(stream);
        // Every figure of a notebook carries it: comments and indentation stay behind.
        return Indentation().Replace(Comment().Replace(reader.ReadToEnd(), "").Trim()
            .Replace("INK", Theme.Ink, StringComparison.Ordinal), "\n");
    }

    [GeneratedRegex(@"^\s*//.*$", RegexOptions.Multiline)]
    private static partial Regex Comment();

    [GeneratedRegex(@"\s*\n\s*")]
    private static partial Regex Indentation();
}
