using System.Globalization;
using System.Text.Json.Serialization;

namespace AttractorNotebooks.Data;

/// <summary>Which part of an image is kept: <c>square</c>, the middle <c>24x24</c>, or <c>24x24+2+0</c>, down and to the right.</summary>
[JsonConverter(typeof(TextConverter<ImageCrop>))]
public sealed record ImageCrop : IText<ImageCrop>
{
    private readonly PixelSize? _size;
    private readonly (int Top, int Left)? _corner;

    private ImageCrop(PixelSize? size, (int Top, int Left)? corner) => (_size, _corner) = (size, corner);

    /// <summary>The largest square in the middle.</summary>
    public static ImageCrop Square { get; } = new(null, null);

    /// <summary>A part of this size in the middle; where the margins are odd, the smaller ones are above and at the left.</summary>
    /// <param name="height">Pixels from top to bottom.</param>
    /// <param name="width">Pixels from left to right.</param>
    public static ImageCrop Middle(int height, int width) => new(new PixelSize(height, width), null);

    /// <summary>A part of this size whose upper left corner lies so far from the image's.</summary>
    /// <param name="height">Pixels from top to bottom.</param>
    /// <param name="width">Pixels from left to right.</param>
    /// <param name="top">Rows above it.</param>
    /// <param name="left">Columns left of it.</param>
    public static ImageCrop At(int height, int width, int top, int left)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(top);
        ArgumentOutOfRangeException.ThrowIfNegative(left);
        return new ImageCrop(new PixelSize(height, width), (top, left));
    }

    /// <summary>Reads a crop.</summary>
    /// <exception cref="ArgumentException">It is none; says how one is written.</exception>
    public static ImageCrop Parse(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        if (text == "square") return Square;
        string[] parts = text.Split('+');
        if (parts.Length == 1 && parts[0].Contains('x', StringComparison.OrdinalIgnoreCase))
            return new ImageCrop(PixelSize.Parse(text), null);
        return parts.Length == 3 && Offset(parts[1]) is int top && Offset(parts[2]) is int left
            ? new ImageCrop(PixelSize.Parse(parts[0]), (top, left))
            : throw new ArgumentException(
                $"'{text}' is no crop: write square, or a size such as 24x24, or size and corner such as 24x24+2+0.", nameof(text));
    }

    /// <inheritdoc/>
    public override string ToString() => _size is not PixelSize size ? "square"
        : _corner is not (int top, int left) ? size.ToString()
        : string.Create(CultureInfo.InvariantCulture, $"{size}+{top}+{left}");

    /// <summary>The part of an image of some size.</summary>
    /// <exception cref="ArgumentException">It reaches out of the image.</exception>
    internal (int Top, int Left, int Height, int Width) Of(int height, int width, string name)
    {
        int side = Math.Min(height, width);
        (int partHeight, int partWidth) = _size is PixelSize size ? (size.Height, size.Width) : (side, side);
        (int top, int left) = _corner ?? ((height - partHeight) / 2, (width - partWidth) / 2);
        return partHeight + top <= height && partWidth + left <= width && top >= 0 && left >= 0
            ? (top, left, partHeight, partWidth)
            : throw new ArgumentException($"{name}: the crop {this} reaches out of an image of {height} x {width}; choose a smaller one.");
    }

    private static int? Offset(string text) =>
        int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out int offset) && offset <= PixelSize.Largest ? offset : null;
}
