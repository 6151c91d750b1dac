using System.Runtime.InteropServices;
using SixLabors.ImageSharp;
using SixLabors.ImageSharp.Formats.Png;
using SixLabors.ImageSharp.PixelFormats;
using SixLabors.ImageSharp.Processing.Processors.Quantization;

namespace AttractorNotebooks.Pictures;

/// <summary>Small pictures as PNG files, which a figure carries inline at a fraction of their size as numbers.</summary>
internal static class Png
{
    private const int MostColors = 256;

    /// <summary>Encodes 8-bit pixels, row by row; 1 channel is gray, 3 are red, green and blue.</summary>
    public static byte[] Encode(ReadOnlySpan<byte> pixels, int height, int width, int channels)
    {
        using Image image = channels == 1 ? Image.LoadPixelData<L8>(pixels.ToArray(), width, height)
            : Image.LoadPixelData<Rgb24>(pixels.ToArray(), width, height);
        return Write(image, channels == 1 ? PngColorType.Grayscale : PngColorType.Rgb);
    }

    /// <summary>Encodes pixels that are places in a palette of at most 256 colors, each red, green, blue and opacity.</summary>
    public static byte[] EncodeIndexed(ReadOnlySpan<byte> pixels, int height, int width, ReadOnlySpan<byte> palette)
    {
        ReadOnlySpan<Rgba32> colors = MemoryMarshal.Cast<byte, Rgba32>(palette);
        Rgba32[] drawn = new Rgba32[pixels.Length];
        for (int pixel = 0; pixel < drawn.Length; pixel++) drawn[pixel] = colors[pixels[pixel]];
        using Image image = Image.LoadPixelData(drawn, width, height);
        Color[] all = [.. colors.ToArray().Select(color => new Color(color))];
        return Write(image, PngColorType.Palette,
            new PaletteQuantizer(all, new QuantizerOptions { Dither = null, MaxColors = all.Length }));
    }

    /// <summary>The same picture in at most 256 colors, chosen by Wu's method: exactly these where it has no more.</summary>
    /// <param name="png">Of any color type.</param>
    /// <exception cref="InvalidDataException">It is not a PNG file, or a damaged one.</exception>
    public static byte[] Reduce(ReadOnlySpan<byte> png)
    {
        try
        {
            using Image<Rgba32> image = Image.Load<Rgba32>(png, new PngDecoder());
            HashSet<Rgba32> colors = [];
            image.ProcessPixelRows(rows =>
            {
                for (int y = 0; y < rows.Height && colors.Count <= MostColors; y++)
                    foreach (Rgba32 color in rows.GetRowSpan(y)) colors.Add(color);
            });
            QuantizerOptions options = new() { Dither = null, MaxColors = Math.Min(colors.Count, MostColors) };
            return Write(image, PngColorType.Palette,
                colors.Count <= MostColors ? new PaletteQuantizer(colors.Select(color => new Color(color)).ToArray(), options)
                : new WuQuantizer(options));
        }
        catch (Exception error) when (error is ImageFormatException or ArgumentException or IndexOutOfRangeException)
        {
            throw new InvalidDataException($"This is not a whole PNG file: {error.Message}", error);
        }
    }

    // No filter: few colors in large areas are smallest so.
    private static byte[] Write(Image image, PngColorType kind, IQuantizer? colors = null)
    {
        using MemoryStream file = new();
        image.SaveAsPng(file, new PngEncoder
        {
            BitDepth = PngBitDepth.Bit8,
            ColorType = kind,
            CompressionLevel = PngCompressionLevel.BestCompression,
            FilterMethod = PngFilterMethod.None,
            IgnoreMetadata = true,
            Quantizer = colors,
        });
        return file.ToArray();
    }
}
