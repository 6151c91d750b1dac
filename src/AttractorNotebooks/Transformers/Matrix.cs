namespace AttractorNotebooks.Transformers;

/// <summary>
/// A view of numbers as a matrix; rows and columns may lie at any distance, so that transposing or choosing columns copies
/// nothing.
/// </summary>
internal readonly ref struct Matrix<T>
    where T : unmanaged
{
    /// <summary>Views numbers, row by row, without gaps.</summary>
    public Matrix(Span<T> numbers, int rows, int columns)
        : this(numbers[..(rows * columns)], rows, columns, columns, 1)
    {
    }

    private Matrix(Span<T> numbers, int rows, int columns, int rowStep, int columnStep)
    {
        Numbers = numbers;
        (Rows, Columns, RowStep, ColumnStep) = (rows, columns, rowStep, columnStep);
    }

    /// <summary>The numbers, from entry [0, 0] on.</summary>
    public Span<T> Numbers { get; }

    /// <summary>How many rows.</summary>
    public int Rows { get; }

    /// <summary>How many columns.</summary>
    public int Columns { get; }

    /// <summary>Distance between rows.</summary>
    public int RowStep { get; }

    /// <summary>Distance between columns.</summary>
    public int ColumnStep { get; }

    /// <summary>Rows and columns exchanged.</summary>
    public Matrix<T> Transposed => new(Numbers, Columns, Rows, ColumnStep, RowStep);

    /// <summary>A block of rows and columns.</summary>
    public Matrix<T> Block(int row, int rows, int column, int columns) =>
        new(Numbers[(row * RowStep + column * ColumnStep)..], rows, columns, RowStep, ColumnStep);

    /// <summary>One row of a matrix whose columns are neighbours.</summary>
    public Span<T> Row(int row) => Numbers.Slice(row * RowStep, Columns);
}
