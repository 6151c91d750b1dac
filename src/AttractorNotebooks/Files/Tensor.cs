using System.Numerics;
using System.Numerics.Tensors;
using System.Runtime.InteropServices;

namespace AttractorNotebooks.Files;

/// <summary>A named array of numbers as it lies in a safetensors file: a type, a shape, and row-major little-endian bytes.</summary>
public sealed class Tensor
{
    private readonly byte[] _bytes;

    internal Tensor(TensorType type, long[] shape, byte[] bytes, string? typeName = null)
    {
        Type = type;
        TypeName = typeName ?? type.ToString();
        Shape = shape;
        _bytes = bytes;
    }

    /// <summary>The element type.</summary>
    public TensorType Type { get; }

    /// <summary>The length of every axis, outermost first.</summary>
    public IReadOnlyList<long> Shape { get; }

    /// <summary>The raw content; empty for types that this library does not read.</summary>
    public ReadOnlySpan<byte> Bytes => _bytes;

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
            TensorType.BOOL => Array.ConvertAll(_bytes, value => value == 0 ? T.Zero : T.One),
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
        where T : unmanaged => MemoryMarshal.Cast<byte, T>(_bytes);

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
