using System.Numerics;
using System.Numerics.Tensors;

namespace AttractorNotebooks.Transformers;

/// <summary>
/// Multi-head self-attention (Vaswani et al., 2017): in every head softmax(Q K^T / sqrt(d_h)) V, all heads side by side through
/// one linear layer.
/// </summary>
/// <remarks>
/// Rows are tokens, the tokens of an image neighbours; a token attends to all tokens of its image, itself included, or where
/// attention is causal to itself and those before it.
/// </remarks>
internal sealed class SelfAttention<T>
    where T : unmanaged, IFloatingPointIeee754<T>
{
    private readonly Linear<T> _project;
    private readonly Linear<T> _join;
    private readonly int _tokens;
    private readonly int _width;
    private readonly int _heads;
    private readonly bool _causal;
    private readonly T _scale;

    /// <param name="layout">Where the parameters go.</param>
    /// <param name="name">Their prefix.</param>
    /// <param name="tokens">N, tokens of an image.</param>
    /// <param name="width">Components of a token.</param>
    /// <param name="heads">Heads; divides the width.</param>
    /// <param name="gain">Scales the joining layer's weights at the start.</param>
    /// <param name="causal">Whether a token attends to none that come after it.</param>
    public SelfAttention(ParameterLayout layout, string name, int tokens, int width, int heads, double gain, bool causal = false)
    {
        _project = new Linear<T>(layout, name + ".project", width, 3 * width);
        _join = new Linear<T>(layout, name + ".join", width, width, gain);
        (_tokens, _width, _heads, _causal) = (tokens, width, heads, causal);
        _scale = T.One / T.Sqrt(T.CreateTruncating(width / heads));
    }

    /// <param name="parameters">All of the model's numbers.</param>
    /// <param name="x">[images N, width].</param>
    /// <param name="projected">
    /// [images N, 3 width]; receives queries, keys and values side by side, each with the heads side by side.
    /// </param>
    /// <param name="attention">[images heads N, N]; receives the attention of every head, images outermost.</param>
    /// <param name="mixed">[images N, width]; receives the heads' outputs side by side.</param>
    /// <param name="y">[images N, width]; receives the result.</param>
    public void Forward(T[] parameters, Matrix<T> x, Matrix<T> projected, Matrix<T> attention, Matrix<T> mixed, Matrix<T> y)
    {
        _project.Forward(parameters, x, projected);
        for (int map = 0; map < attention.Rows / _tokens; map++)
        {
            Matrix<T> weights = Map(attention, map);
            MatrixProduct.Set(weights, Part(projected, map, 0), Part(projected, map, 1).Transposed);
            for (int row = 0; row < _tokens; row++)
            {
                Span<T> scores = weights.Row(row);
                if (_causal) scores[(row + 1)..].Clear();
                if (_causal) scores = scores[..(row + 1)];
                // The largest score taken off first: no exponential overflows however far a repeated block drifts.
                TensorPrimitives.Subtract(scores, TensorPrimitives.Max<T>(scores), scores);
                TensorPrimitives.Multiply(scores, _scale, scores);
                TensorPrimitives.Exp(scores, scores);
                TensorPrimitives.Divide(scores, TensorPrimitives.Sum<T>(scores), scores);
            }
            MatrixProduct.Set(Part(mixed, map, 0), weights, Part(projected, map, 2));
        }
        _join.Forward(parameters, mixed, y);
    }

    /// <param name="parameters">All of the model's numbers.</param>
    /// <param name="gradient">All gradients; added to.</param>
    /// <param name="x">What <see cref="Forward"/> was given.</param>
    /// <param name="projected">What <see cref="Forward"/> left.</param>
    /// <param name="attention">What <see cref="Forward"/> left.</param>
    /// <param name="mixed">What <see cref="Forward"/> left.</param>
    /// <param name="dy">The loss's gradient with respect to y.</param>
    /// <param name="dMixed">Room for [images N, width].</param>
    /// <param name="dScores">Room for [N, N].</param>
    /// <param name="dProjected">Room for [images N, 3 width].</param>
    /// <param name="dx">Receives the gradient with respect to x.</param>
    public void Backward(
        T[] parameters, T[] gradient, Matrix<T> x, Matrix<T> projected, Matrix<T> attention, Matrix<T> mixed,
        Matrix<T> dy, Matrix<T> dMixed, Matrix<T> dScores, Matrix<T> dProjected, Matrix<T> dx)
    {
        _join.Backward(parameters, gradient, mixed, dy, dMixed);
        for (int map = 0; map < attention.Rows / _tokens; map++)
        {
            Matrix<T> weights = Map(attention, map), dHead = Part(dMixed, map, 0);
            MatrixProduct.Set(dScores, dHead, Part(projected, map, 2).Transposed);
            MatrixProduct.Set(Part(dProjected, map, 2), weights.Transposed, dHead);
            for (int row = 0; row < _tokens; row++)
            {
                // Through the softmax: ds = a (da - sum a da), with the 1 / sqrt(d_h) that the scores were scaled by.
                Span<T> change = dScores.Row(row);
                ReadOnlySpan<T> a = weights.Row(row);
                TensorPrimitives.Subtract(change, TensorPrimitives.Dot(a, change), change);
                TensorPrimitives.Multiply(change, a, change);
                TensorPrimitives.Multiply(change, _scale, change);
            }
            MatrixProduct.Set(Part(dProjected, map, 0), dScores, Part(projected, map, 1));
            MatrixProduct.Set(Part(dProjected, map, 1), dScores.Transposed, Part(projected, map, 0));
        }
        _project.Backward(parameters, gradient, x, dProjected, dx);
    }

    private Matrix<T> Map(Matrix<T> attention, int map) => attention.Block(map * _tokens, _tokens, 0, _tokens);

    // Queries, keys or values (part 0, 1, 2) of one head of one image.
    private Matrix<T> Part(Matrix<T> rows, int map, int part)
    {
        int head = _width / _heads;
        return rows.Block(map / _heads * _tokens, _tokens, part * _width + map % _heads * head, head);
    }
}
