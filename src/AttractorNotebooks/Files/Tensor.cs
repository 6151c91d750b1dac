using System.Runtime.InteropServices;

namespace AttractorNotebooks.Files;

/// <summary>A named array of numbers as it lies in a safetensors file: a type, a shape, and row-major little-endian bytes.</summary>
public sealed class Tensor
{
    private readonly byte[] _bytes;

    internal Tensor(TensorType type, long[] shape, byte[] bytes)
    {
        Type = type;
        Shape = shape;
        _bytes = bytes;
    }

    /// <summary>The element type.</summary>
    public TensorType Type { get; }

    /// <summary>The length of every axis, outermost first.</summary>
    public IReadOnlyList<long> Shape { get; }

    /// <summary>The raw content.</summary>
    public ReadOnlySpan<byte> Bytes => _bytes;

    /// <summary>Wraps float32 numbers.</summary>
    /// <param name="values">Row-major values; copied.</param>
    /// <param name="shape">Axis lengths whose product is the number of values.</param>
    public static Tensor From(ReadOnlySpan<float> values, params long[] shape) => Create(TensorType.F32, values, shape);

    /// <inheritdoc cref="From(ReadOnlySpan{float}, long[])"/>
    public static Tensor From(ReadOnlySpan<double> values, params long[] shape) => Create(TensorType.F64, values, shape);

    /// <inheritdoc cref="From(ReadOnlySpan{float}, long[])"/>
    public static Tensor From(ReadOnlySpan<long> values, params long[] shape) => Create(TensorType.I64, values, shape);

    /// <summary>The numbers as float64, whatever their type in the file.</summary>
    public double[] ToDoubles() => Type switch
    {
        TensorType.F64 => MemoryMarshal.Cast<byte, double>(_bytes).ToArray(),
        TensorType.F32 => Array.ConvertAll(MemoryMarshal.Cast<byte, float>(_bytes).ToArray(), value => (double)value),
        _ => Array.ConvertAll(MemoryMarshal.Cast<byte, long>(_bytes).ToArray(), value => (double)value),
    };

    /// <summary>The numbers as float32, rounded where the file holds float64.</summary>
    public float[] ToSingles() => Type == TensorType.F32
        ? MemoryMarshal.Cast<byte, float>(_bytes).ToArray()
        : Array.ConvertAll(ToDoubles(), value => (float)value);

    /// <summary>The numbers as integers.</summary>
    /// <exception cref="InvalidDataException">The tensor is not of an integer type.</exception>
    public long[] ToIntegers() => Type == TensorType.I64
        ? MemoryMarshal.Cast<byte, long>(_bytes).ToArray()
        : throw new InvalidDataException($"The tensor holds {Type}, not integers (I64).");

    internal static int SizeOf(TensorType type) => type == TensorType.F32 ? 4 : 8;

    private static Tensor Create<T>(TensorType type, ReadOnlySpan<T> values, long[] shape)
        where T : unmanaged
    {
        long count = shape.Aggregate(1L, (product, axis) => product * axis);
        if (count != values.Length)
            throw new ArgumentException($"A tensor of shape [{string.Join(", ", shape)}] has {count} entries, but {values.Length} values were given.", nameof(shape));
        return new Tensor(type, [.. shape], MemoryMarshal.AsBytes(values).ToArray());
    }
}
