using System.Buffers.Binary;
using System.IO.Compression;

namespace AttractorNotebooks.Pictures;

/// <summary>Small pictures as PNG files (ISO/IEC 15948), which a figure carries inline at a fraction of their size as numbers.</summary>
internal static class Png
{
    private static readonly uint[] CrcTable = [.. Enumerable.Range(0, 256).Select(CrcEntry)];

    private enum Colour : byte
    {
        Gray = 0,
        Rgb = 2,
        Indexed = 3,
    }

    /// <summary>Encodes 8-bit pixels, row by row; 1 channel is gray, 3 are red, green and blue.</summary>
    public static byte[] Encode(ReadOnlySpan<byte> pixels, int height, int width, int channels)
    {
        using MemoryStream file = Begin(height, width, channels == 1 ? Colour.Gray : Colour.Rgb);
        return End(file, pixels, height, width * channels);
    }

    /// <summary>Encodes pixels that are places in a palette of at most 256 colours, each red, green, blue and opacity.</summary>
    public static byte[] EncodeIndexed(ReadOnlySpan<byte> pixels, int height, int width, ReadOnlySpan<byte> palette)
    {
        using MemoryStream file = Begin(height, width, Colour.Indexed);
        int colours = palette.Length / 4;
        byte[] rgb = new byte[colours * 3], opacity = new byte[colours];
        for (int colour = 0; colour < colours; colour++)
        {
            palette.Slice(colour * 4, 3).CopyTo(rgb.AsSpan(colour * 3));
            opacity[colour] = palette[(colour * 4) + 3];
        }
        WriteChunk(file, "PLTE"u8, rgb);
        WriteChunk(file, "tRNS"u8, opacity);
        return End(file, pixels, height, width);
    }

    private static MemoryStream Begin(int height, int width, Colour colour)
    {
        MemoryStream file = new();
        file.Write([0x89, (byte)'P', (byte)'N', (byte)'G', 0x0D, 0x0A, 0x1A, 0x0A]);
        byte[] header = new byte[13];
        BinaryPrimitives.WriteInt32BigEndian(header, width);
        BinaryPrimitives.WriteInt32BigEndian(header.AsSpan(4), height);
        header[8] = 8;
        header[9] = (byte)colour;
        WriteChunk(file, "IHDR"u8, header);
        return file;
    }

    private static byte[] End(MemoryStream file, ReadOnlySpan<byte> pixels, int height, int stride)
    {
        using MemoryStream body = new();
        using (ZLibStream packed = new(body, CompressionLevel.SmallestSize, leaveOpen: true))
        {
            for (int y = 0; y < height; y++)
            {
                packed.WriteByte(0);
                packed.Write(pixels.Slice(y * stride, stride));
            }
        }
        WriteChunk(file, "IDAT"u8, body.ToArray());
        WriteChunk(file, "IEND"u8, []);
        return file.ToArray();
    }

    private static void WriteChunk(MemoryStream file, ReadOnlySpan<byte> kind, ReadOnlySpan<byte> body)
    {
        Span<byte> number = stackalloc byte[4];
        BinaryPrimitives.WriteInt32BigEndian(number, body.Length);
        file.Write(number);
        file.Write(kind);
        file.Write(body);
        BinaryPrimitives.WriteUInt32BigEndian(number, ~Crc(Crc(uint.MaxValue, kind), body));
        file.Write(number);
    }

    private static uint Crc(uint crc, ReadOnlySpan<byte> bytes)
    {
        foreach (byte value in bytes) crc = CrcTable[(crc ^ value) & 0xFF] ^ (crc >> 8);
        return crc;
    }

    private static uint CrcEntry(int index)
    {
        uint entry = (uint)index;
        for (int bit = 0; bit < 8; bit++) entry = (entry & 1) != 0 ? 0xEDB88320 ^ (entry >> 1) : entry >> 1;
        return entry;
    }
}
