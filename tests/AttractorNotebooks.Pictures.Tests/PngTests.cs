using System.Buffers.Binary;
using System.IO.Compression;
using System.Text;

namespace AttractorNotebooks.Pictures.Tests;

public class PngTests
{
    [Theory]
    [InlineData(1, 1, 1)]
    [InlineData(28, 28, 1)]
    [InlineData(3, 7, 3)]
    public void A_file_holds_the_pixels_that_were_given(int height, int width, int channels)
    {
        byte[] pixels = [.. Enumerable.Range(0, height * width * channels).Select(index => (byte)(index * 37))];

        Dictionary<string, byte[]> chunks = Read(Png.Encode(pixels, height, width, channels));

        Assert.Equal(width, BinaryPrimitives.ReadInt32BigEndian(chunks["IHDR"]));
        Assert.Equal(height, BinaryPrimitives.ReadInt32BigEndian(chunks["IHDR"].AsSpan(4)));
        Assert.Equal([8, (byte)(channels == 1 ? 0 : 2), 0, 0, 0], chunks["IHDR"][8..]);
        using ZLibStream body = new(new MemoryStream(chunks["IDAT"]), CompressionMode.Decompress);
        using MemoryStream rows = new();
        body.CopyTo(rows);
        Assert.Equal(pixels, rows.ToArray().Chunk((width * channels) + 1).SelectMany(row => row[1..]));
        Assert.Empty(chunks["IEND"]);
    }

    [Fact]
    public void An_indexed_file_holds_its_palette_with_opacity_and_the_places_in_it()
    {
        Dictionary<string, byte[]> chunks = Read(Png.EncodeIndexed([1, 0, 0, 1], 2, 2, [10, 20, 30, 255, 40, 50, 60, 128]));

        Assert.Equal(3, chunks["IHDR"][9]);
        Assert.Equal([10, 20, 30, 40, 50, 60], chunks["PLTE"]);
        Assert.Equal([255, 128], chunks["tRNS"]);
        using ZLibStream body = new(new MemoryStream(chunks["IDAT"]), CompressionMode.Decompress);
        using MemoryStream rows = new();
        body.CopyTo(rows);
        Assert.Equal([0, 1, 0, 0, 0, 1], rows.ToArray());
    }

    [Fact]
    public void The_empty_last_chunk_has_the_checksum_that_the_standard_prints() =>
        Assert.Equal([0xAE, 0x42, 0x60, 0x82], Png.Encode([7], 1, 1, 1)[^4..]);

    private static Dictionary<string, byte[]> Read(byte[] file)
    {
        Assert.Equal([0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A], file[..8]);
        Dictionary<string, byte[]> chunks = [];
        for (int at = 8; at < file.Length;)
        {
            int length = BinaryPrimitives.ReadInt32BigEndian(file.AsSpan(at));
            chunks.Add(Encoding.ASCII.GetString(file, at + 4, 4), file[(at + 8)..(at + 8 + length)]);
            at += 12 + length;
        }
        return chunks;
    }
}
