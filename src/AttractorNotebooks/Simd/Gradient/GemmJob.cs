namespace AttractorNotebooks.Simd;

/// <summary>A matrix product C = A B or C += A B. The rows of B and C are contiguous; A may lie in any order, so that a transposed A costs nothing.</summary>
internal unsafe struct GemmJob
{
    /// <summary>Rows of A and C.</summary>
    public int Rows;

    /// <summary>Columns of A, rows of B.</summary>
    public int Inner;

    /// <summary>Columns of B and C.</summary>
    public int Columns;

    /// <summary>A, [Rows, Inner].</summary>
    public float* A;

    /// <summary>Distance between rows of A.</summary>
    public nint ARow;

    /// <summary>Distance between columns of A.</summary>
    public nint AColumn;

    /// <summary>B, [Inner, Columns].</summary>
    public float* B;

    /// <summary>Distance between rows of B.</summary>
    public nint BRow;

    /// <summary>C, [Rows, Columns]; overlaps neither A nor B.</summary>
    public float* C;

    /// <summary>Distance between rows of C.</summary>
    public nint CRow;

    /// <summary>Whether the product is added to what C holds.</summary>
    public bool Add;
}
