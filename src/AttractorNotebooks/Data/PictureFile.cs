using System.Buffers.Binary;
using SixLabors.ImageSharp;
using SixLabors.ImageSharp.Formats;
using SixLabors.ImageSharp.Formats.Bmp;
using SixLabors.ImageSharp.Formats.Jpeg;
using SixLabors.ImageSharp.Formats.Pbm;
using SixLabors.ImageSharp.Formats.Png;
using SixLabors.ImageSharp.PixelFormats;
using SixLabors.ImageSharp.Processing;

namespace AttractorNotebooks.Data;

/// <summary>Reads pictures: PNG, JPEG, BMP, and PGM, PPM or PBM, of 8 bits a channel at most.</summary>
/// <remarks>
/// ImageSharp decodes. What it would pass over in silence is refused here: further frames, a third of the bits, an end that is
/// missing. Its code is loaded only when a picture is read.
/// </remarks>
internal static class PictureFile
{
    /// <summary>The endings by which pictures are found in folders.</summary>
    public static readonly string[] Endings = [".png", ".jpg", ".jpeg", ".bmp", ".pgm", ".ppm", ".pbm", ".pnm"];

    // 8192 x 8192, and 256 MB of file.
    private const long MostPixels = 1L << 26, MostBytes = 1L << 28;

    // A pixel has at least a bit, and deflate packs no tighter than 1032 : 1. In JPEG a block of 8 x 8 pixels takes at least a bit.
    private const long PixelsPerByte = 8 * 1032, JpegPixelsPerByte = 8 * 64;

    private static readonly Configuration Formats = new(new PngConfigurationModule(), new JpegConfigurationModule(),
        new BmpConfigurationModule(), new PbmConfigurationModule())
    { MaxDegreeOfParallelism = 1 };

    /// <summary>Whether a file is called like a picture.</summary>
    public static bool IsNamedSo(string path) => Endings.Contains(Path.GetExtension(path), StringComparer.OrdinalIgnoreCase);

    /// <summary>Reads a picture; 1 channel where every pixel is gray.</summary>
    /// <param name="path">The file; its content decides what it is, not its name.</param>
    /// <param name="background">What lies behind transparent pixels; null refuses them.</param>
    /// <exception cref="IOException">The file cannot be read.</exception>
    /// <exception cref="InvalidDataException">It is no such picture, is damaged, animated, transparent or of more than 8 bits; names it and
    /// the way out.</exception>
    public static Picture Read(string path, double? background)
    {
        if (new FileInfo(path).Length > MostBytes)
            throw new InvalidDataException($"{path}: larger than {MostBytes >> 20} MB; shrink the picture first.");
        byte[] bytes = File.ReadAllBytes(path);
        if (bytes.AsSpan().StartsWith("BM"u8) && !PointsInside(bytes)) throw Cut(path);
        try
        {
            IImageInfo info = Image.Identify(Formats, bytes, out IImageFormat format)
                ?? throw new InvalidDataException($"{path}: {Foreign(bytes)}");
            Check(path, bytes, info, format);
            using Image<Rgba32> image = Image.Load<Rgba32>(Formats, bytes);
            // As every viewer shows it: a camera writes down which side is up.
            image.Mutate(work => work.AutoOrient());
            Rgba32[] pixels = new Rgba32[image.Width * image.Height];
            image.CopyPixelDataTo(pixels);
            if (!MayBeClear(info, format) && Array.Exists(pixels, pixel => pixel.A < byte.MaxValue)) throw Cut(path);
            return Of(path, image.Height, image.Width, pixels, background);
        }
        catch (Exception error) when (error is not (InvalidDataException or OutOfMemoryException))
        {
            // Whatever the decoder stumbles over, the bytes are to blame.
            throw new InvalidDataException(
                $"{path}: the picture is damaged, cut short or of a rare kind: {error.Message.TrimEnd('.')}. Save it again as PNG.", error);
        }
    }

