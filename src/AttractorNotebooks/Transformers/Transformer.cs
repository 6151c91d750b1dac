using System.Numerics;
using System.Numerics.Tensors;

namespace AttractorNotebooks.Transformers;

/// <summary>
/// Patches of spherical pixels -> linear encoder + learnt positions -> blocks, the whole row of them once or several times ->
/// linear decoder -> patches of spherical pixels. The parameters are the caller's; this says how they lie and what is done with them.
/// </summary>
/// <remarks>A masked token comes in as a zero vector, which no spherical pixel is: the encoder's bias becomes the mask token.</remarks>
internal sealed class Transformer<T>
    where T : unmanaged, IFloatingPointIeee754<T>
{
    private readonly Linear<T> _encoder;
    private readonly Parameter _positions;
    private readonly Block<T>[] _blocks;
    private readonly Linear<T> _decoder;

    /// <summary>Lays the parameters out.</summary>
    public Transformer(TransformerShape shape)
    {
        Shape = shape;
        ParameterLayout layout = new();
        _encoder = new Linear<T>(layout, "encoder", shape.Components, shape.Width);
        _positions = layout.Add("positions", [shape.Tokens, shape.Width], deviation: 0.5);
        // So that the sum of what all blocks add has the size of what one would add.
        double gain = 1 / Math.Sqrt(2 * shape.Blocks);
        _blocks = [.. Enumerable.Range(0, shape.Blocks).Select(k => new Block<T>(layout, $"block{k}", shape, gain))];
        _decoder = new Linear<T>(layout, "decoder", shape.Width, shape.Components);
        Layout = layout;
    }

    /// <summary>The sizes.</summary>
    public TransformerShape Shape { get; }

    /// <summary>How the parameters lie.</summary>
    public ParameterLayout Layout { get; }

    /// <summary>From patches to the state before the first block.</summary>
    /// <param name="parameters">All of the model's numbers.</param>
    /// <param name="pass">Holds the patches; receives the state.</param>
    public void Encode(T[] parameters, TransformerPass<T> pass)
    {
        _encoder.Forward(parameters, pass.Patches, pass.State);
        Span<T> positions = _positions.Of(parameters), state = pass.State.Numbers;
        for (int start = 0; start < state.Length; start += positions.Length)
            TensorPrimitives.Add(state.Slice(start, positions.Length), positions, state.Slice(start, positions.Length));
    }

    /// <summary>Applies all blocks in turn to the state.</summary>
    /// <param name="parameters">All of the model's numbers.</param>
    /// <param name="pass">Holds the state, which changes.</param>
    /// <param name="iteration">0, 1, ...: says which traces the blocks may write, where the pass has them.</param>
    public void Iterate(T[] parameters, TransformerPass<T> pass, int iteration)
    {
        for (int k = 0; k < _blocks.Length; k++)
            _blocks[k].Forward(parameters, pass.State, pass.Trace(iteration * _blocks.Length + k), pass.Scratch);
    }

    /// <summary>Reads the state out.</summary>
    /// <param name="parameters">All of the model's numbers.</param>
    /// <param name="pass">Holds the state, which stays; receives the output.</param>
    public void Decode(T[] parameters, TransformerPass<T> pass) => _decoder.Forward(parameters, pass.State, pass.Output);

    /// <summary>The loss of a pass, and its gradient with respect to all parameters.</summary>
    /// <param name="parameters">All of the model's numbers.</param>
    /// <param name="gradient">All gradients; added to.</param>
    /// <param name="pass">Holds the patches; must have a trace for every block of every iteration.</param>
    /// <param name="target">The patches wanted, [images N, a].</param>
    /// <param name="iterations">How often the blocks are applied.</param>
    /// <param name="fraction">What the squared errors are multiplied by before they are summed: 1 / numbers of the whole batch.</param>
    /// <returns>The sum over this pass of fraction x squared error.</returns>
    public double Backpropagate(T[] parameters, T[] gradient, TransformerPass<T> pass, Matrix<T> target, int iterations, double fraction)
    {
        Encode(parameters, pass);
        for (int t = 0; t < iterations; t++) Iterate(parameters, pass, t);
        Decode(parameters, pass);
        Span<T> error = pass.Output.Numbers;
        TensorPrimitives.Subtract(error, target.Numbers, error);
        double loss = fraction * double.CreateTruncating(TensorPrimitives.SumOfSquares<T>(error));
        TensorPrimitives.Multiply(error, T.CreateTruncating(2 * fraction), error);
        _decoder.Backward(parameters, gradient, pass.State, pass.Output, pass.StateGradient);
        for (int application = iterations * _blocks.Length - 1; application >= 0; application--)
            _blocks[application % _blocks.Length].Backward(parameters, gradient, pass.StateGradient, pass.Trace(application), pass.Scratch);
        Span<T> positions = _positions.Of(gradient), change = pass.StateGradient.Numbers;
        for (int start = 0; start < change.Length; start += positions.Length)
            TensorPrimitives.Add(positions, change.Slice(start, positions.Length), positions);
        _encoder.BackwardToParameters(gradient, pass.Patches, pass.StateGradient);
        return loss;
    }
}
