using AttractorNotebooks.Baselines;
using AttractorNotebooks.Data;
using MathNet.Numerics.LinearAlgebra;

namespace AttractorNotebooks.Tests.Baselines;

public class PositiveMatrixTests
{
    private static readonly ParallelOptions AllThreads = new(), OneThread = new() { MaxDegreeOfParallelism = 1 };

    /// <summary>A symmetric matrix with eigenvalues of at least 0.1.</summary>
    private static double[] Draw(int n)
    {
        Random random = SeededRandom.Create(1, "positive", n);
        Matrix<double> root = Matrix<double>.Build.Dense(n, n, (_, _) => random.NextDouble() - 0.5);
        return ((root * root.Transpose() / n) + 0.1 * Matrix<double>.Build.DenseIdentity(n)).ToRowMajorArray();
    }

    [Theory]
    [InlineData(1)]
    [InlineData(5)]
    [InlineData(64)]
    [InlineData(131)]
    [InlineData(330)]
    public void Inverse_factor_and_solution_are_those_of_MathNet(int n)
    {
        double[] matrix = Draw(n), b = [.. Enumerable.Range(0, n).Select(i => Math.Sin(i))];
        Matrix<double> expected = Matrix<double>.Build.Dense(n, n, [.. matrix]);
        Near(expected.Inverse(), PositiveMatrix.Inverse([.. matrix], n, AllThreads), 1e-11);

        double[] factor = [.. matrix], solution = [.. b];
        PositiveMatrix.Factor(factor, n, AllThreads);
        Matrix<double> lower = expected.Cholesky().Factor;
        for (int i = 0; i < n; i++)
            for (int j = 0; j <= i; j++) Assert.Equal(lower[i, j], factor[i * n + j], 1e-12);
        PositiveMatrix.Solve(factor, solution);
        Vector<double> solved = expected.Solve(Vector<double>.Build.Dense(b));
        for (int i = 0; i < n; i++) Assert.Equal(solved[i], solution[i], 1e-10);

        double[] rows = [.. b, .. b.Select(entry => entry * entry), .. b.Reverse()];
        Near(Matrix<double>.Build.DenseOfRowMajor(3, n, rows) * expected, PositiveMatrix.Multiply(rows, matrix, n, AllThreads), 1e-12);

        void Near(Matrix<double> wanted, double[] found, double tolerance)
        {
            double[] exact = wanted.ToRowMajorArray();
            for (int i = 0; i < exact.Length; i++) Assert.Equal(exact[i], found[i], tolerance);
        }
    }

    [Fact]
    public void A_covariance_of_many_images_is_that_of_plain_sums()
    {
        ImageSet images = ColorPatterns.Draw(2400, 1, side: 6);
        (float[] mean, double[] covariance) = LevelMoments.Of(images, CancellationToken.None);
        double[] levels = images.Levels<double>();
        int pixels = mean.Length;
        for (int i = 0; i < pixels; i++)
            for (int j = 0; j < pixels; j++)
            {
                double sum = 0;
                for (int k = 0; k < images.Count; k++) sum += (levels[k * pixels + i] - mean[i]) * (levels[k * pixels + j] - mean[j]);
                Assert.Equal(sum / images.Count, covariance[i * pixels + j], 1e-7);
            }
    }

    [Fact]
    public void Any_number_of_threads_gives_the_same_bits()
    {
        double[] matrix = Draw(270);
        Assert.Equal(PositiveMatrix.Inverse([.. matrix], 270, OneThread), PositiveMatrix.Inverse([.. matrix], 270, AllThreads));
        Assert.Equal(PositiveMatrix.Multiply(matrix, matrix, 270, OneThread), PositiveMatrix.Multiply(matrix, matrix, 270, AllThreads));
    }

    [Fact]
    public void A_matrix_that_is_not_positive_definite_is_refused()
    {
        double[] matrix = Draw(100);
        matrix[70 * 100 + 70] = -1;
        Assert.Throws<ArithmeticException>(() => PositiveMatrix.Factor(matrix, 100, OneThread));
    }
}