    private static void Check(string path, byte[] bytes, IImageInfo info, IImageFormat format)
    {
        long pixels = (long)info.Width * info.Height;
        if (pixels > MostPixels)
            throw new InvalidDataException(
                $"{path}: its header promises {info.Height} x {info.Width} pixels; {MostPixels >> 20} million are the most.");
        if (pixels > bytes.Length * (format is JpegFormat ? JpegPixelsPerByte : PixelsPerByte))
            throw new InvalidDataException(
                $"{path}: its header promises {info.Height} x {info.Width} pixels, which {bytes.Length} bytes cannot hold.");
        bool wide = false, whole = true;
        switch (format)
        {
            case PngFormat:
                (bool animated, whole) = Chunks(bytes);
                wide = info.Metadata.GetPngMetadata().BitDepth == PngBitDepth.Bit16;
                if (animated) throw new InvalidDataException($"{path}: the picture is animated; save the frames as pictures of their own.");
                break;
            case JpegFormat:
                whole = bytes.AsSpan().LastIndexOf((ReadOnlySpan<byte>)[0xFF, 0xD9]) > 0;
                break;
            case BmpFormat:
                whole = bytes.Length >= 10 && BinaryPrimitives.ReadUInt32LittleEndian(bytes.AsSpan(2)) <= bytes.Length;
                break;
            case PbmFormat:
                wide = info.Metadata.GetPbmMetadata().ComponentType == PbmComponentType.Short;
                break;
        }
        if (wide)
            throw new InvalidDataException(
                $"{path}: the picture has 16 bits a channel; save it with 8, or as .npy of numbers between 0 and 1, which keeps them.");
        if (!whole) throw Cut(path);
    }

    // The decoder of BMP asks for a palette as large as the header says: where the pixels begin, the header's size, the number of colors.
    private static bool PointsInside(ReadOnlySpan<byte> bytes)
    {
        if (bytes.Length < 50) return true;
        uint header = BinaryPrimitives.ReadUInt32LittleEndian(bytes[14..]);
        // The oldest headers say no number of colors.
        uint colors = header >= 40 ? BinaryPrimitives.ReadUInt32LittleEndian(bytes[46..]) : 0;
        return BinaryPrimitives.ReadUInt32LittleEndian(bytes[10..]) <= bytes.Length && header <= bytes.Length && colors <= bytes.Length;
    }

    private static InvalidDataException Cut(string path) => new($"{path}: the picture is cut short. Fetch or save it again.");

    // Where a picture cannot be transparent, pixels that are were never decoded.
    private static bool MayBeClear(IImageInfo info, IImageFormat format)
    {
        if (format is not PngFormat) return format is BmpFormat;
        PngMetadata png = info.Metadata.GetPngMetadata();
        return png.HasTransparency || png.ColorType is not (PngColorType.Rgb or PngColorType.Grayscale);
    }

    // PNG is a row of chunks; that of an animation has acTL among them, that of a whole picture ends in IEND.
    private static (bool Animated, bool Whole) Chunks(ReadOnlySpan<byte> bytes)
    {
        bool animated = false;
        for (long at = 8; at + 12 <= bytes.Length;)
        {
            uint length = BinaryPrimitives.ReadUInt32BigEndian(bytes[(int)at..]);
            ReadOnlySpan<byte> kind = bytes.Slice((int)at + 4, 4);
            animated |= kind.SequenceEqual("acTL"u8);
            if (kind.SequenceEqual("IEND"u8)) return (animated, true);
            at += 12 + length;
        }
        return (animated, false);
    }

    private static string Foreign(byte[] bytes)
    {
        string? kind = bytes.AsSpan().StartsWith("GIF8"u8) ? "a GIF picture, which may be animated"
            : bytes.AsSpan().StartsWith("RIFF"u8) ? "a WebP picture"
            : bytes.AsSpan().StartsWith("II*\0"u8) || bytes.AsSpan().StartsWith("MM\0*"u8) ? "a TIFF picture"
            : null;
        return $"{kind ?? "no picture"}; PNG, JPEG, BMP and PGM are read. "
            + $"{(kind is null ? "Take it out of the folder." : "Save it as PNG.")}";
    }

    private static Picture Of(string path, int height, int width, Rgba32[] pixels, double? background)
    {
        bool gray = Array.TrueForAll(pixels, pixel => pixel.R == pixel.G && pixel.G == pixel.B);
        int channels = gray ? 1 : 3;
        float[] values = new float[pixels.Length * channels];
        for (int k = 0; k < pixels.Length; k++)
        {
            Rgba32 pixel = pixels[k];
            if (pixel.A < byte.MaxValue && background is null)
                throw new InvalidDataException(
                    $"{path}: transparent at row {k / width}, column {k % width}; choose what lies behind by background (--background 1 "
                    + "is white).");
            values[k * channels] = Over(pixel.R, pixel.A, background);
            if (gray) continue;
            values[3 * k + 1] = Over(pixel.G, pixel.A, background);
            values[3 * k + 2] = Over(pixel.B, pixel.A, background);
        }
        return new Picture(height, width, channels, values);
    }

    private static float Over(byte value, byte alpha, double? background) => alpha == byte.MaxValue
        ? value / 255f
        : (float)((value * alpha / 255.0 + (background ?? 0) * (255 - alpha)) / 255);
}
