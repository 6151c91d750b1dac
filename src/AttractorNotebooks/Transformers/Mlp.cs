using System.Numerics;
using System.Numerics.Tensors;

namespace AttractorNotebooks.Transformers;

/// <summary>Two linear layers with a rectifier between them: y = max(0, x W1 + b1) W2 + b2.</summary>
internal sealed class Mlp<T>
    where T : unmanaged, IFloatingPointIeee754<T>
{
    private readonly Linear<T> _inner;
    private readonly Linear<T> _outer;

    /// <param name="layout">Where the parameters go.</param>
    /// <param name="name">Their prefix.</param>
    /// <param name="width">Columns of x and y.</param>
    /// <param name="hidden">Columns between the layers.</param>
    /// <param name="gain">Scales W2 at the start.</param>
    public Mlp(ParameterLayout layout, string name, int width, int hidden, double gain)
    {
        _inner = new Linear<T>(layout, name + ".inner", width, hidden);
        _outer = new Linear<T>(layout, name + ".outer", hidden, width, gain);
    }

    /// <param name="parameters">All of the model's numbers.</param>
    /// <param name="x">[rows, width].</param>
    /// <param name="hidden">[rows, hidden]; receives what the rectifier lets through.</param>
    /// <param name="y">[rows, width]; receives the result.</param>
    public void Forward(T[] parameters, Matrix<T> x, Matrix<T> hidden, Matrix<T> y)
    {
        _inner.Forward(parameters, x, hidden);
        TensorPrimitives.Max(hidden.Numbers, T.Zero, hidden.Numbers);
        _outer.Forward(parameters, hidden, y);
    }

    /// <param name="parameters">All of the model's numbers.</param>
    /// <param name="gradient">All gradients; added to.</param>
    /// <param name="x">What <see cref="Forward"/> was given.</param>
    /// <param name="hidden">What <see cref="Forward"/> left.</param>
    /// <param name="dy">The loss's gradient with respect to y.</param>
    /// <param name="dHidden">Room for [rows, hidden].</param>
    /// <param name="dx">Receives the gradient with respect to x.</param>
    public void Backward(T[] parameters, T[] gradient, Matrix<T> x, Matrix<T> hidden, Matrix<T> dy, Matrix<T> dHidden, Matrix<T> dx)
    {
        _outer.Backward(parameters, gradient, hidden, dy, dHidden);
        ReadOnlySpan<T> passed = hidden.Numbers;
        Span<T> rectified = dHidden.Numbers;
        for (int k = 0; k < rectified.Length; k++) rectified[k] = passed[k] > T.Zero ? rectified[k] : T.Zero;
        _inner.Backward(parameters, gradient, x, dHidden, dx);
    }
}
