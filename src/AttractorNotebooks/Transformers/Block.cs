using System.Numerics;
using System.Numerics.Tensors;

namespace AttractorNotebooks.Transformers;

/// <summary>
/// One transformer block: x + attention(norm(x)), then x + mlp(norm(x)); or, normalized after each part, norm(x + attention(x)), then
/// norm(x + mlp(x)).
/// </summary>
internal sealed class Block<T>
    where T : unmanaged, IFloatingPointIeee754<T>
{
    private readonly LayerNormalization<T> _first;
    private readonly SelfAttention<T> _attention;
    private readonly LayerNormalization<T> _second;
    private readonly Mlp<T> _mlp;
    private readonly bool _after;

    /// <param name="layout">Where the parameters go.</param>
    /// <param name="name">Their prefix.</param>
    /// <param name="shape">The sizes.</param>
    /// <param name="gain">Scales what each part adds to the state at the start.</param>
    public Block(ParameterLayout layout, string name, TransformerShape shape, double gain)
    {
        _after = shape.Norm == NormPlacement.After;
        _first = new LayerNormalization<T>(layout, name + (_after ? ".after_attention" : ".before_attention"), shape.Width);
        _attention = new SelfAttention<T>(layout, name + ".attention", shape.Tokens, shape.Width, shape.Heads, gain, shape.Causal);
        _second = new LayerNormalization<T>(layout, name + (_after ? ".after_mlp" : ".before_mlp"), shape.Width);
        _mlp = new Mlp<T>(layout, name + ".mlp", shape.Width, shape.Hidden, gain);
    }

    /// <param name="parameters">All of the model's numbers.</param>
    /// <param name="state">x, [images N, width]; becomes the block's output.</param>
    /// <param name="trace">Receives what <see cref="Backward"/> needs.</param>
    /// <param name="scratch">Room to work in.</param>
    public void Forward(T[] parameters, Matrix<T> state, BlockTrace<T> trace, BlockScratch<T> scratch)
    {
        if (_after)
        {
            ForwardAfter(parameters, state, trace, scratch);
            return;
        }
        _first.Forward(parameters, state, trace.Normal1, trace.Inverse1, trace.Seen1);
        _attention.Forward(parameters, trace.Seen1, trace.Projected, trace.Attention, trace.Mixed, scratch.State);
        TensorPrimitives.Add(state.Numbers, scratch.State.Numbers, state.Numbers);
        _second.Forward(parameters, state, trace.Normal2, trace.Inverse2, trace.Seen2);
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
        if (_after)
        {
            BackwardAfter(parameters, gradient, dState, trace, scratch);
            return;
        }
        _mlp.Backward(parameters, gradient, trace.Seen2, trace.Hidden, dState, scratch.Hidden, scratch.State);
        _second.Backward(parameters, gradient, trace.Normal2, trace.Inverse2, scratch.State, dState);
        _attention.Backward(
            parameters, gradient, trace.Seen1, trace.Projected, trace.Attention, trace.Mixed, dState, scratch.Mixed, scratch.Scores,
            scratch.Projected, scratch.State);
        _first.Backward(parameters, gradient, trace.Normal1, trace.Inverse1, scratch.State, dState);
    }

    private void ForwardAfter(T[] parameters, Matrix<T> state, BlockTrace<T> trace, BlockScratch<T> scratch)
    {
        state.Numbers.CopyTo(trace.Seen1.Numbers);
        _attention.Forward(parameters, trace.Seen1, trace.Projected, trace.Attention, trace.Mixed, scratch.State);
        TensorPrimitives.Add(state.Numbers, scratch.State.Numbers, state.Numbers);
        _first.Forward(parameters, state, trace.Normal1, trace.Inverse1, trace.Seen2);
        _mlp.Forward(parameters, trace.Seen2, trace.Hidden, scratch.State);
        TensorPrimitives.Add(scratch.State.Numbers, trace.Seen2.Numbers, scratch.State.Numbers);
        _second.Forward(parameters, scratch.State, trace.Normal2, trace.Inverse2, state);
    }

    private void BackwardAfter(T[] parameters, T[] gradient, Matrix<T> dState, BlockTrace<T> trace, BlockScratch<T> scratch)
    {
        scratch.Residual.Numbers.Clear();
        _second.Backward(parameters, gradient, trace.Normal2, trace.Inverse2, dState, scratch.Residual);
        _mlp.Backward(parameters, gradient, trace.Seen2, trace.Hidden, scratch.Residual, scratch.Hidden, scratch.State);
        TensorPrimitives.Add(scratch.Residual.Numbers, scratch.State.Numbers, scratch.Residual.Numbers);
        dState.Numbers.Clear();
        _first.Backward(parameters, gradient, trace.Normal1, trace.Inverse1, scratch.Residual, dState);
        _attention.Backward(
            parameters, gradient, trace.Seen1, trace.Projected, trace.Attention, trace.Mixed, dState, scratch.Mixed, scratch.Scores,
            scratch.Projected, scratch.State);
        TensorPrimitives.Add(dState.Numbers, scratch.State.Numbers, dState.Numbers);
    }
}
