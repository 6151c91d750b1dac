using System.Numerics;
using System.Numerics.Tensors;

namespace AttractorNotebooks.Transformers;

/// <summary>One transformer block, normalized before each part: x + attention(norm(x)), then x + mlp(norm(x)).</summary>
internal sealed class Block<T>
    where T : unmanaged, IFloatingPointIeee754<T>
{
    private readonly LayerNormalization<T> _beforeAttention;
    private readonly SelfAttention<T> _attention;
    private readonly LayerNormalization<T> _beforeMlp;
    private readonly Mlp<T> _mlp;

    /// <param name="layout">Where the parameters go.</param>
    /// <param name="name">Their prefix.</param>
    /// <param name="shape">The sizes.</param>
    /// <param name="gain">Scales what each part adds to the state at the start.</param>
    public Block(ParameterLayout layout, string name, TransformerShape shape, double gain)
    {
        _beforeAttention = new LayerNormalization<T>(layout, name + ".before_attention", shape.Width);
        _attention = new SelfAttention<T>(layout, name + ".attention", shape.Tokens, shape.Width, shape.Heads, gain);
        _beforeMlp = new LayerNormalization<T>(layout, name + ".before_mlp", shape.Width);
        _mlp = new Mlp<T>(layout, name + ".mlp", shape.Width, shape.Hidden, gain);
    }

    /// <param name="parameters">All of the model's numbers.</param>
    /// <param name="state">x, [images N, width]; becomes the block's output.</param>
    /// <param name="trace">Receives what <see cref="Backward"/> needs.</param>
    /// <param name="scratch">Room to work in.</param>
    public void Forward(T[] parameters, Matrix<T> state, BlockTrace<T> trace, BlockScratch<T> scratch)
    {
        _beforeAttention.Forward(parameters, state, trace.Normal1, trace.Inverse1, trace.Seen1);
        _attention.Forward(parameters, trace.Seen1, trace.Projected, trace.Attention, trace.Mixed, scratch.State);
        TensorPrimitives.Add(state.Numbers, scratch.State.Numbers, state.Numbers);
        _beforeMlp.Forward(parameters, state, trace.Normal2, trace.Inverse2, trace.Seen2);
        _mlp.Forward(parameters, trace.Seen2, trace.Hidden, scratch.State);
        TensorPrimitives.Add(state.Numbers, scratch.State.Numbers, state.Numbers);
    }

    /// <param name="parameters">All of the model's numbers.</param>
    /// <param name="gradient">All gradients; added to.</param>
    /// <param name="dState">The loss's gradient with respect to the block's output; becomes that with respect to its input.</param>
    /// <param name="trace">What <see cref="Forward"/> left.</param>
    /// <param name="scratch">Room to work in.</param>
    public void Backward(T[] parameters, T[] gradient, Matrix<T> dState, BlockTrace<T> trace, BlockScratch<T> scratch)
    {
        _mlp.Backward(parameters, gradient, trace.Seen2, trace.Hidden, dState, scratch.Hidden, scratch.State);
        _beforeMlp.Backward(parameters, gradient, trace.Normal2, trace.Inverse2, scratch.State, dState);
        _attention.Backward(
            parameters, gradient, trace.Seen1, trace.Projected, trace.Attention, trace.Mixed, dState, scratch.Mixed, scratch.Scores, scratch.Projected, scratch.State);
        _beforeAttention.Backward(parameters, gradient, trace.Normal1, trace.Inverse1, scratch.State, dState);
    }
}
