using System.Numerics;
using System.Numerics.Tensors;
using System.Runtime.InteropServices;

namespace AttractorNotebooks.Files;

/// <summary>A named array of numbers as it lies in a safetensors file: a type, a shape, and row-major little-endian bytes.</summary>
public sealed class Tensor
{
    // Read or written at once: long enough to be fast, short enough to weigh nothing.
    private const int Piece = 1 << 22;

    private readonly TensorSource _source;

    internal Tensor(TensorType type, long[] shape, byte[] bytes, string? typeName = null)
        : this(type, shape, TensorSource.Of(bytes), typeName)
    {
    }

    internal Tensor(TensorType type, long[] shape, TensorSource source, string? typeName = null)
    {
        Type = type;
        TypeName = typeName ?? type.ToString();
        Shape = shape;
        _source = source;
    }

    /// <summary>The element type.</summary>
    public TensorType Type { get; }

    /// <summary>The length of every axis, outermost first.</summary>
    public IReadOnlyList<long> Shape { get; }

    /// <summary>The raw content; empty for types that this library does not read.</summary>
    /// <exception cref="InvalidDataException">It is more than an array holds.</exception>
    public ReadOnlySpan<byte> Bytes
    {
        get
        {
            if (_source.InMemory is ReadOnlyMemory<byte> bytes) return bytes.Span;
            if (_source.Length > Array.MaxLength)
                throw new InvalidDataException($"The tensor has {_source.Length} bytes; {Array.MaxLength} is the most that can be "
                    + "read at once.");
            byte[] copy = new byte[_source.Length];
            _source.Read(0, copy);
            return copy;
        }
    }

    /// <summary>Bytes of the content.</summary>
    internal long ByteCount => _source.Length;

    /// <summary>Where the content comes from.</summary>
    internal TensorSource Source => _source;

    /// <summary>The type as the file calls it.</summary>
    internal string TypeName { get; }

    /// <summary>Wraps float32 numbers.</summary>
    /// <param name="values">Row-major values; copied.</param>
    /// <param name="shape">Axis lengths whose product is the number of values.</param>
    public static Tensor From(ReadOnlySpan<float> values, params long[] shape) => Create(TensorType.F32, values, shape);

    /// <inheritdoc cref="From(ReadOnlySpan{float}, long[])"/>
    public static Tensor From(ReadOnlySpan<double> values, params long[] shape) => Create(TensorType.F64, values, shape);

    /// <inheritdoc cref="From(ReadOnlySpan{float}, long[])"/>
    public static Tensor From(ReadOnlySpan<long> values, params long[] shape) => Create(TensorType.I64, values, shape);

    /// <summary>Refers to float32 numbers without a copy: what is written is what they are when it is written.</summary>
    internal static Tensor Over(ReadOnlyMemory<float> values, params long[] shape) => Over(TensorType.F32, values, shape);

    /// <summary>Refers to numbers of a type without a copy.</summary>
    internal static Tensor Over<T>(TensorType type, ReadOnlyMemory<T> values, params long[] shape)
        where T : unmanaged => new(type, shape, TensorSource.Of(values));

    /// <summary>Refers to numbers of a type, part behind part, without a copy.</summary>
    internal static Tensor Stack<T>(TensorType type, IEnumerable<T[]> parts, params long[] shape)
        where T : unmanaged => new(type, shape, TensorSource.Behind([.. parts.Select(part => TensorSource.Of<T>(part.AsMemory()))]));

    /// <summary>The same with its content in memory.</summary>
    internal Tensor InMemory() => new(Type, [.. Shape], TensorSource.Of(Bytes.ToArray()), TypeName);

    /// <summary>Writes the content piece by piece.</summary>
    internal void CopyTo(Stream stream)
    {
        if (_source.InMemory is ReadOnlyMemory<byte> bytes)
        {
            stream.Write(bytes.Span);
            return;
        }
        byte[] piece = new byte[Math.Min(Piece, _source.Length)];
        for (long offset = 0; offset < _source.Length; offset += piece.Length)
        {
            Span<byte> part = piece.AsSpan(0, (int)Math.Min(piece.Length, _source.Length - offset));
            _source.Read(offset, part);
            stream.Write(part);
        }
    }

    /// <summary>Reads all numbers as the bits they are, piece by piece.</summary>
    internal unsafe void ReadAs<T>(Span<T> into)
        where T : unmanaged
    {
        for (int done = 0; done < into.Length; done += Piece)
        {
            Span<T> part = into.Slice(done, Math.Min(Piece, into.Length - done));
            _source.Read((long)done * sizeof(T), MemoryMarshal.AsBytes(part));
        }
    }

    /// <summary>All numbers as float32, read piece by piece: nothing is in memory twice.</summary>
    /// <exception cref="InvalidDataException">The type is one that this library does not read, or an array holds less.</exception>
    internal float[] ReadSingles()
    {
        long count = Shape.Aggregate(1L, (product, axis) => product * axis);
        if (count > Array.MaxLength)
            throw new InvalidDataException($"The tensor has {count} numbers; {Array.MaxLength} is the most that an array holds.");
        float[] values = new float[count];
        Read(0, values);
        return values;
    }

