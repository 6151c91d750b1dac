namespace AttractorNotebooks.Transformers;

/// <summary>Room that blocks share while they work; nothing in it outlives a call.</summary>
internal sealed class BlockScratch<T>(TransformerShape shape, int images)
    where T : unmanaged
{
    private readonly int _rows = images * shape.Tokens;
    private readonly T[] _state = new T[images * shape.Tokens * shape.Width];
    private readonly T[] _residual = new T[shape.Norm == NormPlacement.After ? images * shape.Tokens * shape.Width : 0];
    private readonly T[] _hidden = new T[images * shape.Tokens * shape.Hidden];
    private readonly T[] _mixed = new T[images * shape.Tokens * shape.Width];
    private readonly T[] _scores = new T[shape.Tokens * shape.Tokens];
    private readonly T[] _projected = new T[images * shape.Tokens * 3 * shape.Width];

    public Matrix<T> State => new(_state, _rows, shape.Width);

    public Matrix<T> Residual => new(_residual, _rows, shape.Width);

    public Matrix<T> Hidden => new(_hidden, _rows, shape.Hidden);

    public Matrix<T> Mixed => new(_mixed, _rows, shape.Width);

    public Matrix<T> Scores => new(_scores, shape.Tokens, shape.Tokens);

    public Matrix<T> Projected => new(_projected, _rows, 3 * shape.Width);
}
