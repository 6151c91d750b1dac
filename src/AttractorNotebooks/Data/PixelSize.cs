using System.Globalization;
using System.Text.Json.Serialization;

namespace AttractorNotebooks.Data;

/// <summary>A size in pixels, written HEIGHTxWIDTH: 28x28.</summary>
[JsonConverter(typeof(TextConverter<PixelSize>))]
public readonly record struct PixelSize : IText<PixelSize>
{
    /// <summary>The longest side.</summary>
    public const int Largest = 4096;

    /// <summary>A size.</summary>
    /// <param name="height">Pixels from top to bottom, 1 to <see cref="Largest"/>.</param>
    /// <param name="width">Pixels from left to right, 1 to <see cref="Largest"/>.</param>
    public PixelSize(int height, int width)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(height, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(height, Largest);
        ArgumentOutOfRangeException.ThrowIfLessThan(width, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(width, Largest);
        (Height, Width) = (height, width);
    }

    /// <summary>Pixels from top to bottom.</summary>
    public int Height { get; }

    /// <summary>Pixels from left to right.</summary>
    public int Width { get; }

    /// <summary>Reads a size.</summary>
    /// <exception cref="ArgumentException">It is none; says how one is written.</exception>
    public static PixelSize Parse(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        string[] sides = text.Split('x', 'X');
        return sides.Length == 2 && Side(sides[0]) is int height && Side(sides[1]) is int width
            ? new PixelSize(height, width)
            : throw new ArgumentException(
                $"'{text}' is no size: write the height and the width, 1 to {Largest} pixels each, as in 28x28.", nameof(text));
    }

    /// <inheritdoc/>
    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{Height}x{Width}");

    private static int? Side(string text) =>
        int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out int side) && side is >= 1 and <= Largest ? side : null;
}
