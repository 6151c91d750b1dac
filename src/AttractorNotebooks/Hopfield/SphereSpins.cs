using System.Numerics.Tensors;
using AttractorNotebooks.Model;
using MathNet.Numerics.Distributions;

namespace AttractorNotebooks.Hopfield;

/// <summary>Vector spins on the sphere S^(d-1) with von Mises-Fisher conditionals; Ising signs with logistic ones for d = 1.</summary>
/// <remarks>
/// d = 1 and d = 3 have closed forms (2 cosh k; 4 pi sinh k / k), the others are <see cref="VonMisesFisher"/>. Draws: the cosine
/// by its inverse distribution for d = 3, else by the rejection of Wood ("Simulation of the von Mises Fisher distribution",
/// 1994); the rest of the vector is uniform around the field.
/// </remarks>
/// <param name="dim">d, at least 1.</param>
public sealed class SphereSpins(int dim) : SpinLaw(dim >= 1 ? dim : throw new ArgumentOutOfRangeException(nameof(dim), dim,
    "A spin has at least one component."))
{
    /// <inheritdoc/>
    public override double LogNormalizer(ReadOnlySpan<double> field, Span<double> mean)
    {
        double kappa = TensorPrimitives.Norm(field);
        (double log, double ratio) = Dim switch
        {
            1 => (kappa + double.LogP1(Math.Exp(-2 * kappa)), kappa < 1e-8 ? 1 : Math.Tanh(kappa) / kappa),
            3 => InSpace(kappa),
            _ => (VonMisesFisher.LogNormalizer(Dim, kappa), VonMisesFisher.MeanRatio(Dim, kappa)),
        };
        TensorPrimitives.Multiply(field, ratio, mean);
        return log;
    }

    /// <inheritdoc/>
    public override void Covariance(ReadOnlySpan<double> field, Span<double> covariance)
    {
        Span<double> mean = stackalloc double[Dim];
        LogNormalizer(field, mean);
        double square = TensorPrimitives.SumOfSquares(field), along = TensorPrimitives.SumOfSquares<double>(mean);
        // Across the field the mean turns with it: A / k. Along it the variance is 1 - A^2 - (d - 1) A / k.
        double across = square < 1e-16 ? 1.0 / Dim : Math.Sqrt(along / square), rest = 1 - along - Dim * across;
        for (int a = 0; a < Dim; a++)
            for (int b = 0; b < Dim; b++)
                covariance[a * Dim + b] = (a == b ? across : 0) + (square < 1e-16 ? 0 : rest * field[a] * field[b] / square);
    }

    /// <inheritdoc/>
    public override void Draw(ReadOnlySpan<double> field, Random random, Span<double> spin)
    {
        double kappa = TensorPrimitives.Norm(field);
        if (Dim == 1)
        {
            spin[0] = random.NextDouble() * (1 + Math.Exp(-2 * field[0])) < 1 ? 1 : -1;
            return;
        }
        Uniform(random, spin);
        if (kappa < 1e-12) return;
        // The part of a uniform vector across the field has a uniform direction there.
        TensorPrimitives.MultiplyAdd(field, -TensorPrimitives.Dot(field, spin) / (kappa * kappa), spin, spin);
        double cosine = Dim == 3 ? CosineInSpace(kappa, random) : Cosine(kappa, random);
        double across = Math.Sqrt(Math.Max(0, 1 - cosine * cosine)) / TensorPrimitives.Norm<double>(spin);
        TensorPrimitives.Multiply(spin, across, spin);
        TensorPrimitives.MultiplyAdd(field, cosine / kappa, spin, spin);
    }

    private static (double Log, double Ratio) InSpace(double kappa)
    {
        // Below, the differences would cancel: four terms of the series are exact to rounding.
        double square = kappa * kappa;
        if (kappa < 0.03)
            return (Math.Log(4 * Math.PI) + square / 6 * (1 - square / 30 * (1 - square * 4 / 63)),
                (1 - square / 15 * (1 - square * 2 / 21 * (1 - square / 10))) / 3);
        double decay = Math.Exp(-2 * kappa);
        return (Math.Log(2 * Math.PI / kappa) + kappa + double.LogP1(-decay), ((1 + decay) / (1 - decay) - 1 / kappa) / kappa);
    }

    private static double CosineInSpace(double kappa, Random random)
    {
        double u = random.NextDouble();
        return Math.Clamp(1 + Math.Log(u + (1 - u) * Math.Exp(-2 * kappa)) / kappa, -1, 1);
    }

    private double Cosine(double kappa, Random random)
    {
        double m = Dim - 1, b = m / (2 * kappa + Math.Sqrt(4 * kappa * kappa + m * m)), x = (1 - b) / (1 + b);
        double c = kappa * x + m * Math.Log(1 - x * x);
        while (true)
        {
            double z = Beta.Sample(random, m / 2, m / 2), cosine = (1 - (1 + b) * z) / (1 - (1 - b) * z);
            if (kappa * cosine + m * Math.Log(1 - x * cosine) - c >= Math.Log(1 - random.NextDouble())) return cosine;
        }
    }

    private static void Uniform(Random random, Span<double> spin)
    {
        double length;
        do
        {
            for (int c = 0; c < spin.Length; c++) spin[c] = Normal.Sample(random, 0, 1);
            length = TensorPrimitives.Norm<double>(spin);
        }
        while (length == 0);
        TensorPrimitives.Divide(spin, length, spin);
    }
}