    /// <summary>Reads numbers from a place on as float32, piece by piece, without a second copy.</summary>
    /// <exception cref="InvalidDataException">The type is one that this library does not read.</exception>
    internal void Read(long first, Span<float> into)
    {
        if (Type == TensorType.F32)
        {
            for (int done = 0; done < into.Length; done += Piece)
            {
                Span<float> part = into.Slice(done, Math.Min(Piece, into.Length - done));
                _source.Read((first + done) * sizeof(float), MemoryMarshal.AsBytes(part));
            }
            return;
        }
        // A type that cannot be read is refused below, by its name.
        int size = SizeOf(Type) ?? 0;
        byte[] piece = new byte[Math.Min(Piece, into.Length) * size];
        for (int done = 0; done < into.Length; done += Piece)
        {
            int count = Math.Min(Piece, into.Length - done);
            byte[] part = count * size == piece.Length ? piece : new byte[count * size];
            _source.Read((first + done) * size, part);
            new Tensor(Type, [count], part, TypeName).ToSingles().CopyTo(into[done..]);
        }
    }

    /// <summary>The numbers as float64, whatever their type in the file; truth values are 0 and 1.</summary>
    /// <exception cref="InvalidDataException">The type is one that this library does not read.</exception>
    public double[] ToDoubles() => Type == TensorType.BF16 ? Array.ConvertAll(BrainFloats(), value => (double)value) : Convert<double>();

    /// <summary>The numbers as float32, rounded where the file holds wider ones.</summary>
    /// <exception cref="InvalidDataException">The type is one that this library does not read.</exception>
    public float[] ToSingles() => Type == TensorType.BF16 ? BrainFloats() : Convert<float>();

    /// <summary>The numbers as integers.</summary>
    /// <exception cref="InvalidDataException">The tensor is not of an integer type, or a number is too large.</exception>
    public long[] ToIntegers()
    {
        if (Type is TensorType.F64 or TensorType.F32 or TensorType.F16 or TensorType.BF16)
            throw new InvalidDataException($"The tensor holds {TypeName}, not integers.");
        if (Type == TensorType.U64 && Values<ulong>().ContainsAnyInRange((ulong)long.MaxValue + 1, ulong.MaxValue))
            throw new InvalidDataException($"The tensor holds numbers above {long.MaxValue}.");
        return Convert<long>();
    }

    /// <summary>Bytes of an element; null for types that this library does not read.</summary>
    internal static int? SizeOf(TensorType type) => type switch
    {
        TensorType.F64 or TensorType.I64 or TensorType.U64 => 8,
        TensorType.F32 or TensorType.I32 or TensorType.U32 => 4,
        TensorType.F16 or TensorType.BF16 or TensorType.I16 or TensorType.U16 => 2,
        TensorType.I8 or TensorType.U8 or TensorType.BOOL => 1,
        _ => null,
    };

    private T[] Convert<T>()
        where T : unmanaged, INumberBase<T>
    {
        return Type switch
        {
            TensorType.F64 => To(Values<double>()),
            TensorType.F32 => To(Values<float>()),
            TensorType.F16 => To(Values<Half>()),
            TensorType.I64 => To(Values<long>()),
            TensorType.I32 => To(Values<int>()),
            TensorType.I16 => To(Values<short>()),
            TensorType.I8 => To(Values<sbyte>()),
            TensorType.U64 => To(Values<ulong>()),
            TensorType.U32 => To(Values<uint>()),
            TensorType.U16 => To(Values<ushort>()),
            TensorType.U8 => To(Values<byte>()),
            TensorType.BOOL => Array.ConvertAll(Bytes.ToArray(), value => value == 0 ? T.Zero : T.One),
            _ => throw new InvalidDataException($"The tensor holds {TypeName}, which cannot be read here; convert it to F32."),
        };

        static T[] To<TFrom>(ReadOnlySpan<TFrom> values)
            where TFrom : unmanaged, INumberBase<TFrom>
        {
            T[] converted = new T[values.Length];
            TensorPrimitives.ConvertTruncating(values, converted);
            return converted;
        }
    }

    private float[] BrainFloats() =>
        Array.ConvertAll(Values<ushort>().ToArray(), half => BitConverter.UInt32BitsToSingle((uint)half << 16));

    private ReadOnlySpan<T> Values<T>()
        where T : unmanaged => MemoryMarshal.Cast<byte, T>(Bytes);

    private static Tensor Create<T>(TensorType type, ReadOnlySpan<T> values, long[] shape)
        where T : unmanaged
    {
        long count = shape.Aggregate(1L, (product, axis) => product * axis);
        if (count != values.Length)
            throw new ArgumentException(
                $"A tensor of shape [{string.Join(", ", shape)}] has {count} entries, but {values.Length} values were given.",
                nameof(shape));
        return new Tensor(type, [.. shape], MemoryMarshal.AsBytes(values).ToArray());
    }
}
