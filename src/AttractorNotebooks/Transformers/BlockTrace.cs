namespace AttractorNotebooks.Transformers;

/// <summary>
/// What one application of a block leaves for its backward pass; a block applied t times needs t of them, or one where nothing
/// goes back.
/// </summary>
internal sealed class BlockTrace<T>(TransformerShape shape, int images)
    where T : unmanaged
{
    private readonly int _rows = images * shape.Tokens;
    private readonly T[] _normal1 = new T[images * shape.Tokens * shape.Width];
    private readonly T[] _seen1 = new T[images * shape.Tokens * shape.Width];
    private readonly T[] _projected = new T[images * shape.Tokens * 3 * shape.Width];
    private readonly T[] _attention = new T[images * shape.Heads * shape.Tokens * shape.Tokens];
    private readonly T[] _mixed = new T[images * shape.Tokens * shape.Width];
    private readonly T[] _normal2 = new T[images * shape.Tokens * shape.Width];
    private readonly T[] _seen2 = new T[images * shape.Tokens * shape.Width];
    private readonly T[] _hidden = new T[images * shape.Tokens * shape.Hidden];

    public Matrix<T> Normal1 => new(_normal1, _rows, shape.Width);

    public T[] Inverse1 { get; } = new T[images * shape.Tokens];

    public Matrix<T> Seen1 => new(_seen1, _rows, shape.Width);

    public Matrix<T> Projected => new(_projected, _rows, 3 * shape.Width);

    public Matrix<T> Attention => new(_attention, images * shape.Heads * shape.Tokens, shape.Tokens);

    public Matrix<T> Mixed => new(_mixed, _rows, shape.Width);

    public Matrix<T> Normal2 => new(_normal2, _rows, shape.Width);

    public T[] Inverse2 { get; } = new T[images * shape.Tokens];

    public Matrix<T> Seen2 => new(_seen2, _rows, shape.Width);

    public Matrix<T> Hidden => new(_hidden, _rows, shape.Hidden);
}
