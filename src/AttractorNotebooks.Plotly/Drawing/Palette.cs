using System.Globalization;
using System.Text.Json.Nodes;

namespace AttractorNotebooks.Plotly.Drawing;

/// <summary>
/// Colours that people with any colour vision tell apart: Okabe and Ito, "Color Universal Design" (2008). Black is left out (it
/// vanishes on a dark page) and yellow comes last (it is faint on a white one); dash and marker differ too.
/// </summary>
internal static class Palette
{
    private static readonly (byte R, byte G, byte B)[] Colours =
        [(0x00, 0x72, 0xB2), (0xD5, 0x5E, 0x00), (0x00, 0x9E, 0x73), (0xCC, 0x79, 0xA7), (0xE6, 0x9F, 0x00), (0x56, 0xB4, 0xE9), (0xF0, 0xE4, 0x42)];

    private static readonly string[] Dashes = ["solid", "dash", "dot", "dashdot", "longdash", "longdashdot"];
    private static readonly string[] Symbols = ["circle", "square", "diamond", "triangle-up", "x", "cross", "star"];
    private static readonly string[] Patterns = ["", "/", "x", ".", "\\", "+", "-"];

    /// <summary>The colour of a masked pixel: a hue that no grey image has.</summary>
    public static readonly (byte R, byte G, byte B) Masked = (0x56, 0xB4, 0xE9);

    public static string Colour(int index)
    {
        (byte r, byte g, byte b) = Colours[index % Colours.Length];
        return $"#{r:X2}{g:X2}{b:X2}";
    }

    public static string Translucent(int index, double opacity)
    {
        (byte r, byte g, byte b) = Colours[index % Colours.Length];
        return string.Create(CultureInfo.InvariantCulture, $"rgba({r},{g},{b},{opacity})");
    }

    public static string Dash(int index) => Dashes[index % Dashes.Length];

    public static string Symbol(int index) => Symbols[index % Symbols.Length];

    public static string Pattern(int index) => Patterns[index % Patterns.Length];

    /// <summary>Below zero blue, above zero vermilion, zero nearly white.</summary>
    public static JsonArray Diverging() => Scale((0, "#0072B2"), (0.25, "#7FB3D5"), (0.5, "#F7F7F7"), (0.75, "#EDA878"), (1, "#D55E00"));

    /// <summary>Cividis, whose lightness rises evenly for every kind of colour vision (Nunez, Anderton and Renslow, 2018).</summary>
    public static JsonArray Sequential() => Scale((0, "#00224E"), (0.25, "#434E6C"), (0.5, "#7D7C78"), (0.75, "#BCAF6F"), (1, "#FEE838"));

    private static JsonArray Scale(params (double At, string Colour)[] stops) =>
        new([.. stops.Select(stop => new JsonArray(JsonValue.Create(stop.At), JsonValue.Create(stop.Colour)))]);
}
