using System.Numerics.Tensors;
using AttractorNotebooks.Simd;

namespace AttractorNotebooks.Model;

/// <summary>Couplings J [N, N, d, d] in half or a quarter of the memory, for recall: see <see cref="CouplingStorage"/>.</summary>
/// <remarks>
/// The dynamics turns a row back into float32 when a token listens, which is exact: it computes, bit for bit, what it would with
/// <see cref="ToCouplings"/>. What is lost is lost by packing: float16 is off by 2^-11 of an entry at most (or 2^-25), int8 by 1/254
/// of its block's largest entry.
/// </remarks>
public sealed unsafe class PackedCouplings
{
    private readonly ushort* _halves;
    private readonly sbyte* _bytes;
    private readonly float* _scales;

    private PackedCouplings(int tokens, int dim, CouplingStorage storage)
    {
        (Tokens, Dim, Storage) = (tokens, dim, storage);
    }

    // J as IEEE halves, [N, N, d, d], and their place, which does not move.
    internal PackedCouplings(int tokens, int dim, ReadOnlyMemory<ushort> halves, ushort* pointer)
        : this(tokens, dim, CouplingStorage.Float16)
    {
        Halves = halves;
        _halves = pointer;
    }

    // J as bytes, [N, N, d, d], and their place, which does not move; scales [N, N], on the pinned heap.
    internal PackedCouplings(int tokens, int dim, ReadOnlyMemory<sbyte> bytes, sbyte* pointer, float[] scales)
        : this(tokens, dim, CouplingStorage.Int8)
    {
        (Bytes, Scales) = (bytes, scales);
        _bytes = pointer;
        // Pinned for its whole life.
        fixed (float* first = scales) _scales = first;
    }

    /// <summary>N, the number of tokens.</summary>
    public int Tokens { get; }

    /// <summary>d, the components of a token.</summary>
    public int Dim { get; }

    /// <summary>How the numbers lie in memory.</summary>
    public CouplingStorage Storage { get; }

    /// <summary>Bytes of J, scales included.</summary>
    public long ByteCount => (long)Tokens * RowLength * (Storage == CouplingStorage.Float16 ? 2 : 1) + (long)Scales.Length * sizeof(float);

    internal ReadOnlyMemory<ushort> Halves { get; }

    internal ReadOnlyMemory<sbyte> Bytes { get; }

    internal ReadOnlyMemory<float> Scales { get; }

    internal int RowLength => Tokens * Dim * Dim;

    /// <summary>Packs couplings.</summary>
    /// <param name="couplings">J.</param>
    /// <param name="storage">Float16 or int8.</param>
    /// <exception cref="ArgumentException">An entry is too large for float16, or float32 is asked for, which packs nothing.</exception>
    public static PackedCouplings From(Couplings couplings, CouplingStorage storage)
    {
        ArgumentNullException.ThrowIfNull(couplings);
        return storage switch
        {
            CouplingStorage.Float16 => InHalves(couplings),
            CouplingStorage.Int8 => InBytes(couplings),
            _ => throw new ArgumentException($"{storage} packs nothing; choose float16 or int8.", nameof(storage)),
        };
    }

    /// <summary>The same as float32 numbers.</summary>
    public Couplings ToCouplings()
    {
        Couplings couplings = new(Tokens, Dim);
        for (int i = 0; i < Tokens; i++) Unpack(i, couplings.Pointer(i));
        return couplings;
    }

    /// <summary>What token i hears; valid as long as this object is reachable.</summary>
    internal PackedRow Row(int i) => new()
    {
        Halves = _halves is null ? null : _halves + (nint)i * RowLength,
        Bytes = _bytes is null ? null : _bytes + (nint)i * RowLength,
        Scales = _scales is null ? null : _scales + (nint)i * Tokens,
    };

    /// <summary>Writes what token i hears, [N, d, d], as float32.</summary>
    internal void Unpack(int i, float* row) => Row(i).Unpack(row, 0, Tokens, Dim * Dim);

    /// <summary>The largest Frobenius norm of a block J_ij.</summary>
    internal double StrongestBlock()
    {
        float[] row = new float[RowLength];
        double squares = 0;
        for (int i = 0; i < Tokens; i++)
        {
            fixed (float* first = row) Unpack(i, first);
            for (int j = 0; j < Tokens; j++)
                squares = Math.Max(squares, TensorPrimitives.SumOfSquares<float>(row.AsSpan(j * Dim * Dim, Dim * Dim)));
        }
        return Math.Sqrt(squares);
    }

    private static PackedCouplings InHalves(Couplings couplings)
    {
        ushort[] halves = GC.AllocateUninitializedArray<ushort>(couplings.Memory.Length, pinned: true);
        ReadOnlySpan<float> values = couplings.Values;
        for (int k = 0; k < halves.Length; k++)
        {
            Half half = (Half)values[k];
            if (Half.IsInfinity(half))
                throw new ArgumentException(
                    $"Entry {k} of the couplings is {values[k]}, more than float16 holds ({Half.MaxValue}); use int8.");
            halves[k] = BitConverter.HalfToUInt16Bits(half);
        }
        fixed (ushort* first = halves) return new PackedCouplings(couplings.Tokens, couplings.Dim, halves, first);
    }

    private static PackedCouplings InBytes(Couplings couplings)
    {
        sbyte[] bytes = GC.AllocateUninitializedArray<sbyte>(couplings.Memory.Length, pinned: true);
        float[] scales = GC.AllocateArray<float>(couplings.Tokens * couplings.Tokens, pinned: true);
        int block = couplings.Dim * couplings.Dim;
        for (int b = 0; b < scales.Length; b++)
        {
            ReadOnlySpan<float> values = couplings.Values.Slice(b * block, block);
            float scale = scales[b] = MathF.Abs(TensorPrimitives.MaxMagnitude(values)) / 127;
            for (int k = 0; k < block; k++)
                bytes[b * block + k] = scale > 0 ? (sbyte)Math.Clamp(MathF.Round(values[k] / scale), -127, 127) : (sbyte)0;
        }
        fixed (sbyte* first = bytes) return new PackedCouplings(couplings.Tokens, couplings.Dim, bytes, first, scales);
    }
}
