using MathNet.Numerics.LinearAlgebra;

namespace AttractorNotebooks.Hopfield;

/// <summary>Least squares with unknowns that may not be negative (Lawson and Hanson, 1974), from the normal equations.</summary>
/// <remarks>
/// MathNet.Numerics has none: its minimizers with bounds come near the solution, where this ends at it, with exact zeros.
/// </remarks>
internal static class NonNegativeLeastSquares
{
    /// <summary>Minimizes u . G u - 2 b . u + 1 over u >= 0.</summary>
    /// <param name="gram">G, symmetric and positive semidefinite: A^T A.</param>
    /// <param name="target">b: A^T of what is fitted, where that has length 1.</param>
    /// <returns>u, and the square of the residual that is left.</returns>
    public static (double[] Solution, double Left) Solve(Matrix<double> gram, Vector<double> target)
    {
        ArgumentNullException.ThrowIfNull(gram);
        ArgumentNullException.ThrowIfNull(target);
        const double Tolerance = 1e-10;
        int size = target.Count;
        double[] solution = new double[size];
        List<int> free = [];
        for (int step = 0; step < 10 * size; step++)
        {
            Vector<double> slope = target - gram * Vector<double>.Build.Dense(solution);
            int next = Enumerable.Range(0, size).Except(free).OrderByDescending(k => slope[k]).FirstOrDefault(-1);
            if (next < 0 || slope[next] < Tolerance) break;
            free.Add(next);
            while (free.Count > 0)
            {
                double[] best = Best(gram, target, free);
                if (best.All(x => x > 0))
                {
                    for (int k = 0; k < best.Length; k++) solution[free[k]] = best[k];
                    break;
                }
                // As far towards the best as nothing turns negative; what comes to zero is bound again.
                double part = Enumerable.Range(0, best.Length).Where(k => best[k] <= 0)
                    .Min(k => solution[free[k]] / (solution[free[k]] - best[k]));
                if (double.IsNaN(part)) part = 0;
                for (int k = 0; k < best.Length; k++) solution[free[k]] += part * (best[k] - solution[free[k]]);
                foreach (int k in free.Where(k => solution[k] <= 1e-14).ToArray()) solution[k] = 0;
                if (free.RemoveAll(k => solution[k] == 0) == 0) break;
            }
        }
        Vector<double> found = Vector<double>.Build.Dense(solution);
        return (solution, Math.Max(0, found * (gram * found) - 2 * (target * found) + 1));
    }

    private static double[] Best(Matrix<double> gram, Vector<double> target, List<int> free)
    {
        Matrix<double> part = Matrix<double>.Build.Dense(free.Count, free.Count, (r, c) => gram[free[r], free[c]]);
        // Dependent columns are told from independent ones by a trace of a ridge.
        for (int k = 0; k < free.Count; k++) part[k, k] += 1e-13;
        return part.Cholesky().Solve(Vector<double>.Build.Dense(free.Count, k => target[free[k]])).ToArray();
    }
}
