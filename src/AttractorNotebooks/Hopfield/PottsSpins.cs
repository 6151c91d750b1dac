using System.Numerics.Tensors;

namespace AttractorNotebooks.Hopfield;

/// <summary>Potts spins: one of q states, written as a one-hot vector; their conditional is the softmax of the field.</summary>
/// <param name="states">q, at least 2.</param>
public sealed class PottsSpins(int states) : SpinLaw(states >= 2 ? states : throw new ArgumentOutOfRangeException(nameof(states), states,
    "A Potts spin has at least two states."))
{
    /// <inheritdoc/>
    public override double LogNormalizer(ReadOnlySpan<double> field, Span<double> mean)
    {
        double largest = TensorPrimitives.Max(field);
        TensorPrimitives.Subtract(field, largest, mean);
        TensorPrimitives.Exp(mean, mean);
        double sum = TensorPrimitives.Sum<double>(mean);
        TensorPrimitives.Divide(mean, sum, mean);
        return largest + Math.Log(sum);
    }

    /// <inheritdoc/>
    public override void Covariance(ReadOnlySpan<double> field, Span<double> covariance)
    {
        Span<double> mean = stackalloc double[Dim];
        LogNormalizer(field, mean);
        for (int a = 0; a < Dim; a++)
            for (int b = 0; b < Dim; b++) covariance[a * Dim + b] = (a == b ? mean[a] : 0) - mean[a] * mean[b];
    }

    /// <inheritdoc/>
    public override void Draw(ReadOnlySpan<double> field, Random random, Span<double> spin)
    {
        LogNormalizer(field, spin);
        double left = random.NextDouble();
        int state = 0;
        while (state < Dim - 1 && (left -= spin[state]) >= 0) state++;
        spin.Clear();
        spin[state] = 1;
    }
}
