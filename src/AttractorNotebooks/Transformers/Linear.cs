using System.Numerics;
using System.Numerics.Tensors;

namespace AttractorNotebooks.Transformers;

/// <summary>y = x W + b for every row x.</summary>
internal sealed class Linear<T>
    where T : unmanaged, IFloatingPointIeee754<T>
{
    private readonly Parameter _weight;
    private readonly Parameter _bias;

    /// <param name="layout">Where the parameters go.</param>
    /// <param name="name">Their prefix.</param>
    /// <param name="inputs">Columns of x.</param>
    /// <param name="outputs">Columns of y.</param>
    /// <param name="gain">Scales the weights at the start, whose deviation is gain / sqrt(inputs).</param>
    public Linear(ParameterLayout layout, string name, int inputs, int outputs, double gain = 1)
    {
        _weight = layout.Add(name + ".weight", [inputs, outputs], deviation: gain / Math.Sqrt(inputs));
        _bias = layout.Add(name + ".bias", [outputs]);
    }

    /// <param name="parameters">All of the model's numbers.</param>
    /// <param name="x">[rows, inputs].</param>
    /// <param name="y">[rows, outputs]; receives the result.</param>
    public void Forward(T[] parameters, Matrix<T> x, Matrix<T> y)
    {
        ReadOnlySpan<T> bias = _bias.Of(parameters);
        for (int row = 0; row < y.Rows; row++) bias.CopyTo(y.Row(row));
        MatrixProduct.Add(y, x, _weight.MatrixOf(parameters));
    }

    /// <param name="parameters">All of the model's numbers.</param>
    /// <param name="gradient">All gradients; those of W and b are added to.</param>
    /// <param name="x">What <see cref="Forward"/> was given.</param>
    /// <param name="dy">The loss's gradient with respect to y.</param>
    /// <param name="dx">Receives that with respect to x.</param>
    public void Backward(T[] parameters, T[] gradient, Matrix<T> x, Matrix<T> dy, Matrix<T> dx)
    {
        BackwardToParameters(gradient, x, dy);
        MatrixProduct.Set(dx, dy, _weight.MatrixOf(parameters).Transposed);
    }

    /// <summary>As <see cref="Backward"/>, where nobody asks for the gradient with respect to x.</summary>
    public void BackwardToParameters(T[] gradient, Matrix<T> x, Matrix<T> dy)
    {
        MatrixProduct.Add(_weight.MatrixOf(gradient), x.Transposed, dy);
        Span<T> bias = _bias.Of(gradient);
        for (int row = 0; row < dy.Rows; row++) TensorPrimitives.Add(bias, dy.Row(row), bias);
    }
}
