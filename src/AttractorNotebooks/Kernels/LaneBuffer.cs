using System.Runtime.CompilerServices;

namespace AttractorNotebooks.Kernels;

/// <summary>
/// Float32 numbers for many samples at once: rows of lanes, one lane a sample.
/// <code>
///            lane 0   lane 1   ...   lane B-1   padding
///   row 0      .        .               .          0
///   row 1      .        .               .          0      a state has a row for every component of every token:
///   ...                                                   row i d + c holds component c of token i
/// </code>
/// </summary>
/// <remarks>
/// A vector register covers neighbouring lanes, so that every sample goes through the same arithmetic whatever the
/// token's dimension. Rows are padded to whole blocks of lanes; memory is pinned and aligned to 64 bytes.
/// </remarks>
internal sealed unsafe class LaneBuffer
{
    private const int Alignment = 64;
    private readonly float[] _memory;

    public LaneBuffer(int rows, int lanes)
    {
        Rows = rows;
        Lanes = lanes;
        long length = (long)rows * lanes + Alignment / sizeof(float);
        if (length > Array.MaxLength) throw new ArgumentException($"{rows} rows of {lanes} lanes are more than one array holds; use a smaller batch.");
        _memory = GC.AllocateArray<float>((int)length, pinned: true);
        nuint address = (nuint)Unsafe.AsPointer(ref _memory[0]);
        Pointer = (float*)((address + Alignment - 1) & ~(nuint)(Alignment - 1));
    }

    public int Rows { get; }

    /// <summary>Lanes of a row, padding included.</summary>
    public int Lanes { get; }

    /// <summary>The first lane of the first row; valid as long as this object is reachable.</summary>
    public float* Pointer { get; }

    public Span<float> Span => new(Pointer, Rows * Lanes);

    public Span<float> Row(int row) => new(Pointer + (nint)row * Lanes, Lanes);

    /// <summary>Copies samples, [B, rows], into the lanes, and zeros into the padding.</summary>
    public void Load(ReadOnlySpan<float> samples)
    {
        int count = samples.Length / Rows;
        for (int row = 0; row < Rows; row++)
        {
            Span<float> lanes = Row(row);
            for (int b = 0; b < count; b++) lanes[b] = samples[b * Rows + row];
            lanes[count..].Clear();
        }
    }

    /// <summary>Copies the lanes out, [B, rows].</summary>
    public void Save(Span<float> samples)
    {
        int count = samples.Length / Rows;
        for (int row = 0; row < Rows; row++)
        {
            Span<float> lanes = Row(row);
            for (int b = 0; b < count; b++) samples[b * Rows + row] = lanes[b];
        }
    }
}
