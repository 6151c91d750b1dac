using System.Buffers.Binary;
using System.IO.Compression;

namespace AttractorNotebooks.Pictures;

/// <summary>Pixels of a PNG file as a browser's canvas writes it: 8 bits, red, green, blue and opacity, not interlaced.</summary>
/// <param name="Width">Pixels from left to right.</param>
/// <param name="Height">Pixels from top to bottom.</param>
/// <param name="Pixels">Four bytes a pixel, row by row.</param>
internal sealed record RgbaImage(int Width, int Height, byte[] Pixels)
{
    private const int Channels = 4, MostBytes = 1 << 28;

    /// <summary>Reads a file (ISO/IEC 15948).</summary>
    /// <exception cref="InvalidDataException">It is not such a file.</exception>
    public static RgbaImage Read(ReadOnlySpan<byte> file)
    {
        if (file.Length < 33 || BinaryPrimitives.ReadUInt64BigEndian(file) != 0x89504E470D0A1A0A) throw new InvalidDataException("This is not a PNG file.");
        int width = BinaryPrimitives.ReadInt32BigEndian(file[16..]), height = BinaryPrimitives.ReadInt32BigEndian(file[20..]);
        if (!file.Slice(24, 5).SequenceEqual<byte>([8, 6, 0, 0, 0])) throw new InvalidDataException("This PNG file is not of 8-bit red, green, blue and opacity.");
        if (width < 1 || height < 1 || (long)width * height * Channels > MostBytes) throw new InvalidDataException(FormattableString.Invariant($"A picture of {width} x {height} pixels is out of bounds."));

        using MemoryStream body = new();
        for (int at = 8; at + 12 <= file.Length;)
        {
            int length = BinaryPrimitives.ReadInt32BigEndian(file[at..]);
            if (length < 0 || at + 12L + length > file.Length) throw new InvalidDataException("This PNG file is cut short.");
            if (file.Slice(at + 4, 4).SequenceEqual("IDAT"u8)) body.Write(file.Slice(at + 8, length));
            at += 12 + length;
        }
        body.Position = 0;

        byte[] pixels = new byte[width * height * Channels];
        using ZLibStream rows = new(body, CompressionMode.Decompress);
        try
        {
            for (int y = 0; y < height; y++) ReadRow(rows, pixels, y, width * Channels);
        }
        catch (EndOfStreamException)
        {
            throw new InvalidDataException("This PNG file has too few pixels.");
        }
        return new(width, height, pixels);
    }

    private static void ReadRow(Stream rows, byte[] pixels, int y, int stride)
    {
        int filter = rows.ReadByte();
        if (filter < 0) throw new EndOfStreamException();
        Span<byte> row = pixels.AsSpan(y * stride, stride);
        rows.ReadExactly(row);
        ReadOnlySpan<byte> above = y == 0 ? new byte[stride] : pixels.AsSpan((y - 1) * stride, stride);
        for (int i = 0; i < stride; i++)
        {
            int left = i < Channels ? 0 : row[i - Channels], up = above[i], corner = i < Channels ? 0 : above[i - Channels];
            row[i] += (byte)(filter switch
            {
                0 => 0,
                1 => left,
                2 => up,
                3 => (left + up) / 2,
                4 => Paeth(left, up, corner),
                _ => throw new InvalidDataException(FormattableString.Invariant($"A PNG file has no filter {filter}.")),
            });
        }
    }

    private static int Paeth(int left, int up, int corner)
    {
        int guess = left + up - corner;
        int toLeft = Math.Abs(guess - left), toUp = Math.Abs(guess - up), toCorner = Math.Abs(guess - corner);
        return toLeft <= toUp && toLeft <= toCorner ? left : toUp <= toCorner ? up : corner;
    }
}
