namespace AttractorNotebooks.Simd;

/// <summary>What one token hears, [N, d, d], in half or a quarter of the memory; default for nothing.</summary>
internal unsafe struct PackedRow
{
    /// <summary>IEEE halves, or null.</summary>
    public ushort* Halves;

    /// <summary>Bytes, or null.</summary>
    public sbyte* Bytes;

    /// <summary>What the bytes of a block are multiplied by, [N].</summary>
    public float* Scales;

    /// <summary>Writes some blocks to their place in a row of float32.</summary>
    /// <param name="row">The row.</param>
    /// <param name="first">The first source.</param>
    /// <param name="count">How many.</param>
    /// <param name="block">d^2.</param>
    public readonly void Unpack(float* row, int first, int count, int block)
    {
        nint start = (nint)first * block;
        if (Halves is not null) Unpacking.Halves(Halves + start, row + start, count * block);
        else if (Bytes is not null)
            for (int j = first; j < first + count; j++, start += block) Unpacking.Bytes(Bytes + start, Scales[j], row + start, block);
    }
}
