namespace AttractorNotebooks.Transformers;

/// <summary>The numbers of one pass of a few images through a transformer.</summary>
internal sealed class TransformerPass<T>
    where T : unmanaged
{
    private readonly T[] _patches;
    private readonly T[] _output;
    private readonly T[] _state;
    private readonly T[] _stateGradient;
    private readonly BlockTrace<T>[] _traces;
    private readonly TransformerShape _shape;
    private readonly int _rows;

    /// <summary>Makes scratch.</summary>
    /// <param name="shape">The transformer's sizes.</param>
    /// <param name="images">Images at once.</param>
    /// <param name="traces">Applications of blocks that a backward pass has to go through; 1 where there is none.</param>
    public TransformerPass(TransformerShape shape, int images, int traces)
    {
        (_shape, Images, _rows) = (shape, images, images * shape.Tokens);
        (_patches, _output) = (new T[_rows * shape.Components], new T[_rows * shape.Components]);
        (_state, _stateGradient) = (new T[_rows * shape.Width], new T[_rows * shape.Width]);
        _traces = [.. Enumerable.Range(0, traces).Select(_ => new BlockTrace<T>(shape, images))];
        Scratch = new BlockScratch<T>(shape, images);
    }

    /// <summary>How many images pass at once.</summary>
    public int Images { get; }

    /// <summary>What goes in, [images N, a]; masked tokens are zero.</summary>
    public Matrix<T> Patches => new(_patches, _rows, _shape.Components);

    /// <summary>What comes out, [images N, a].</summary>
    public Matrix<T> Output => new(_output, _rows, _shape.Components);

    /// <summary>x, [images N, width].</summary>
    public Matrix<T> State => new(_state, _rows, _shape.Width);

    /// <summary>The loss's gradient with respect to x.</summary>
    public Matrix<T> StateGradient => new(_stateGradient, _rows, _shape.Width);

    /// <summary>Room for blocks.</summary>
    public BlockScratch<T> Scratch { get; }

    /// <summary>Where an application of a block keeps what its backward pass needs.</summary>
    public BlockTrace<T> Trace(int application) => _traces[application % _traces.Length];
}
