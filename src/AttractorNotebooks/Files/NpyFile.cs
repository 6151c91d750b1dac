using System.Buffers.Binary;
using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;

namespace AttractorNotebooks.Files;

/// <summary>Reads and writes NumPy's .npy: one array with its type and shape.</summary>
/// <remarks>
/// The format (NEP 1): <c>\x93NUMPY</c>, a version, the length of a header, a Python dictionary with <c>descr</c>,
/// <c>fortran_order</c> and <c>shape</c>, then the numbers. Read here and not by NumSharp, which reads right files right
/// but asks for all the memory that a header promises before it looks whether the file can back it.
/// </remarks>
public static partial class NpyFile
{
    // NumPy's own headers have some hundred bytes; a longer one is that of a record or of something else.
    private const int LongestHeader = 1 << 16, Alignment = 64, FirstBuffer = 1 << 20;

    private static readonly byte[] Magic = [0x93, (byte)'N', (byte)'U', (byte)'M', (byte)'P', (byte)'Y'];

    private static readonly (string Code, TensorType Type)[] Types =
    [
        ("f8", TensorType.F64), ("f4", TensorType.F32), ("f2", TensorType.F16), ("i8", TensorType.I64), ("i4", TensorType.I32),
        ("i2", TensorType.I16), ("i1", TensorType.I8), ("u8", TensorType.U64), ("u4", TensorType.U32), ("u2", TensorType.U16),
        ("u1", TensorType.U8), ("b1", TensorType.BOOL),
    ];

    /// <summary>Reads a file.</summary>
    /// <returns>The array, row-major and little-endian whatever it was in the file.</returns>
    /// <exception cref="IOException">The file cannot be read.</exception>
    /// <exception cref="InvalidDataException">It is no .npy file of numbers, is cut short or has bytes left over; says what.</exception>
    public static Tensor Read(string path)
    {
        using FileStream file = new(path, FileMode.Open, FileAccess.Read, FileShare.Read);
        return Read(file, file.Length, path);
    }

    /// <summary>Writes an array.</summary>
    /// <param name="stream">Where to.</param>
    /// <param name="tensor">The array; bfloat16, which NumPy does not know, is written as float32.</param>
    public static void Write(Stream stream, Tensor tensor)
    {
        ArgumentNullException.ThrowIfNull(stream);
        ArgumentNullException.ThrowIfNull(tensor);
        if (tensor.Type == TensorType.BF16) tensor = Tensor.From(tensor.ToSingles(), [.. tensor.Shape]);
        string code = Types.First(known => known.Type == tensor.Type).Code;
        string shape = string.Join(", ", tensor.Shape) + (tensor.Shape.Count == 1 ? "," : "");
        string order = code[1] == '1' ? "|" : "<";
        string header = $"{{'descr': '{order}{code}', 'fortran_order': False, 'shape': ({shape}), }}";
        int before = Magic.Length + 4, length = header.Length + 1;
        length += (Alignment - (before + length) % Alignment) % Alignment;
        stream.Write(Magic);
        stream.Write([1, 0, (byte)length, (byte)(length >> 8)]);
        stream.Write(Encoding.ASCII.GetBytes(header.PadRight(length - 1) + '\n'));
        tensor.CopyTo(stream);
    }

