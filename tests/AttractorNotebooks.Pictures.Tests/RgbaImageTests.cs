using System.Buffers.Binary;
using System.IO.Compression;
using System.Text;

namespace AttractorNotebooks.Pictures.Tests;

public class RgbaImageTests
{
    private const int Width = 5, Height = 7;
    private static readonly byte[] Pixels = [.. Enumerable.Range(0, Width * Height * 4).Select(index => (byte)((index * index * 31) + (index / 3)))];

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(4)]
    public void Every_filter_of_the_standard_is_undone(int filter)
    {
        RgbaImage image = RgbaImage.Read(Write(filter));

        Assert.Equal((Width, Height), (image.Width, image.Height));
        Assert.Equal(Pixels, image.Pixels);
    }

    [Fact]
    public void Files_that_are_no_such_picture_are_refused()
    {
        byte[] good = Write(0);

        Assert.Throws<InvalidDataException>(() => RgbaImage.Read([]));
        Assert.Throws<InvalidDataException>(() => RgbaImage.Read("not a picture, but long enough to be one"u8));
        Assert.Throws<InvalidDataException>(() => RgbaImage.Read(good.AsSpan(0, 60)));
        Assert.Throws<InvalidDataException>(() => RgbaImage.Read(Write(9)));
        Assert.Throws<InvalidDataException>(() => RgbaImage.Read(Changed(25, 2)));
        // A width of two thousand million pixels must not be believed.
        Assert.Throws<InvalidDataException>(() => RgbaImage.Read(Changed(16, 0x7F)));
        // More rows than there are pixels.
        Assert.Throws<InvalidDataException>(() => RgbaImage.Read(Changed(23, Height + 1)));

        byte[] Changed(int place, byte value)
        {
            byte[] file = [.. good];
            file[place] = value;
            return file;
        }
    }

    private static byte[] Write(int filter)
    {
        using MemoryStream rows = new();
        using (ZLibStream packed = new(rows, CompressionLevel.Fastest, leaveOpen: true))
        {
            for (int y = 0; y < Height; y++)
            {
                packed.WriteByte((byte)filter);
                for (int x = 0; x < Width * 4; x++) packed.WriteByte((byte)(At(x, y) - Guess(x, y)));
            }
        }
        byte[] header = [0, 0, 0, Width, 0, 0, 0, Height, 8, 6, 0, 0, 0];
        return [0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A, .. Chunk("IHDR", header), .. Chunk("IDAT", rows.ToArray()[..10]), .. Chunk("IDAT", rows.ToArray()[10..]), .. Chunk("IEND", [])];

        int Guess(int x, int y)
        {
            int left = At(x - 4, y), up = At(x, y - 1), corner = At(x - 4, y - 1);
            return filter switch { 1 => left, 2 => up, 3 => (left + up) / 2, 4 => new[] { left, up, corner }.MinBy(value => Math.Abs(left + up - corner - value)), _ => 0 };
        }

        static int At(int x, int y) => x < 0 || y < 0 ? 0 : Pixels[(y * Width * 4) + x];
    }

    private static byte[] Chunk(string kind, byte[] body)
    {
        byte[] length = new byte[4];
        BinaryPrimitives.WriteInt32BigEndian(length, body.Length);
        // The reader leaves checksums to those who write files to be kept.
        return [.. length, .. Encoding.ASCII.GetBytes(kind), .. body, 0, 0, 0, 0];
    }
}
