using System.Runtime.CompilerServices;

namespace AttractorNotebooks.Simd;

/// <summary>
/// Float32 numbers for many samples at once, one lane a sample, in blocks of lanes:
/// <code>
///   block 0   row 0   lane 0 ... lane L-1       a state has a row for every component of every token:
///             row 1   lane 0 ... lane L-1       row i d + c holds component c of token i
///             ...
///   block 1   row 0   lane L ... lane 2L-1      the last block is padded with lanes that hold zeros
///             ...
/// </code>
/// </summary>
/// <remarks>
/// A vector register covers neighbouring lanes, so that every sample goes through the same arithmetic whatever the
/// token's dimension. A block lies in one piece of memory: rows a power of two apart would share the same few sets of the
/// caches. Memory is pinned and aligned to 64 bytes.
/// </remarks>
internal sealed unsafe class LaneBuffer
{
    private const int Alignment = 64;
    private readonly float* _pointer;
    private readonly float[] _memory;

    public LaneBuffer(int rows, int batch, int block)
    {
        Rows = rows;
        Block = block;
        Blocks = (batch + block - 1) / block;
        long length = (long)rows * block * Blocks + Alignment / sizeof(float);
        if (length > Array.MaxLength)
            throw new ArgumentException($"{rows} rows for {batch} samples are more than one array holds; use a smaller batch.");
        _memory = GC.AllocateArray<float>((int)length, pinned: true);
        nuint address = (nuint)Unsafe.AsPointer(ref _memory[0]);
        _pointer = (float*)((address + Alignment - 1) & ~(nuint)(Alignment - 1));
    }

    public int Rows { get; }

    /// <summary>L, lanes of a block.</summary>
    public int Block { get; }

    public int Blocks { get; }

    public Span<float> Span => new(_pointer, Rows * Block * Blocks);

    /// <summary>A number by row and sample.</summary>
    public ref float this[int row, int sample] => ref _pointer[((nint)(sample / Block) * Rows + row) * Block + sample % Block];

    /// <summary>The first lane of the first row of a block; valid as long as this object is reachable.</summary>
    public float* Pointer(int block) => _pointer + (nint)block * Rows * Block;

    /// <summary>A row of a block.</summary>
    public float* Pointer(int block, int row) => _pointer + ((nint)block * Rows + row) * Block;

    /// <summary>Copies samples, [B, rows], into the lanes, and zeros into the padding.</summary>
    public void Load(ReadOnlySpan<float> samples)
    {
        for (int block = 0; block < Blocks; block++) Load(samples, block);
    }

    /// <summary>Copies the samples of one block.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public void Load(ReadOnlySpan<float> samples, int block)
    {
        int first = block * Block, count = Math.Clamp(samples.Length / Rows - first, 0, Block);
        float* target = Pointer(block);
        fixed (float* source = samples[Math.Min(first * Rows, samples.Length)..])
            for (int row = 0; row < Rows; row++, target += Block)
            {
                float* from = source + row;
                for (int lane = 0; lane < count; lane++, from += Rows) target[lane] = *from;
                new Span<float>(target + count, Block - count).Clear();
            }
    }

    /// <summary>Writes one block with rows and lanes exchanged: here a row is a sample, a lane one of this buffer's rows.</summary>
    /// <param name="target">With a row for every sample of this buffer, padding included, and a lane for every row of it.</param>
    /// <param name="block">The block.</param>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public void Transpose(LaneBuffer target, int block)
    {
        float* source = Pointer(block);
        for (int row = 0; row < Rows; row++, source += Block)
        {
            float* to = target.Pointer(row / target.Block, block * Block) + row % target.Block;
            for (int lane = 0; lane < Block; lane++, to += target.Block) *to = source[lane];
        }
    }

    /// <summary>Copies the lanes out, [B, rows].</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public void Save(Span<float> samples)
    {
        int count = samples.Length / Rows;
        for (int first = 0; first < count; first += Block)
        {
            float* source = Pointer(first / Block);
            for (int row = 0; row < Rows; row++, source += Block)
                for (int lane = 0; lane < Math.Min(Block, count - first); lane++) samples[(first + lane) * Rows + row] = source[lane];
        }
    }
}
