namespace AttractorNotebooks.Simd;

/// <summary>The posterior of one pixel over a few levels, in many lanes: what K heads say about its spin, and what was seen of it.</summary>
internal unsafe struct LevelJob
{
    /// <summary>K.</summary>
    public int Heads;

    /// <summary>M, levels.</summary>
    public int Levels;

    /// <summary>Lanes, a multiple of the register's width.</summary>
    public int Lanes;

    /// <summary>The fields, two rows a head.</summary>
    public float* Fields;

    /// <summary>Distance between the rows of one head.</summary>
    public nint Row;

    /// <summary>Distance between heads.</summary>
    public nint Head;

    /// <summary>The spins of the levels times lambda, lambdaLog2E and log2(e), [M, 2].</summary>
    public float* SharpSpins;

    /// <summary>The levels u, [M].</summary>
    public float* LevelValues;

    /// <summary>The spins of the levels, [M, 2].</summary>
    public float* Spins;

    /// <summary>log2 of the prior of a level and of the likelihood of what was seen, rows [M].</summary>
    public float* Evidence;

    /// <summary>Distance between the rows of <see cref="Evidence"/>.</summary>
    public nint EvidenceRow;

    /// <summary>The mean spin, two rows; moved towards the new mean.</summary>
    public float* Mean;

    /// <summary>Distance between the rows of <see cref="Mean"/>.</summary>
    public nint MeanRow;

    /// <summary>The share of the new mean, in (0, 1].</summary>
    public float Step;

    /// <summary>Receives the mean level, one row.</summary>
    public float* Level;
}
