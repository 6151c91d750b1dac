using System.Buffers.Binary;

namespace AttractorNotebooks.Data;

/// <summary>What an IDX file says of itself, checked before it is believed.</summary>
/// <param name="Type">The type of its values: 8 unsigned byte, 9 signed byte, 11 short, 12 int, 13 float, 14 double.</param>
/// <param name="Shape">The size of every dimension.</param>
internal sealed record IdxHeader(byte Type, IReadOnlyList<int> Shape)
{
    public const byte UnsignedByte = 8, SignedByte = 9, Short = 11, Int = 12;

    // More dimensions than any data set has; the header of a damaged file may promise 255.
    private const int MostDimensions = 4;

    /// <summary>Bytes of a value.</summary>
    public int ValueSize => Type switch
    {
        UnsignedByte or SignedByte => 1,
        Short => 2,
        14 => 8,
        _ => 4,
    };

    /// <summary>Bytes of the header.</summary>
    public int Length => 4 + 4 * Shape.Count;

    /// <summary>Values in all.</summary>
    public long Values => Shape.Aggregate(1L, (product, size) => product * size);

    /// <summary>Bytes of the whole file, unpacked.</summary>
    public long FileLength => Length + Values * ValueSize;

    /// <summary>The shape as people write it.</summary>
    public string Sizes => string.Join(" x ", Shape);

    /// <summary>Reads a header from the start of a stream.</summary>
    /// <param name="stream">The unpacked file.</param>
    /// <param name="name">What errors call it.</param>
    /// <param name="bytes">Receives the header as it stands in the file.</param>
    /// <exception cref="InvalidDataException">It is no IDX header, or promises more than <see cref="IdxFile.MaximumValues"/>.</exception>
    public static IdxHeader Read(Stream stream, string name, out byte[] bytes)
    {
        byte[] magic = new byte[4];
        int got = stream.ReadAtLeast(magic, magic.Length, throwOnEndOfStream: false);
        if (got < magic.Length) throw IdxFile.Cut(name, got, magic.Length);
        if (magic[0] != 0 || magic[1] != 0 || magic[2] is not (8 or 9 or 11 or 12 or 13 or 14) || magic[3] is 0 or > MostDimensions)
            throw new InvalidDataException(
                $"{name}: not IDX data: it starts with {Convert.ToHexString(magic)}, where images start with 00000803 and labels with "
                    + "00000801.");
        int dimensions = magic[3];
        bytes = [.. magic, .. new byte[4 * dimensions]];
        got += stream.ReadAtLeast(bytes.AsSpan(4), 4 * dimensions, throwOnEndOfStream: false);
        if (got < bytes.Length) throw IdxFile.Cut(name, got, bytes.Length);
        int[] shape = new int[dimensions];
        long values = 1;
        for (int k = 0; k < dimensions; k++)
        {
            uint size = BinaryPrimitives.ReadUInt32BigEndian(bytes.AsSpan(4 + 4 * k));
            // Each factor is at most MaximumValues here, so the product cannot overflow.
            values = size > IdxFile.MaximumValues ? long.MaxValue : values * size;
            if (values > IdxFile.MaximumValues)
                throw new InvalidDataException(
                    $"{name}: the header promises more than {IdxFile.MaximumValues} values (dimension {k} is {size}); this is no image "
                        + "file we can hold.");
            shape[k] = (int)size;
        }
        return new IdxHeader(magic[2], shape);
    }
}
