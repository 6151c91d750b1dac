namespace AttractorNotebooks.Simd;

/// <summary>One unit vector x that K heads speak of, each with a field h_k, in many lanes.</summary>
internal unsafe struct PooledJob
{
    /// <summary>K.</summary>
    public int Heads;

    /// <summary>d, the components of the unit vector.</summary>
    public int Dim;

    /// <summary>Lanes, a multiple of the register's width.</summary>
    public int Lanes;

    /// <summary>lambda.</summary>
    public float Lambda;

    /// <summary>What the squares of all lambda |h_k| are held down by: rho.</summary>
    public float Prior;

    /// <summary>The fields, rows [d] a head; the gradient replaces them.</summary>
    public float* Fields;

    /// <summary>Distance between the rows of one head.</summary>
    public nint Row;

    /// <summary>Distance between heads.</summary>
    public nint Head;

    /// <summary>x, rows [d]; null where only the mean is asked for.</summary>
    public float* Target;

    /// <summary>Distance between the rows of <see cref="Target"/> and of <see cref="Mean"/>.</summary>
    public nint TargetRow;

    /// <summary>Receives the mean of x under the mixture, rows [d]; null where the gradient is asked for.</summary>
    public float* Mean;

    /// <summary>Receives ln p(x), one row; null if nobody asks.</summary>
    public float* LogDensity;
}
