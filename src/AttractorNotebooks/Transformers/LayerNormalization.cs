using System.Numerics;
using System.Numerics.Tensors;

namespace AttractorNotebooks.Transformers;

/// <summary>
/// y = gain n + shift with n = (x - mean) / sqrt(variance + 1e-5), mean and population variance over the components of each row
/// (Ba, Kiros and Hinton, 2016). Not the bare network's layer norm, which runs across tokens.
/// </summary>
internal sealed class LayerNormalization<T>
    where T : unmanaged, IFloatingPointIeee754<T>
{
    private readonly Parameter _gain;
    private readonly Parameter _shift;
    private readonly T _width;
    private readonly T _epsilon = T.CreateTruncating(1e-5);

    /// <param name="layout">Where the parameters go.</param>
    /// <param name="name">Their prefix.</param>
    /// <param name="width">Components of a row.</param>
    public LayerNormalization(ParameterLayout layout, string name, int width)
    {
        _gain = layout.Add(name + ".gain", [width], centre: 1);
        _shift = layout.Add(name + ".shift", [width]);
        _width = T.CreateTruncating(width);
    }

    /// <param name="parameters">All of the model's numbers.</param>
    /// <param name="x">[rows, width].</param>
    /// <param name="normal">[rows, width]; receives n.</param>
    /// <param name="inverse">[rows]; receives 1 / sqrt(variance + 1e-5).</param>
    /// <param name="y">[rows, width]; receives the result.</param>
    public void Forward(T[] parameters, Matrix<T> x, Matrix<T> normal, Span<T> inverse, Matrix<T> y)
    {
        ReadOnlySpan<T> gain = _gain.Of(parameters), shift = _shift.Of(parameters);
        for (int row = 0; row < x.Rows; row++)
        {
            ReadOnlySpan<T> source = x.Row(row);
            Span<T> n = normal.Row(row);
            TensorPrimitives.Subtract(source, TensorPrimitives.Sum(source) / _width, n);
            inverse[row] = T.One / T.Sqrt(TensorPrimitives.SumOfSquares<T>(n) / _width + _epsilon);
            TensorPrimitives.Multiply(n, inverse[row], n);
            TensorPrimitives.MultiplyAdd(n, gain, shift, y.Row(row));
        }
    }

    /// <param name="parameters">All of the model's numbers.</param>
    /// <param name="gradient">All gradients; those of gain and shift are added to.</param>
    /// <param name="normal">What <see cref="Forward"/> left.</param>
    /// <param name="inverse">What <see cref="Forward"/> left.</param>
    /// <param name="dy">The loss's gradient with respect to y; overwritten.</param>
    /// <param name="dx">That with respect to x is added to it, as the residual around the layer wants it.</param>
    public void Backward(T[] parameters, T[] gradient, Matrix<T> normal, ReadOnlySpan<T> inverse, Matrix<T> dy, Matrix<T> dx)
    {
        ReadOnlySpan<T> gain = _gain.Of(parameters);
        Span<T> gainGradient = _gain.Of(gradient), shiftGradient = _shift.Of(gradient);
        for (int row = 0; row < dy.Rows; row++)
        {
            Span<T> dn = dy.Row(row), target = dx.Row(row);
            ReadOnlySpan<T> n = normal.Row(row);
            TensorPrimitives.Add(shiftGradient, dn, shiftGradient);
            TensorPrimitives.MultiplyAdd(dn, n, gainGradient, gainGradient);
            TensorPrimitives.Multiply(dn, gain, dn);
            // dx = inverse (dn - mean(dn) - n mean(n dn)): what would move the mean or the variance is lost.
            T mean = TensorPrimitives.Sum<T>(dn) / _width, along = TensorPrimitives.Dot(n, dn) / _width;
            TensorPrimitives.MultiplyAdd(n, -along, dn, dn);
            TensorPrimitives.Subtract(dn, mean, dn);
            TensorPrimitives.MultiplyAdd(dn, inverse[row], target, target);
        }
    }
}
