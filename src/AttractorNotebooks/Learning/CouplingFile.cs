using AttractorNotebooks.Files;
using AttractorNotebooks.Model;

namespace AttractorNotebooks.Learning;

/// <summary>Couplings in files: float32, or float16, or bytes with a scale a block in a tensor beside them.</summary>
internal static unsafe class CouplingFile
{

    /// <summary>Adds couplings to what is to be written; nothing is copied.</summary>
    public static void Add(Dictionary<string, Tensor> tensors, string name, Couplings couplings) =>
        tensors[name] = Tensor.Over(TensorType.F32, couplings.Memory, Shape(couplings.Tokens, couplings.Dim));

    /// <inheritdoc cref="Add(Dictionary{string, Tensor}, string, Couplings)"/>
    public static void Add(Dictionary<string, Tensor> tensors, string name, PackedCouplings couplings)
    {
        long[] shape = Shape(couplings.Tokens, couplings.Dim);
        if (couplings.Storage == CouplingStorage.Float16)
        {
            tensors[name] = Tensor.Over(TensorType.F16, couplings.Halves, shape);
            return;
        }
        tensors[name] = Tensor.Over(TensorType.I8, couplings.Bytes, shape);
        tensors[ScalesOf(name)] = Tensor.Over(TensorType.F32, couplings.Scales, couplings.Tokens, couplings.Tokens);
    }

    /// <summary>How the couplings of a name are stored.</summary>
    public static CouplingStorage StorageOf(SafeTensorsFile file, string name) => file[name].Type switch
    {
        TensorType.F16 => CouplingStorage.Float16,
        TensorType.I8 when file.Tensors.ContainsKey(ScalesOf(name)) => CouplingStorage.Int8,
        _ => CouplingStorage.Float32,
    };

    /// <summary>Reads couplings as float32 numbers, piece by piece, or maps them.</summary>
    /// <exception cref="InvalidDataException">They have another shape, an entry is not finite or couples a token to itself.</exception>
    public static Couplings Read(SafeTensorsFile file, string name, int tokens, int dim, bool map)
    {
        Tensor j = OfShape(file, name, tokens, dim);
        Couplings couplings;
        if (map && j.Type == TensorType.F32 && j.Source is FileStretch stretch)
        {
            MappedNumbers<float> mapped = new(stretch);
            couplings = new Couplings(tokens, dim, mapped.Memory, mapped.Pointer);
        }
        else
        {
            couplings = new Couplings(tokens, dim);
            j.Read(0, couplings.Values);
        }
        TrainedNetwork.RequireFinite(couplings.Values, name);
        couplings.RequireNoSelf();
        return couplings;
    }

    /// <summary>Reads packed couplings as they are, or maps them.</summary>
    /// <exception cref="InvalidDataException">They have another shape, an entry is not finite or couples a token to itself.</exception>
    public static PackedCouplings ReadPacked(SafeTensorsFile file, string name, int tokens, int dim, bool map)
    {
        Tensor j = OfShape(file, name, tokens, dim);
        PackedCouplings packed;
        if (StorageOf(file, name) == CouplingStorage.Float16)
        {
            (ReadOnlyMemory<ushort> halves, nint first) = Numbers<ushort>(j, map);
            RequireFinite(halves.Span, name);
            packed = new PackedCouplings(tokens, dim, halves, (ushort*)first);
        }
        else
        {
            float[] scales = GC.AllocateArray<float>(tokens * tokens, pinned: true);
            Tensor stored = TrainedNetwork.Axes(file, ScalesOf(name), 2);
            if (!stored.Shape.SequenceEqual([tokens, tokens]))
                throw new InvalidDataException($"its tensor '{ScalesOf(name)}' has no scale for each of {tokens} x {tokens} blocks.");
            stored.Read(0, scales);
            TrainedNetwork.RequireFinite(scales, ScalesOf(name));
            (ReadOnlyMemory<sbyte> bytes, nint first) = Numbers<sbyte>(j, map);
            packed = new PackedCouplings(tokens, dim, bytes, (sbyte*)first, scales);
        }
        RequireNoSelf(packed);
        return packed;
    }

    private static (ReadOnlyMemory<T> Numbers, nint First) Numbers<T>(Tensor tensor, bool map)
        where T : unmanaged
    {
        if (map && tensor.Source is FileStretch stretch)
        {
            MappedNumbers<T> mapped = new(stretch);
            return (mapped.Memory, (nint)mapped.Pointer);
        }
        T[] numbers = GC.AllocateUninitializedArray<T>((int)(tensor.ByteCount / sizeof(T)), pinned: true);
        tensor.ReadAs<T>(numbers);
        // Pinned for its whole life.
        fixed (T* first = numbers) return (numbers, (nint)first);
    }

    private static void RequireFinite(ReadOnlySpan<ushort> halves, string name)
    {
        for (int k = 0; k < halves.Length; k++)
            if ((halves[k] & 0x7c00) == 0x7c00)
                throw new InvalidDataException(
                    $"its tensor '{name}' has {(float)BitConverter.UInt16BitsToHalf(halves[k])} as entry {k}; all must be finite.");
    }

    private static void RequireNoSelf(PackedCouplings packed)
    {
        float[] row = new float[packed.RowLength];
        int block = packed.Dim * packed.Dim;
        for (int i = 0; i < packed.Tokens; i++)
        {
            fixed (float* first = row) packed.Unpack(i, first);
            if (row.AsSpan(i * block, block).ContainsAnyExcept(0f))
                throw new InvalidDataException($"J[{i}, {i}] is not zero; no token couples to itself.");
        }
    }

    private static Tensor OfShape(SafeTensorsFile file, string name, int tokens, int dim)
    {
        Tensor j = TrainedNetwork.Axes(file, name, 4);
        return j.Shape.SequenceEqual(Shape(tokens, dim)) ? j : throw new InvalidDataException(
            $"its couplings have shape [{string.Join(", ", j.Shape)}], which {tokens} tokens of {dim} components do not fit.");
    }

    private static string ScalesOf(string name) => name + "_scale";

    private static long[] Shape(int tokens, int dim) => [tokens, tokens, dim, dim];
}
