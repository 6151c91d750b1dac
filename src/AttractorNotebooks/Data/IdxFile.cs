using System.Buffers.Binary;
using System.IO.Compression;
using System.Security.Cryptography;

namespace AttractorNotebooks.Data;

/// <summary>Reads IDX files of unsigned bytes, plain or gzip, and believes nothing their headers say before it has checked it.</summary>
/// <remarks>
/// The format (LeCun, Cortes and Burges, the MNIST database): two zero bytes, a type (8: unsigned byte), the number of
/// dimensions, the size of each as a big-endian 32-bit integer, then the values row-major.
/// </remarks>
public static class IdxFile
{
    /// <summary>The most values a file may hold: 1 GiB, twenty times MNIST.</summary>
    public const long MaximumValues = 1L << 30;

    private const int UnsignedByte = 8;
    private const int FirstBuffer = 1 << 20;

    // Deflate cannot pack tighter than 1032 : 1, so a gzip file of n bytes cannot unpack to more than this many times n.
    private const int DeflateLimit = 1032;

    /// <summary>Reads a file.</summary>
    /// <param name="path">The file; gzip is recognised by content, whatever the name.</param>
    /// <param name="rank">How many dimensions it must have: 3 for images, 1 for labels.</param>
    /// <param name="cancellation">Stops the reading.</param>
    /// <exception cref="IOException">The file cannot be read.</exception>
    /// <exception cref="InvalidDataException">The file is not IDX of that rank, is cut short, or holds more than its header says.</exception>
    public static IdxData Read(string path, int rank, CancellationToken cancellation = default)
    {
        using FileStream file = new(path, FileMode.Open, FileAccess.Read, FileShare.Read, 1, FileOptions.SequentialScan);
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
        bool packed = stream.ReadByte() == 0x1F && stream.ReadByte() == 0x8B;
        stream.Position = 0;
        if (!packed) return ReadUnpacked(stream, stream.Length, exact: true, name, rank, cancellation);
        using GZipStream unpacked = new(stream, CompressionMode.Decompress, leaveOpen: true);
        try
        {
            return ReadUnpacked(unpacked, checked(stream.Length * DeflateLimit), exact: false, name, rank, cancellation);
        }
        catch (InvalidDataException error) when (!error.Message.StartsWith(name, StringComparison.Ordinal))
        {
            throw new InvalidDataException($"{name}: the gzip data is damaged ({error.Message.TrimEnd('.')}). Fetch the file again.", error);
        }
    }

    private static IdxData ReadUnpacked(Stream stream, long available, bool exact, string name, int rank, CancellationToken cancellation)
    {
        byte[] header = new byte[4 + 4 * rank];
        int got = stream.ReadAtLeast(header.AsSpan(0, 4), 4, throwOnEndOfStream: false);
        if (got < 4) throw Cut(name, got, header.Length);
        if (header[0] != 0 || header[1] != 0 || header[2] != UnsignedByte || header[3] != rank)
            throw new InvalidDataException($"{name}: not IDX data of {rank} dimension(s): it starts with {Convert.ToHexString(header, 0, 4)} where 000008{rank:X2} is needed.");
        got += stream.ReadAtLeast(header.AsSpan(4), header.Length - 4, throwOnEndOfStream: false);
        if (got < header.Length) throw Cut(name, got, header.Length);

        int[] shape = new int[rank];
        long values = 1;
        for (int k = 0; k < rank; k++)
        {
            uint size = BinaryPrimitives.ReadUInt32BigEndian(header.AsSpan(4 + 4 * k));
            // Each factor is at most MaximumValues here, so the product cannot overflow.
            values = size > MaximumValues ? long.MaxValue : values * size;
            if (values > MaximumValues)
                throw new InvalidDataException($"{name}: the header promises more than {MaximumValues} values (dimension {k} is {size}); this is no image file we can hold.");
            shape[k] = (int)size;
        }
        long expected = header.Length + values;
        if (expected > available) throw new InvalidDataException($"{name}: cut short: the header ({string.Join(" x ", shape)}) needs {expected} bytes, the file has {(exact ? "" : "room for at most ")}{available}.");
        if (exact && expected < available) throw Trailing(name, expected);

        byte[] content = ReadValues(stream, (int)values, name, header.Length, cancellation);
        if (stream.ReadByte() >= 0) throw Trailing(name, expected);
        using IncrementalHash hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        hash.AppendData(header);
        hash.AppendData(content);
        return new IdxData(shape, content, Convert.ToHexStringLower(hash.GetHashAndReset()));
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
            if (filled < content.Length) throw Cut(name, headerLength + filled, headerLength + count);
            Array.Resize(ref content, (int)Math.Min(count, 2L * content.Length));
        }
    }

    private static InvalidDataException Cut(string name, long got, long needed) =>
        new($"{name}: cut short after {got} of {needed} bytes. Fetch the file again.");

    private static InvalidDataException Trailing(string name, long expected) =>
        new($"{name}: more bytes follow the {expected} that the header accounts for; the file is damaged or of another kind.");
}