    /// <summary>Reads an array to the end of a stream.</summary>
    /// <param name="stream">Begins with the magic bytes.</param>
    /// <param name="available">Bytes that the stream can have at most; no more memory is asked for.</param>
    /// <param name="name">What errors call it.</param>
    internal static Tensor Read(Stream stream, long available, string name)
    {
        (string text, int start) = Header(stream, name);
        Match match = Dictionary().Match(text);
        if (!match.Success) throw new InvalidDataException($"{name}: the header of the .npy data is damaged: {Short(text)}");
        string descr = match.Groups["descr"].Value;
        TensorType type = Types.FirstOrDefault(known => known.Code == descr[1..], (Code: "", Type: TensorType.Other)).Type;
        if (descr == "?") type = TensorType.BOOL;
        if (type == TensorType.Other)
            throw new InvalidDataException(
                $"{name}: it holds {descr}, which is no real number; save it as float32 or uint8, for example by astype('float32').");
        long[] shape = [.. match.Groups["shape"].Value.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries)
            .Select(axis => long.TryParse(axis, NumberStyles.None, CultureInfo.InvariantCulture, out long size) ? size
                : throw new InvalidDataException($"{name}: the header names the shape ({match.Groups["shape"].Value})."))];
        int width = Tensor.SizeOf(type)!.Value;
        long bytes = shape.Aggregate((long)width, (product, axis) =>
            axis == 0 ? 0 : product > Array.MaxLength / axis ? long.MaxValue / 4096 : product * axis);
        string sizes = string.Join(" x ", shape);
        if (bytes > Array.MaxLength)
            throw new InvalidDataException($"{name}: the header promises {sizes} numbers of {width} bytes, more than one array holds.");
        if (bytes > available - start)
            throw new InvalidDataException(
                $"{name}: cut short: the header promises {sizes} numbers of {width} bytes, but only {available - start} bytes follow.");
        byte[] content = Values(stream, (int)bytes, name);
        if (stream.ReadByte() >= 0) throw new InvalidDataException($"{name}: more bytes follow the {sizes} numbers of the header.");
        if (descr[0] == '>') Reverse(content, width);
        return new Tensor(type, shape, match.Groups["fortran"].Value == "True" ? RowMajor(content, shape, width) : content);
    }

    private static (string Text, int Start) Header(Stream stream, string name)
    {
        byte[] start = new byte[12];
        int got = stream.ReadAtLeast(start.AsSpan(0, 10), 10, throwOnEndOfStream: false);
        if (got < 10 || !start.AsSpan(0, Magic.Length).SequenceEqual(Magic))
            throw new InvalidDataException($"{name}: not .npy data: it does not begin with the bytes that NumPy writes.");
        bool wide = start[6] >= 2;
        if (start[6] is < 1 or > 3) throw new InvalidDataException($"{name}: .npy data of version {start[6]}; 1 to 3 are known.");
        if (wide) got += stream.ReadAtLeast(start.AsSpan(10, 2), 2, throwOnEndOfStream: false);
        ReadOnlySpan<byte> size = start.AsSpan(8);
        uint length = wide ? BinaryPrimitives.ReadUInt32LittleEndian(size) : BinaryPrimitives.ReadUInt16LittleEndian(size);
        if (length > LongestHeader) throw new InvalidDataException($"{name}: the .npy data promise a header of {length} bytes.");
        byte[] text = new byte[length];
        if (stream.ReadAtLeast(text, text.Length, throwOnEndOfStream: false) < text.Length)
            throw new InvalidDataException($"{name}: cut short within the header of the .npy data.");
        return (Encoding.Latin1.GetString(text), got + text.Length);
    }

    // Memory grows with what has arrived: a packed entry may promise more than it has.
    private static byte[] Values(Stream stream, int count, string name)
    {
        byte[] content = new byte[Math.Min(count, FirstBuffer)];
        int filled = 0;
        while (true)
        {
            filled += stream.ReadAtLeast(content.AsSpan(filled), content.Length - filled, throwOnEndOfStream: false);
            if (filled == count) return content;
            if (filled < content.Length)
                throw new InvalidDataException($"{name}: cut short: unexpected end after {filled} of {count} bytes of numbers.");
            Array.Resize(ref content, (int)Math.Min(count, 2L * content.Length));
        }
    }

    private static void Reverse(byte[] content, int width)
    {
        if (width == 1) return;
        for (int at = 0; at < content.Length; at += width) content.AsSpan(at, width).Reverse();
    }

    // Column-major: the first axis runs fastest.
    private static byte[] RowMajor(byte[] content, long[] shape, int width)
    {
        if (content.Length == 0 || shape.Length < 2) return content;
        byte[] turned = new byte[content.Length];
        long[] stride = new long[shape.Length], index = new long[shape.Length];
        stride[0] = width;
        for (int axis = 1; axis < shape.Length; axis++) stride[axis] = stride[axis - 1] * shape[axis - 1];
        long from = 0;
        for (int at = 0; at < turned.Length; at += width)
        {
            content.AsSpan((int)from, width).CopyTo(turned.AsSpan(at));
            for (int axis = shape.Length - 1; axis >= 0; axis--)
            {
                from += stride[axis];
                if (++index[axis] < shape[axis]) break;
                from -= stride[axis] * shape[axis];
                index[axis] = 0;
            }
        }
        return turned;
    }

    private static string Short(string text) => text.Trim() is { Length: > 80 } trimmed ? trimmed[..80] + "..." : text.Trim();

    [GeneratedRegex(@"^\{(?=.*'descr':\s*'(?<descr>[<>|=][a-zA-Z]\d*|\?)')(?=.*'fortran_order':\s*(?<fortran>True|False))"
        + @"(?=.*'shape':\s*\((?<shape>[^()]*)\)).*\}\s*$", RegexOptions.CultureInvariant)]
    private static partial Regex Dictionary();
}
