using System.Numerics.Tensors;
using MathNet.Numerics.LinearAlgebra;

namespace AttractorNotebooks.Hopfield;

/// <summary>How well couplings were found, and the plain way to find them: mean field.</summary>
public static class CouplingRecovery
{
    /// <summary>|found - planted| / |planted|, Frobenius.</summary>
    /// <param name="found">J as found.</param>
    /// <param name="planted">J as planted, not all zero.</param>
    public static double Error(ReadOnlySpan<double> found, ReadOnlySpan<double> planted) =>
        TensorPrimitives.Distance(found, planted) / TensorPrimitives.Norm(planted);

    /// <summary>The same after the found couplings were multiplied by the number that suits them best.</summary>
    /// <inheritdoc cref="Error" path="/param"/>
    public static double ErrorUpToScale(ReadOnlySpan<double> found, ReadOnlySpan<double> planted)
    {
        double cosine = TensorPrimitives.CosineSimilarity(found, planted);
        return double.IsNaN(cosine) ? 1 : Math.Sqrt(Math.Max(0, 1 - cosine * cosine));
    }

    /// <summary>The Frobenius norm of every block J_ij, [N, N].</summary>
    /// <param name="couplings">J, row-major [N d, N d].</param>
    /// <param name="tokens">N.</param>
    /// <param name="dim">d.</param>
    public static double[] BlockNorms(ReadOnlySpan<double> couplings, int tokens, int dim)
    {
        int size = tokens * dim;
        ArgumentOutOfRangeException.ThrowIfNotEqual(couplings.Length, size * size);
        double[] norms = new double[tokens * tokens];
        for (int k = 0; k < couplings.Length; k++) norms[k / size / dim * tokens + k % size / dim] += couplings[k] * couplings[k];
        return Array.ConvertAll(norms, Math.Sqrt);
    }

    /// <summary>Precision and recall of the pairs with the largest blocks, largest first.</summary>
    /// <param name="norms">[N, N]; both directions of a pair are added up.</param>
    /// <param name="edges">The pairs that are coupled.</param>
    /// <param name="tokens">N.</param>
    /// <returns>One point a pair, and the average precision: 1 where all edges come first.</returns>
    public static (double[] Precision, double[] Recall, double Average) Edges(
        double[] norms, IReadOnlyCollection<(int I, int J)> edges, int tokens)
    {
        ArgumentNullException.ThrowIfNull(norms);
        ArgumentNullException.ThrowIfNull(edges);
        HashSet<(int, int)> right = [.. edges.Select(edge => (Math.Min(edge.I, edge.J), Math.Max(edge.I, edge.J)))];
        (int I, int J)[] order =
        [
            .. (from i in Enumerable.Range(0, tokens) from j in Enumerable.Range(i + 1, tokens - i - 1) select (i, j))
                .OrderByDescending(pair => norms[pair.i * tokens + pair.j] + norms[pair.j * tokens + pair.i]),
        ];
        double[] precision = new double[order.Length], recall = new double[order.Length];
        double average = 0;
        int hits = 0;
        for (int k = 0; k < order.Length; k++)
        {
            bool hit = right.Contains(order[k]);
            if (hit) hits++;
            (precision[k], recall[k]) = (hits / (k + 1.0), hits / (double)right.Count);
            if (hit) average += precision[k];
        }
        return (precision, recall, average / right.Count);
    }

    /// <summary>Naive mean field: J_ij = -(C^-1)_ij, the inverse of the covariance of all components, without J_ii.</summary>
    /// <remarks>
    /// For Potts spins the covariance has no inverse, as the states of a token add up to 1; in the zero-sum gauge that direction
    /// decouples and is left out.
    /// </remarks>
    /// <param name="law">What spins are.</param>
    /// <param name="samples">[P, N, d].</param>
    /// <param name="tokens">N.</param>
    /// <exception cref="ArithmeticException">There are too few samples: the covariance is singular.</exception>
    public static double[] MeanField(SpinLaw law, double[] samples, int tokens)
    {
        ArgumentNullException.ThrowIfNull(law);
        ArgumentNullException.ThrowIfNull(samples);
        int dim = law.Dim, size = tokens * dim, count = samples.Length / size;
        // By columns: every sample is one.
        Matrix<double> all = Matrix<double>.Build.Dense(size, count, samples);
        Vector<double> mean = law is PottsSpins ? all.RowSums() / count : Vector<double>.Build.Dense(size);
        Matrix<double> covariance = all.TransposeAndMultiply(all) / count - mean.OuterProduct(mean);
        if (law is PottsSpins)
            for (int k = 0; k < size; k++)
                for (int other = k / dim * dim; other < (k / dim + 1) * dim; other++) covariance[k, other] += 1.0 / dim / dim;
        double[] couplings = (-covariance.Inverse()).ToRowMajorArray();
        if (!TensorPrimitives.IsFiniteAll<double>(couplings))
            throw new ArithmeticException(
                $"{count} samples are too few for mean field with {size} components: the covariance is singular.");
        for (int k = 0; k < couplings.Length; k++) if (k / size / dim == k % size / dim) couplings[k] = 0;
        return couplings;
    }
}
