using System.Numerics.Tensors;
using MathNet.Numerics.Distributions;
using MathNet.Numerics.LinearAlgebra;
using MathNet.Numerics.LinearAlgebra.Factorization;
using Complex = System.Numerics.Complex;

namespace AttractorNotebooks.Analysis;

/// <summary>The eigenvalues of largest modulus of a matrix that is known by its products only.</summary>
/// <remarks>
/// Arnoldi's method (1951): power iteration that keeps every vector it went through, made orthogonal to the ones before, and
/// takes the eigenvalues of the small matrix between them. Unlike plain power iteration it finds complex pairs, and clustered
/// eigenvalues in fewer products.
/// </remarks>
/// <param name="Values">Approximate eigenvalues, largest modulus first; the first few are the good ones.</param>
/// <param name="Residual">|A v - lambda v| / |lambda| for the unit eigenvector that belongs to the first.</param>
/// <param name="Products">How many products it took.</param>
public sealed record LeadingEigenvalues(IReadOnlyList<Complex> Values, double Residual, int Products)
{
    private const int Stride = 8;

    /// <summary>The eigenvalue of largest modulus; of a complex pair the one above the real axis.</summary>
    public Complex Largest => Values[0];

    /// <summary>Finds them.</summary>
    /// <param name="product">A v for a given v, [size].</param>
    /// <param name="size">Rows and columns, at least 1.</param>
    /// <param name="tolerance">The residual of the largest eigenvalue at which to stop.</param>
    /// <param name="mostProducts">Stop after so many products in any case, at least 1.</param>
    /// <param name="seed">Decides the first vector.</param>
    /// <param name="cancellation">Stops between products.</param>
    /// <exception cref="ArgumentException">A product is not finite or has another size.</exception>
    public static LeadingEigenvalues Of(
        Func<double[], double[]> product, int size, double tolerance = 1e-6, int mostProducts = 120, int seed = 1,
            CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(product);
        ArgumentOutOfRangeException.ThrowIfLessThan(size, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(mostProducts, 1);
        int most = Math.Min(mostProducts, size);
        List<double[]> basis = [FirstVector(size, seed)];
        double[,] small = new double[most + 1, most];
        for (int k = 0; ; k++)
        {
            cancellation.ThrowIfCancellationRequested();
            double[] next = [.. product(basis[k])];
            if (next.Length != size || !TensorPrimitives.IsFiniteAll<double>(next))
                throw new ArgumentException(
                    $"Product {k + 1} has {next.Length} components, finite or not; {size} finite ones are needed.", nameof(product));
            double before = TensorPrimitives.Norm<double>(next);
            // Twice is enough (Giraud and others, 2005): the second pass removes what rounding left of the first.
            for (int pass = 0; pass < 2; pass++)
                for (int b = 0; b <= k; b++)
                {
                    double part = TensorPrimitives.Dot<double>(basis[b], next);
                    small[b, k] += part;
                    TensorPrimitives.MultiplyAdd(basis[b], -part, next, next);
                }
            double left = small[k + 1, k] = TensorPrimitives.Norm<double>(next);
            bool closed = left <= 1e-14 * before, last = closed || k + 1 == most;
            if (last || (k + 1) % Stride == 0)
            {
                LeadingEigenvalues found = Ritz(small, k + 1, closed ? 0 : left);
                if (last || found.Residual <= tolerance) return found;
            }
            TensorPrimitives.Divide(next, left, next);
            basis.Add(next);
        }
    }

    private static LeadingEigenvalues Ritz(double[,] small, int size, double left)
    {
        Evd<double> evd = Matrix<double>.Build.Dense(size, size, (row, column) => small[row, column]).Evd(Symmetricity.Asymmetric);
        int[] order = [.. Enumerable.Range(0, size).OrderByDescending(k => evd.EigenValues[k].Magnitude)
            .ThenByDescending(k => evd.EigenValues[k].Imaginary)];
        int first = order[0];
        Complex largest = evd.EigenValues[first];
        // MathNet keeps a pair's eigenvector as two columns, real and imaginary part.
        Vector<double> real = evd.EigenVectors.Column(first), imaginary = largest.Imaginary == 0
            ? real * 0 : evd.EigenVectors.Column(first + (largest.Imaginary > 0 ? 1 : -1));
        double length = Math.Sqrt(real.DotProduct(real) + imaginary.DotProduct(imaginary));
        double end = Math.Sqrt(real[^1] * real[^1] + imaginary[^1] * imaginary[^1]) / length;
        return new LeadingEigenvalues([.. order.Select(k => evd.EigenValues[k])], left * end / Math.Max(largest.Magnitude, double.Epsilon),
            size);
    }

    private static double[] FirstVector(int size, int seed)
    {
        double[] vector = new double[size];
        Normal.Samples(SeededRandom.Create(seed, "first Krylov vector"), vector, 0, 1);
        TensorPrimitives.Divide(vector, TensorPrimitives.Norm<double>(vector), vector);
        return vector;
    }
}
