using System.Numerics.Tensors;
using MathNet.Numerics.LinearAlgebra;

namespace AttractorNotebooks.Hopfield;

/// <summary>How exactly many samples can determine couplings by pseudo-likelihood: the constant of its law of 1 / sqrt(P).</summary>
/// <remarks>
/// Every token is an estimate of maximal likelihood from its exact conditional, so its J_i deviates by the mean over samples of
/// F_i^-1 s_i, with the score s_i = (x_i - E[x_i | h_i]) x^T and Fisher's information F_i = E[Cov(x_i | h_i) o x x^T], up to terms of
/// 1 / P. The two directions of a pair are averaged, as one does with free couplings, which takes their correlation into account;
/// Potts couplings are brought into the zero-sum gauge, in which all that F_i leaves open is 0.
/// </remarks>
public static class AsymptoticRecovery
{
    /// <summary>sqrt(P) times the expected error |found - planted| / |planted| for many samples.</summary>
    /// <param name="law">What spins are.</param>
    /// <param name="samples">[S, N, d], from the planted couplings; more than N d squared spares chance.</param>
    /// <param name="planted">J, row-major [N d, N d].</param>
    /// <param name="tokens">N.</param>
    public static double Error(SpinLaw law, double[] samples, double[] planted, int tokens)
    {
        ArgumentNullException.ThrowIfNull(law);
        ArgumentNullException.ThrowIfNull(samples);
        ArgumentNullException.ThrowIfNull(planted);
        int size = tokens * law.Dim, count = samples.Length / size;
        double[][] influences = new double[tokens][];
        Parallel.For(0, tokens, i => influences[i] = Influence(law, samples, planted, tokens, i));
        double[] squares = new double[count];
        Parallel.For(0, count, m =>
        {
            double[] all = new double[size * size];
            for (int i = 0; i < tokens; i++)
                influences[i].AsSpan(m * law.Dim * size, law.Dim * size).CopyTo(all.AsSpan(i * law.Dim * size));
            PseudoLikelihood.Symmetrize(all, size);
            if (law is PottsSpins) PlantedCouplings.ZeroSum(all, tokens, law.Dim);
            squares[m] = TensorPrimitives.SumOfSquares<double>(all);
        });
        return Math.Sqrt(squares.Average()) / TensorPrimitives.Norm<double>(planted);
    }

    // F^-1 s of every sample, [S, d, N d].
    private static double[] Influence(SpinLaw law, double[] samples, double[] planted, int tokens, int token)
    {
        int dim = law.Dim, size = tokens * dim, count = samples.Length / size, unknown = dim * size;
        double[] scores = new double[count * unknown], information = new double[unknown * unknown];
        double[] covariance = new double[dim * dim], field = new double[dim], mean = new double[dim], heard = new double[size];
        for (int m = 0; m < count; m++)
        {
            samples.AsSpan(m * size, size).CopyTo(heard);
            double[] own = heard[(token * dim)..((token + 1) * dim)];
            heard.AsSpan(token * dim, dim).Clear();
            for (int a = 0; a < dim; a++)
                field[a] = TensorPrimitives.Dot<double>(planted.AsSpan((token * dim + a) * size, size), heard);
            law.LogNormalizer(field, mean);
            law.Covariance(field, covariance);
            for (int a = 0; a < dim; a++)
            {
                TensorPrimitives.Multiply(heard, own[a] - mean[a], scores.AsSpan(m * unknown + a * size, size));
                for (int k = 0; k < size; k++)
                    for (int b = 0; b < dim && heard[k] != 0; b++)
                    {
                        Span<double> row = information.AsSpan((a * size + k) * unknown + b * size, size);
                        TensorPrimitives.MultiplyAdd(heard, covariance[a * dim + b] * heard[k] / count, row, row);
                    }
            }
        }
        Matrix<double> all = Matrix<double>.Build.Dense(unknown, count, scores);
        return (PseudoInverse(Matrix<double>.Build.Dense(unknown, unknown, information)) * all).ToColumnMajorArray();
    }

    private static Matrix<double> PseudoInverse(Matrix<double> information)
    {
        var eigen = information.Evd(Symmetricity.Symmetric);
        double least = 1e-9 * eigen.EigenValues.Max(value => value.Real);
        Vector<double> inverse = eigen.EigenValues.Map(value => value.Real > least ? 1 / value.Real : 0);
        return eigen.EigenVectors * Matrix<double>.Build.DiagonalOfDiagonalVector(inverse) * eigen.EigenVectors.Transpose();
    }
}
