using System.Buffers.Binary;
using System.IO.Compression;

namespace AttractorNotebooks.Tests.Data;

/// <summary>Makes IDX files for tests, right ones and wrong ones.</summary>
internal static class IdxBytes
{
    public static byte[] Header(params ReadOnlySpan<uint> shape)
    {
        byte[] header = new byte[4 + 4 * shape.Length];
        (header[2], header[3]) = (8, (byte)shape.Length);
        for (int k = 0; k < shape.Length; k++) BinaryPrimitives.WriteUInt32BigEndian(header.AsSpan(4 + 4 * k), shape[k]);
        return header;
    }

    public static byte[] File(byte[] values, params ReadOnlySpan<uint> shape) => [.. Header(shape), .. values];

    public static byte[] Gzip(byte[] content)
    {
        using MemoryStream packed = new();
        using (GZipStream gzip = new(packed, CompressionLevel.Optimal)) gzip.Write(content);
        return packed.ToArray();
    }

    /// <summary>Writes a folder in MNIST's form with 4 x 4 images.</summary>
    public static void WriteFolder(string folder, int train = 6, int test = 4, bool gzip = true, char separator = '-')
    {
        Directory.CreateDirectory(folder);
        foreach ((string stem, int count) in new[] { ("train", train), ("t10k", test) })
        {
            Write($"{stem}-images{separator}idx3-ubyte",
                File([.. Enumerable.Range(0, count * 16).Select(k => (byte)(k * 7))], (uint)count, 4, 4));
            Write($"{stem}-labels{separator}idx1-ubyte", File([.. Enumerable.Range(0, count).Select(k => (byte)(k % 2))], (uint)count));
        }

        void Write(string name, byte[] content) => System.IO.File.WriteAllBytes(
            Path.Combine(folder, gzip ? name + ".gz" : name), gzip ? Gzip(content) : content);
    }
}
