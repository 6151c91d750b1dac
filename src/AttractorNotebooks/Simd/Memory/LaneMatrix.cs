using System.Runtime.CompilerServices;

namespace AttractorNotebooks.Simd;

/// <summary>
/// Rows of float32 lanes, one lane a sample, all of a row next to one another; for matrix products with a batch as the second
/// factor.
/// </summary>
/// <remarks>
/// Lanes are padded with zeros to whole pairs of the widest register; rows lie a few cache lines more apart, since powers of two
/// would share sets of the caches.
/// </remarks>
internal sealed unsafe class LaneMatrix
{
    private const int Padding = 32;
    private readonly float[] _memory;

    public LaneMatrix(int rows, int batch)
    {
        Rows = rows;
        Batch = batch;
        Lanes = (batch + Padding - 1) / Padding * Padding;
        Stride = Lanes + 16;
        long length = (long)rows * Stride + 16;
        if (length > Array.MaxLength)
            throw new ArgumentException($"{rows} rows for {batch} samples are more than one array holds; use a smaller batch.");
        _memory = GC.AllocateArray<float>((int)length, pinned: true);
        nuint address = (nuint)Unsafe.AsPointer(ref _memory[0]);
        Pointer = (float*)((address + 63) & ~(nuint)63);
    }

    public int Rows { get; }

    /// <summary>Samples.</summary>
    public int Batch { get; }

    /// <summary>Samples and padding.</summary>
    public int Lanes { get; }

    /// <summary>Distance between rows.</summary>
    public int Stride { get; }

    /// <summary>The first lane of the first row; valid as long as this object is reachable.</summary>
    public float* Pointer { get; }

    /// <summary>The lanes of a row.</summary>
    public float* Row(int row) => Pointer + (nint)row * Stride;

    /// <summary>Copies samples, [B, rows], of so many rows into the lanes.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public void Load(float* samples, int firstRow, int rows)
    {
        // Few rows at a time: a sample's neighbours are used while they are in the cache.
        for (int row = firstRow; row < firstRow + rows; row++)
        {
            float* lanes = Row(row);
            for (int b = 0; b < Batch; b++) lanes[b] = samples[(nint)b * Rows + row];
        }
    }

    /// <summary>Copies so many rows out, [B, rows].</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public void Save(float* samples, int firstRow, int rows)
    {
        for (int row = firstRow; row < firstRow + rows; row++)
        {
            float* lanes = Row(row);
            for (int b = 0; b < Batch; b++) samples[(nint)b * Rows + row] = lanes[b];
        }
    }
}
