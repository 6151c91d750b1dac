using AttractorNotebooks.Hopfield;
using MathNet.Numerics.LinearAlgebra;

namespace AttractorNotebooks.Tests.Hopfield;

public class NonNegativeLeastSquaresTests
{
    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public void The_solution_is_the_best_of_all_sets_of_unknowns(int seed)
    {
        const int Unknowns = 6;
        Random random = SeededRandom.Create(seed, "test");
        Matrix<double> a = Matrix<double>.Build.Dense(9, Unknowns, (_, _) => random.NextDouble() - 0.5);
        Vector<double> b = Vector<double>.Build.Dense(9, _ => random.NextDouble() - 0.5).Normalize(2);
        (double[] solution, double left) = NonNegativeLeastSquares.Solve(a.Transpose() * a, a.Transpose() * b);
        double best = 1;
        for (int set = 1; set < 1 << Unknowns; set++)
        {
            Matrix<double> part = Matrix<double>.Build.DenseOfColumnVectors(
                Enumerable.Range(0, Unknowns).Where(k => (set >> k & 1) == 1).Select(a.Column));
            Vector<double> fit = part.QR().Solve(b);
            if (fit.Minimum() >= 0) best = Math.Min(best, Math.Pow((part * fit - b).L2Norm(), 2));
        }
        Assert.All(solution, x => Assert.True(x >= 0));
        Assert.Equal(best, left, 1e-9);
    }
}
