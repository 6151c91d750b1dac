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
    // Samples whose influence is followed; Fisher's information takes all.
    private const int Followed = 1000;

    /// <summary>sqrt(P) times the expected error |found - planted| / |planted| for many samples.</summary>
    /// <param name="law">What spins are.</param>
    /// <param name="samples">[S, N, d], from the planted couplings; many more than N d, to spare chance.</param>
    /// <param name="planted">J, row-major [N d, N d].</param>
    /// <param name="tokens">N.</param>
    public static double Error(SpinLaw law, double[] samples, double[] planted, int tokens)
    {
        ArgumentNullException.ThrowIfNull(law);
        ArgumentNullException.ThrowIfNull(samples);
        ArgumentNullException.ThrowIfNull(planted);
        int size = tokens * law.Dim, count = Math.Min(Followed, samples.Length / size);
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

    // F^-1 s of the samples that are followed, [followed, d, N d].
    private static double[] Influence(SpinLaw law, double[] samples, double[] planted, int tokens, int token)
    {
        int dim = law.Dim, size = tokens * dim, count = samples.Length / size, followed = Math.Min(Followed, count), unknown = dim * size;
        double[] scores = new double[followed * unknown], heard = new double[size], field = new double[dim], mean = new double[dim];
        double[] covariance = new double[dim * dim];
        // By component, so that sums over samples are long runs.
        double[][] sources = new double[size][], weights = new double[dim * dim][];
        for (int k = 0; k < size; k++) sources[k] = new double[count];
        for (int k = 0; k < weights.Length; k++) weights[k] = new double[count];
        for (int m = 0; m < count; m++)
        {
            samples.AsSpan(m * size, size).CopyTo(heard);
            double[] own = heard[(token * dim)..((token + 1) * dim)];
            heard.AsSpan(token * dim, dim).Clear();
            for (int a = 0; a < dim; a++) field[a] = TensorPrimitives.Dot<double>(planted.AsSpan((token * dim + a) * size, size), heard);
            law.LogNormalizer(field, mean);
            law.Covariance(field, covariance);
            for (int k = 0; k < size; k++) sources[k][m] = heard[k];
            for (int k = 0; k < weights.Length; k++) weights[k][m] = covariance[k] / count;
            for (int a = 0; a < dim && m < followed; a++)
                TensorPrimitives.Multiply(heard, own[a] - mean[a], scores.AsSpan(m * unknown + a * size, size));
        }
        Matrix<double> all = Matrix<double>.Build.Dense(unknown, followed, scores);
        return (PseudoInverse(Information(sources, weights, dim)) * all).ToColumnMajorArray();
    }

    // F, [d N d, d N d]: the mean of Cov_ab x_k x_l at (a, k), (b, l).
    private static Matrix<double> Information(double[][] sources, double[][] weights, int dim)
    {
        int size = sources.Length;
        Matrix<double> information = Matrix<double>.Build.Dense(dim * size, dim * size);
        double[] weighted = new double[sources[0].Length];
        for (int a = 0; a < dim; a++)
            for (int b = 0; b <= a; b++)
                for (int k = 0; k < size; k++)
                {
                    TensorPrimitives.Multiply(weights[a * dim + b], sources[k], weighted);
                    for (int l = 0; l < size; l++)
                        information[a * size + k, b * size + l] = information[b * size + l, a * size + k] =
                            TensorPrimitives.Dot<double>(weighted, sources[l]);
                }
        return information;
    }

    private static Matrix<double> PseudoInverse(Matrix<double> information)
    {
        var eigen = information.Evd(Symmetricity.Symmetric);
        double least = 1e-9 * eigen.EigenValues.Max(value => value.Real);
        Vector<double> inverse = eigen.EigenValues.Map(value => value.Real > least ? 1 / value.Real : 0);
        return eigen.EigenVectors * Matrix<double>.Build.DiagonalOfDiagonalVector(inverse) * eigen.EigenVectors.Transpose();
    }
}
