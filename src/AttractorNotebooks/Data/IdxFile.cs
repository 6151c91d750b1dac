using System.Buffers.Binary;
using System.IO.Compression;
using System.Security.Cryptography;

namespace AttractorNotebooks.Data;

/// <summary>Reads IDX files, plain or gzip, and believes nothing their headers say before it has checked it.</summary>
/// <remarks>
/// The format (LeCun, Cortes and Burges, the MNIST database): two zero bytes, a type (8: unsigned byte), the number of
/// dimensions, the size of each as a big-endian 32-bit integer, then the values row-major.
/// </remarks>
public static class IdxFile
{
    /// <summary>The most values a file may hold: 1 GiB, twenty times MNIST.</summary>
    public const long MaximumValues = 1L << 30;

    private const int FirstBuffer = 1 << 20;

    // Deflate cannot pack tighter than 1032 : 1, so a gzip file of n bytes cannot unpack to more than this many times n.
    private const int DeflateLimit = 1032;

    // A further gzip member of one byte is put after every packed file (RFC 1952 lets members follow one another): it is found after
    // the data if, and only if, what comes before it is complete, with its checksum and its length.
    private const byte SentinelByte = 0x5A;
    private static readonly byte[] Sentinel = PackSentinel();

    /// <summary>Reads a file of unsigned bytes.</summary>
    /// <param name="path">The file; gzip is recognised by content, whatever the name.</param>
    /// <param name="rank">How many dimensions it must have: 3 for images, 1 for labels.</param>
    /// <param name="cancellation">Stops the reading.</param>
    /// <exception cref="IOException">The file cannot be read.</exception>
    /// <exception cref="InvalidDataException">
    /// The file is not IDX of that rank, is cut short or damaged, or holds more than its header says.
    /// </exception>
    public static IdxData Read(string path, int rank, CancellationToken cancellation = default)
    {
        using FileStream file = Open(path);
        return Read(file, path, rank, cancellation);
    }

