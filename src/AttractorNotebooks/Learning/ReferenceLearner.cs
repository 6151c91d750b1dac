using AttractorNotebooks.Model;
using AttractorNotebooks.Tokens;

namespace AttractorNotebooks.Learning;

/// <summary>The plain float64 statement of the local rule and its optimiser: what the fast learner is measured against.</summary>
public sealed class ReferenceLearner
{
    private readonly int _tokens;
    private readonly int _dim;
    private readonly LearningSettings _settings;
    private readonly double[] _mean;
    private readonly double[] _square;
    // Of all of J, or of each row where rows learn apart.
    private readonly double[] _rootMeanSquares;
    private int _updates;

    /// <summary>Prepares learning.</summary>
    /// <param name="couplings">J at the start, row-major [N, N, d, d]; changed in place by every update.</param>
    /// <param name="tokens">N.</param>
    /// <param name="dim">d.</param>
    /// <param name="settings">The settings.</param>
    public ReferenceLearner(double[] couplings, int tokens, int dim, LearningSettings settings)
    {
        Couplings = couplings;
        _tokens = tokens;
        _dim = dim;
        _settings = settings.Validated();
        _mean = new double[couplings.Length];
        _square = new double[couplings.Length];
        _rootMeanSquares = [.. Parts(couplings).Select(RootMeanSquare)];
    }

    /// <summary>J, row-major [N, N, d, d].</summary>
    public double[] Couplings { get; }

    /// <summary>The gradient of the batch mean of e_i with respect to J_i.</summary>
    /// <param name="batch">Tokens as the rule sees them, [B, N, d].</param>
    /// <param name="i">The token that learns.</param>
    /// <returns>The gradient, [N, d, d], and the loss mean_b e_i.</returns>
    public (double[] Gradient, double Loss) Gradient(ReadOnlySpan<double> batch, int i)
    {
        ReferenceAttention attention = new(Couplings, _tokens, _dim, _settings.Attention);
        int sample = _tokens * _dim, count = batch.Length / sample;
        double[] gradient = new double[_tokens * _dim * _dim];
        double loss = 0;
        for (int b = 0; b < count; b++)
        {
            ReadOnlySpan<double> x = batch.Slice(b * sample, sample);
            attention.AddGradient(x, i, 1.0 / count, gradient);
            loss += attention.Energy(x, i) / count;
        }
        return (gradient, loss);
    }

    /// <summary>One update from one batch.</summary>
    /// <param name="x">Tokens, [B, N, d], before any layer norm.</param>
    /// <param name="learning">The token that learns, or null for all.</param>
    /// <param name="epoch">The epoch, 0, 1, ...; it decides the learning rate.</param>
    /// <returns>The loss before the update: the mean over batch and learning tokens of e_i.</returns>
    public double Update(ReadOnlySpan<double> x, int? learning, int epoch = 0)
    {
        double[] seen = Seen(x);
        double[] gradient = new double[Couplings.Length];
        double loss = 0;
        int[] tokens = learning is int one ? [one] : [.. Enumerable.Range(0, _tokens)];
        foreach (int i in tokens)
        {
            (double[] row, double rowLoss) = Gradient(seen, i);
            row.CopyTo(gradient, i * row.Length);
            loss += rowLoss / tokens.Length;
        }
        foreach (ArraySegment<double> part in Parts(gradient)) Clip(part);
        Change(gradient, _settings.Optimizer.LearningRateAt(epoch));
        if (!_settings.Optimizer.KeepRootMeanSquare) return loss;
        foreach ((int k, ArraySegment<double> part) in Parts(Couplings).Index()) Scale(part, _rootMeanSquares[k] / RootMeanSquare(part));
        return loss;
    }

    // What is clipped and kept as one: all, or each row.
    private IEnumerable<ArraySegment<double>> Parts(double[] all)
    {
        int length = _settings.PerRow ? all.Length / _tokens : all.Length;
        for (int start = 0; start < all.Length; start += length) yield return new ArraySegment<double>(all, start, length);
    }

    private double[] Seen(ReadOnlySpan<double> x)
    {
        double[] seen = x.ToArray();
        int sample = _tokens * _dim;
        if (_settings.LayerNorm)
            for (int start = 0; start < seen.Length; start += sample)
                LayerNorm.Apply(x.Slice(start, sample), seen.AsSpan(start, sample), _dim);
        return seen;
    }

    private void Clip(ArraySegment<double> gradient)
    {
        double squares = 0;
        foreach (double value in gradient) squares += value * value;
        Scale(gradient, _settings.Optimizer.ClipFactor(Math.Sqrt(squares)));
    }

    private void Change(double[] gradient, double rate)
    {
        OptimizerSettings adam = _settings.Optimizer;
        _updates++;
        double meanCorrection = 1 - Math.Pow(adam.Beta1, _updates), squareCorrection = 1 - Math.Pow(adam.Beta2, _updates);
        for (int k = 0; k < gradient.Length; k++)
        {
            Couplings[k] *= 1 - rate * adam.WeightDecay;
            if (adam.Kind == OptimizerKind.Sgd)
            {
                Couplings[k] -= rate * gradient[k];
                continue;
            }
            _mean[k] = adam.Beta1 * _mean[k] + (1 - adam.Beta1) * gradient[k];
            _square[k] = adam.Beta2 * _square[k] + (1 - adam.Beta2) * gradient[k] * gradient[k];
            Couplings[k] -= rate * (_mean[k] / meanCorrection) / (Math.Sqrt(_square[k] / squareCorrection) + adam.Epsilon);
        }
    }

    private static double RootMeanSquare(ArraySegment<double> values)
    {
        double squares = 0;
        foreach (double value in values) squares += value * value;
        return Math.Sqrt(squares / values.Count);
    }

    private static void Scale(ArraySegment<double> values, double factor)
    {
        for (int k = 0; k < values.Count; k++) values[k] *= factor;
    }
}
