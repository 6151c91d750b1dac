using System.Numerics;
using System.Numerics.Tensors;
using AttractorNotebooks.Transformers;

namespace AttractorNotebooks.Sequences;

/// <summary>
/// Learnt vectors of characters + learnt positions -> blocks with causal attention -> layer norm -> linear decoder -> logits of the
/// next character. The parameters are the caller's.
/// </summary>
internal sealed class CausalTransformer<T>
    where T : unmanaged, IFloatingPointIeee754<T>
{
    private readonly Parameter _characters;
    private readonly Parameter _positions;
    private readonly Block<T>[] _blocks;
    private readonly LayerNormalization<T> _norm;
    private readonly Linear<T> _decoder;

    /// <summary>Lays the parameters out.</summary>
    /// <param name="shape">The sizes; components are the characters V.</param>
    public CausalTransformer(TransformerShape shape)
    {
        Shape = shape with { Causal = true };
        ParameterLayout layout = new();
        _characters = layout.Add("characters", [shape.Components, shape.Width], deviation: 0.5);
        _positions = layout.Add("positions", [shape.Tokens, shape.Width], deviation: 0.1);
        double gain = 1 / Math.Sqrt(2 * shape.Blocks);
        _blocks = [.. Enumerable.Range(0, shape.Blocks).Select(k => new Block<T>(layout, $"block{k}", Shape, gain))];
        _norm = new LayerNormalization<T>(layout, "before_decoder", shape.Width);
        _decoder = new Linear<T>(layout, "decoder", shape.Width, shape.Components);
        Layout = layout;
    }

    /// <summary>The sizes.</summary>
    public TransformerShape Shape { get; }

    /// <summary>How the parameters lie.</summary>
    public ParameterLayout Layout { get; }

    /// <summary>The logits of the next character after every token of some windows.</summary>
    /// <param name="parameters">All numbers.</param>
    /// <param name="characters">Symbols, [windows N].</param>
    /// <param name="room">Room for so many windows; its output receives the logits, [windows N, V].</param>
    public void Forward(T[] parameters, ReadOnlySpan<int> characters, Room room)
    {
        Matrix<T> state = room.Pass.State, table = _characters.MatrixOf(parameters), places = _positions.MatrixOf(parameters);
        for (int row = 0; row < state.Rows; row++)
            TensorPrimitives.Add<T>(table.Row(characters[row]), places.Row(row % Shape.Tokens), state.Row(row));
        for (int k = 0; k < _blocks.Length; k++) _blocks[k].Forward(parameters, state, room.Pass.Trace(k), room.Pass.Scratch);
        _norm.Forward(parameters, state, room.Normal, room.Inverse, room.Seen);
        _decoder.Forward(parameters, room.Seen, room.Pass.Output);
    }

    /// <summary>The loss of some windows, and its gradient with respect to all parameters.</summary>
    /// <param name="parameters">All numbers.</param>
    /// <param name="gradient">All gradients; added to.</param>
    /// <param name="characters">Symbols, [windows N].</param>
    /// <param name="next">What follows each of them, [windows N].</param>
    /// <param name="fraction">What every token's -ln p is multiplied by.</param>
    /// <param name="room">Room for so many windows, with a trace for every block.</param>
    /// <returns>The sum of fraction x -ln p.</returns>
    public double Backpropagate(
        T[] parameters, T[] gradient, ReadOnlySpan<int> characters, ReadOnlySpan<int> next, double fraction, Room room)
    {
        Forward(parameters, characters, room);
        Matrix<T> error = room.Pass.Output, change = room.Pass.StateGradient;
        double loss = 0;
        for (int row = 0; row < error.Rows; row++)
        {
            Span<T> logits = error.Row(row);
            loss += fraction * SequenceEnergy.ToProbabilities(logits, next[row]);
            logits[next[row]] -= T.One;
            TensorPrimitives.Multiply(logits, T.CreateTruncating(fraction), logits);
        }
        _decoder.Backward(parameters, gradient, room.Seen, error, room.SeenGradient);
        change.Numbers.Clear();
        _norm.Backward(parameters, gradient, room.Normal, room.Inverse, room.SeenGradient, change);
        for (int k = _blocks.Length - 1; k >= 0; k--)
            _blocks[k].Backward(parameters, gradient, change, room.Pass.Trace(k), room.Pass.Scratch);
        Matrix<T> table = _characters.MatrixOf(gradient), places = _positions.MatrixOf(gradient);
        for (int row = 0; row < change.Rows; row++)
        {
            TensorPrimitives.Add(table.Row(characters[row]), change.Row(row), table.Row(characters[row]));
            TensorPrimitives.Add(places.Row(row % Shape.Tokens), change.Row(row), places.Row(row % Shape.Tokens));
        }
        return loss;
    }

    /// <summary>The numbers of one pass of a few windows.</summary>
    /// <param name="shape">The sizes.</param>
    /// <param name="windows">Windows at once.</param>
    public sealed class Room(TransformerShape shape, int windows)
    {
        private readonly T[] _normal = new T[windows * shape.Tokens * shape.Width];
        private readonly T[] _seen = new T[windows * shape.Tokens * shape.Width];
        private readonly T[] _seenGradient = new T[windows * shape.Tokens * shape.Width];

        public int Windows => windows;

        public TransformerPass<T> Pass { get; } = new(shape, windows, shape.Blocks);

        public Matrix<T> Normal => new(_normal, windows * shape.Tokens, shape.Width);

        public T[] Inverse { get; } = new T[windows * shape.Tokens];

        public Matrix<T> Seen => new(_seen, windows * shape.Tokens, shape.Width);

        public Matrix<T> SeenGradient => new(_seenGradient, windows * shape.Tokens, shape.Width);
    }
}
