using System.Globalization;

namespace AttractorNotebooks.Plotly.Drawing;

/// <summary>
/// Colors that people with any color vision tell apart: Okabe and Ito, "Color Universal Design" (2008). Black is left out (it
/// vanishes on a dark page) and yellow comes last (it is faint on a white one); dash and marker differ too.
/// </summary>
internal static class Palette
{
    private static readonly (byte R, byte G, byte B)[] Colors =
        [(0x00, 0x72, 0xB2), (0xD5, 0x5E, 0x00), (0x00, 0x9E, 0x73), (0xCC, 0x79, 0xA7), (0xE6, 0x9F, 0x00), (0x56, 0xB4, 0xE9),
            (0xF0, 0xE4, 0x42)];

    private static readonly string[] Dashes = ["solid", "dash", "dot", "dashdot", "longdash", "longdashdot"];
    private static readonly string[] Symbols = ["circle", "square", "diamond", "triangle-up", "x", "cross", "star"];
    private static readonly string[] Patterns = ["", "/", "x", ".", "\\", "+", "-"];

    /// <summary>The color of a masked pixel: a hue that no gray image has.</summary>
    public static readonly (byte R, byte G, byte B) Masked = (0x56, 0xB4, 0xE9);

    /// <summary>All colors in their order.</summary>
    public static string[] All => [.. Colors.Select((_, index) => Color(index))];

    public static string Color(int index)
    {
        (byte r, byte g, byte b) = Colors[index % Colors.Length];
        return $"#{r:X2}{g:X2}{b:X2}";
    }

    public static string Translucent(int index, double opacity)
    {
        (byte r, byte g, byte b) = Colors[index % Colors.Length];
        return string.Create(CultureInfo.InvariantCulture, $"rgba({r},{g},{b},{opacity})");
    }

    public static string Dash(int index) => Dashes[index % Dashes.Length];

    public static string Symbol(int index) => Symbols[index % Symbols.Length];

    public static string Pattern(int index) => Patterns[index % Patterns.Length];

    /// <summary>Below zero blue, above zero vermilion, zero nearly white.</summary>
    public static IReadOnlyList<(byte R, byte G, byte B)> Diverging { get; } =
        [(0x00, 0x72, 0xB2), (0x7F, 0xB3, 0xD5), (0xF7, 0xF7, 0xF7), (0xED, 0xA8, 0x78), (0xD5, 0x5E, 0x00)];

    /// <summary>Cividis, whose lightness rises evenly for every kind of color vision (Nunez, Anderton and Renslow, 2018).</summary>
    public static IReadOnlyList<(byte R, byte G, byte B)> Sequential { get; } =
        [(0x00, 0x22, 0x4E), (0x43, 0x4E, 0x6C), (0x7D, 0x7C, 0x78), (0xBC, 0xAF, 0x6F), (0xFE, 0xE8, 0x38)];

    /// <summary>Evenly spaced colors as Plotly's color scale.</summary>
    public static object[] Scale(IReadOnlyList<(byte R, byte G, byte B)> colors) =>
        [.. colors.Select((color, index) => new object[] { index / (colors.Count - 1.0), $"#{color.R:X2}{color.G:X2}{color.B:X2}" })];

    /// <summary>The color at a place of a scale, as Plotly mixes it.</summary>
    /// <param name="colors">Evenly spaced colors.</param>
    /// <param name="place">From 0 to 1.</param>
    public static (byte R, byte G, byte B) At(IReadOnlyList<(byte R, byte G, byte B)> colors, double place)
    {
        double position = place * (colors.Count - 1);
        int index = Math.Min((int)position, colors.Count - 2);
        ((byte R, byte G, byte B) low, (byte R, byte G, byte B) high, double share) = (colors[index], colors[index + 1], position - index);
        return (Mix(low.R, high.R), Mix(low.G, high.G), Mix(low.B, high.B));

        byte Mix(byte from, byte to) => (byte)Math.Round(from + (share * (to - from)));
    }

    /// <summary>Whether white text is easier to read on a color than text in #222, by the contrast ratio of WCAG 2.</summary>
    public static bool IsDark((byte R, byte G, byte B) color)
    {
        const double White = 1, NearlyBlack = 0.016, Flare = 0.05;
        double own = (0.2126 * Linear(color.R)) + (0.7152 * Linear(color.G)) + (0.0722 * Linear(color.B));
        return (White + Flare) / (own + Flare) > (own + Flare) / (NearlyBlack + Flare);

        static double Linear(byte channel) => channel <= 10 ? channel / 255.0 / 12.92 : Math.Pow(((channel / 255.0) + 0.055) / 1.055, 2.4);
    }
}