    /// <summary>Reads from a seekable stream, from its start to its end.</summary>
    /// <param name="stream">Plain or gzip IDX; left open.</param>
    /// <param name="name">What errors call it.</param>
    /// <param name="rank">How many dimensions it must have.</param>
    /// <param name="cancellation">Stops the reading.</param>
    /// <exception cref="InvalidDataException">As for files.</exception>
    public static IdxData Read(Stream stream, string name, int rank, CancellationToken cancellation = default)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(rank);
        return Read(stream, name, header => RequireBytes(header, name, rank), cancellation).Content;
    }

    /// <summary>Reads no more than the header of a file.</summary>
    internal static IdxHeader ReadHeader(string path)
    {
        using FileStream file = Open(path);
        return Unpacked(file, path, (stream, _) => IdxHeader.Read(stream, path, out byte[] _));
    }

    /// <summary>Reads labels: bytes or integers, one an image, or a row an image whose first number it is, as in QMNIST.</summary>
    /// <exception cref="InvalidDataException">
    /// The file is damaged or holds something else, or a label does not lie between 0 and 255.
    /// </exception>
    internal static IdxData ReadLabels(string path, CancellationToken cancellation)
    {
        using FileStream file = Open(path);
        (IdxHeader header, IdxData content) = Read(file, path, found => RequireLabels(found, path), cancellation);
        int count = header.Shape[0], columns = header.Shape.Count == 1 ? 1 : header.Shape[1], stride = columns * header.ValueSize;
        if (stride == 1 && header.Type == IdxHeader.UnsignedByte) return content with { Shape = [count] };
        byte[] labels = new byte[count];
        for (int k = 0; k < count; k++)
        {
            ReadOnlySpan<byte> value = content.Values.AsSpan(k * stride, header.ValueSize);
            int label = header.Type switch
            {
                IdxHeader.SignedByte => (sbyte)value[0],
                IdxHeader.Short => BinaryPrimitives.ReadInt16BigEndian(value),
                IdxHeader.Int => BinaryPrimitives.ReadInt32BigEndian(value),
                _ => value[0],
            };
            labels[k] = label is >= 0 and <= byte.MaxValue
                ? (byte)label
                : throw new InvalidDataException($"{path}: label {k} is {label}; labels lie between 0 and 255.");
        }
        return new IdxData([count], labels, content.Sha256);
    }

    /// <summary>Refuses what are not images or other bytes of a rank.</summary>
    internal static void RequireBytes(IdxHeader header, string name, int rank)
    {
        if (header.Type != IdxHeader.UnsignedByte || header.Shape.Count != rank)
            throw new InvalidDataException(
                $"{name}: not IDX data of unsigned bytes in {rank} dimension(s): it starts with "
                    + $"0000{header.Type:X2}{header.Shape.Count:X2} where 000008{rank:X2} is needed.");
    }

    /// <summary>Refuses what cannot be labels.</summary>
    internal static void RequireLabels(IdxHeader header, string name)
    {
        if (header.Type is not (IdxHeader.UnsignedByte or IdxHeader.SignedByte or IdxHeader.Short or IdxHeader.Int)
            || header.Shape.Count > 2 || header.Shape is [_, 0])
            throw new InvalidDataException(
                $"{name}: not labels: they are whole numbers in 1 or 2 dimensions, but it starts with "
                    + $"0000{header.Type:X2}{header.Shape.Count:X2} and is {header.Sizes}.");
    }

    internal static InvalidDataException Cut(string name, long got, long needed) =>
        new($"{name}: cut short: unexpected end after {got} of {needed} bytes. Fetch the file again.");

    /// <summary>Reads a whole file whose header is found right.</summary>
    internal static (IdxHeader Header, IdxData Content) Read(
        Stream stream, string name, Action<IdxHeader> require, CancellationToken cancellation) =>
        Unpacked(stream, name, (unpacked, available) => ReadUnpacked(unpacked, available, name, require, cancellation));

    private static FileStream Open(string path) => new(path, FileMode.Open, FileAccess.Read, FileShare.Read, 1, FileOptions.SequentialScan);

    private static T Unpacked<T>(Stream stream, string name, Func<Stream, long?, T> read)
    {
        bool packed = stream.ReadByte() == 0x1F && stream.ReadByte() == 0x8B;
        stream.Position = 0;
        if (!packed) return read(stream, null);
        using GZipStream unpacked = new(new FollowedStream(stream, Sentinel), CompressionMode.Decompress);
        try
        {
            return read(unpacked, checked(stream.Length * DeflateLimit));
        }
        catch (InvalidDataException error) when (!error.Message.StartsWith(name, StringComparison.Ordinal))
        {
            string what = EndsEarly(stream)
                ? "cut short: the gzip data has an unexpected end"
                : "the gzip data is damaged: it cannot be unpacked, or does not fit its checksum";
            throw new InvalidDataException($"{name}: {what}. Fetch the file again.", error);
        }
    }

    // GZipStream takes a file that lacks its last bytes for a whole one. What it says of the file alone tells the two apart.
    private static bool EndsEarly(Stream stream)
    {
        stream.Position = 0;
        using GZipStream unpacked = new(stream, CompressionMode.Decompress, leaveOpen: true);
        byte[] passing = new byte[1 << 16];
        try
        {
            while (unpacked.Read(passing) > 0) { }
            return true;
        }
        catch (InvalidDataException)
        {
            return false;
        }
    }

    private static byte[] PackSentinel()
    {
        using MemoryStream packed = new();
        using (GZipStream gzip = new(packed, CompressionLevel.Fastest)) gzip.WriteByte(SentinelByte);
        return packed.ToArray();
    }

    private static (IdxHeader Header, IdxData Content) ReadUnpacked(
        Stream stream, long? most, string name, Action<IdxHeader> require, CancellationToken cancellation)
    {
        IdxHeader header = IdxHeader.Read(stream, name, out byte[] start);
        require(header);
        long expected = header.FileLength, available = most ?? stream.Length;
        if (expected > available)
            throw new InvalidDataException(
                $"{name}: cut short: the header ({header.Sizes}) needs {expected} bytes, the file has "
                + $"{(most == null ? "" : "room for at most ")}{available}.");
        if (most == null && expected < available) throw Trailing(name, expected);

        byte[] content = ReadValues(stream, (int)(expected - header.Length), name, header.Length, cancellation);
        int next = stream.ReadByte();
        if (most != null && next < 0)
            throw new InvalidDataException($"{name}: the gzip data is followed by bytes that are none. Fetch the file again.");
        if (most != null && next == SentinelByte) next = stream.ReadByte();
        if (next >= 0) throw Trailing(name, expected);
        using IncrementalHash hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        hash.AppendData(start);
        hash.AppendData(content);
        return (header, new IdxData(header.Shape, content, Convert.ToHexStringLower(hash.GetHashAndReset())));
    }

    /// <summary>Reads exactly <paramref name="count"/> bytes; memory grows with what has arrived, not with what was promised.</summary>
    private static byte[] ReadValues(Stream stream, int count, string name, int headerLength, CancellationToken cancellation)
    {
        byte[] content = new byte[Math.Min(count, FirstBuffer)];
        int filled = 0;
        while (true)
        {
            cancellation.ThrowIfCancellationRequested();
            int got = stream.ReadAtLeast(content.AsSpan(filled), content.Length - filled, throwOnEndOfStream: false);
            filled += got;
            if (filled == count) return content;
            if (filled < content.Length) throw Cut(name, headerLength + filled, headerLength + (long)count);
            Array.Resize(ref content, (int)Math.Min(count, 2L * content.Length));
        }
    }

    private static InvalidDataException Trailing(string name, long expected) =>
        new($"{name}: more bytes follow the {expected} that the header accounts for; the file is damaged or of another kind.");
}
