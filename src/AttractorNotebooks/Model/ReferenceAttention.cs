using MathNet.Numerics.LinearAlgebra;

namespace AttractorNotebooks.Model;

/// <summary>
/// The plain float64 statement of the model, one equation after the other, for one sample. It is what the fast paths
/// are measured against, and the page to read first.
/// </summary>
/// <remarks>
/// Field h_ij = J_ij x_j. Score s_ij = x_i . h_ij, clamped from above. Attention a_ij = softmax over j of lambda s_ij
/// over the sources j: all tokens but i itself and the masked ones. Local energy
/// e_i = -(1/lambda) log sum_j exp(lambda s_ij). Then -grad_{x_i} e_i = sum_j a_ij h_ij where no clamp is active.
/// Source: D'Amico and Negri (2024).
/// </remarks>
public sealed class ReferenceAttention
{
    private readonly double[] _couplings;
    private readonly AttentionSettings _settings;
    private readonly int _tokens;
    private readonly int _dim;

    /// <summary>Prepares the model.</summary>
    /// <param name="couplings">J, row-major [N, N, d, d].</param>
    /// <param name="tokens">N.</param>
    /// <param name="dim">d.</param>
    /// <param name="settings">lambda and clamp.</param>
    /// <exception cref="ArgumentException">The number of couplings is not N^2 d^2; or lambda is not positive and finite.</exception>
    public ReferenceAttention(double[] couplings, int tokens, int dim, AttentionSettings settings)
    {
        if (couplings.Length != (long)tokens * tokens * dim * dim)
            throw new ArgumentException(
                $"Couplings of {tokens} tokens of {dim} components have {(long)tokens * tokens * dim * dim} entries, but "
                    + $"{couplings.Length} were given.", nameof(couplings));
        _couplings = couplings;
        _tokens = tokens;
        _dim = dim;
        _settings = settings.Validated();
    }

    /// <summary>Prepares the model.</summary>
    /// <param name="couplings">J; copied.</param>
    /// <param name="settings">lambda and clamp.</param>
    public ReferenceAttention(Couplings couplings, AttentionSettings settings)
        : this(couplings.ToDoubles(), couplings.Tokens, couplings.Dim, settings)
    {
    }

    /// <summary>N.</summary>
    public int Tokens => _tokens;

    /// <summary>d.</summary>
    public int Dim => _dim;

    /// <summary>Where the components of token i stand in a sample.</summary>
    public Range At(int i) => (i * _dim)..((i + 1) * _dim);

    /// <summary>x_i as a vector, [d].</summary>
    /// <param name="x">The sample's tokens, [N, d].</param>
    /// <param name="i">The token.</param>
    public Vector<double> Token(ReadOnlySpan<double> x, int i) => Vector<double>.Build.Dense(x[At(i)].ToArray());

    /// <summary>J_ij as a matrix, [d, d].</summary>
    /// <param name="i">The token that listens.</param>
    /// <param name="j">The token that is heard.</param>
    public Matrix<double> Block(int i, int j) =>
        Matrix<double>.Build.DenseOfRowMajor(_dim, _dim, _couplings.Skip((i * _tokens + j) * _dim * _dim).Take(_dim * _dim));

    /// <summary>h_ij = J_ij x_j, [d].</summary>
    /// <param name="x">The sample's tokens, [N, d].</param>
    /// <param name="i">The token that listens.</param>
    /// <param name="j">The token that is heard.</param>
    public double[] Field(ReadOnlySpan<double> x, int i, int j)
    {
        double[] field = new double[_dim];
        int block = (i * _tokens + j) * _dim * _dim;
        for (int row = 0; row < _dim; row++)
            for (int column = 0; column < _dim; column++)
                field[row] += _couplings[block + row * _dim + column] * x[j * _dim + column];
        return field;
    }

    /// <summary>s_ij = x_i . h_ij before the clamp, [N]; j = i included.</summary>
    public double[] Scores(ReadOnlySpan<double> x, int i)
    {
        double[] scores = new double[_tokens];
        for (int j = 0; j < _tokens; j++)
        {
            double[] field = Field(x, i, j);
            for (int c = 0; c < _dim; c++) scores[j] += x[i * _dim + c] * field[c];
        }
        return scores;
    }

    /// <summary>a_ij for every j, [N]; 0 for j = i and masked j.</summary>
    /// <remarks>A token to which no source is left attends to itself, and hears nothing because J_ii = 0.</remarks>
    /// <param name="x">The sample's tokens, [N, d].</param>
    /// <param name="i">The token that listens.</param>
    /// <param name="masked">[N]; true for tokens that are no sources. Empty: all are.</param>
    public double[] Attention(ReadOnlySpan<double> x, int i, ReadOnlySpan<bool> masked = default)
    {
        (double[] attention, _) = Softmax(x, i, masked);
        return attention;
    }

    /// <summary>e_i; positive infinity where no source is left.</summary>
    public double Energy(ReadOnlySpan<double> x, int i, ReadOnlySpan<bool> masked = default)
    {
        (_, double energy) = Softmax(x, i, masked);
        return energy;
    }

    /// <summary>The attention layer's output f_i = sum_j a_ij J_ij x_j, [d].</summary>
    public double[] Output(ReadOnlySpan<double> x, int i, ReadOnlySpan<bool> masked = default)
    {
        double[] attention = Attention(x, i, masked);
        double[] output = new double[_dim];
        for (int j = 0; j < _tokens; j++)
        {
            if (attention[j] == 0) continue;
            double[] field = Field(x, i, j);
            for (int c = 0; c < _dim; c++) output[c] += attention[j] * field[c];
        }
        return output;
    }

    /// <summary>The outputs of all tokens, f, [N, d].</summary>
    public double[] Outputs(double[] x) => [.. Enumerable.Range(0, _tokens).SelectMany(i => Output(x, i))];

    /// <summary>The attention of all tokens, a, [N][N].</summary>
    public double[][] Attentions(double[] x) => [.. Enumerable.Range(0, _tokens).Select(i => Attention(x, i))];

    /// <summary>The sum of the local energies, which the dynamics does not descend.</summary>
    public double TotalEnergy(double[] x) => Enumerable.Range(0, _tokens).Sum(i => Energy(x, i));

    /// <summary>What attention leaves out of the descent of sum_i e_i: -grad_{x_k} of the energies of all tokens but k itself.</summary>
    /// <remarks>
    /// Token k is a source of every other token i, so x_k also sits in e_i: -grad_{x_k} sum_i e_i = f_k + sum_i a_ik J_ik^T x_i,
    /// where no clamp is active. The second sum is returned.
    /// </remarks>
    /// <param name="x">The sample's tokens, [N, d].</param>
    /// <returns>sum_i a_ik J_ik^T x_i for every k, [N, d].</returns>
    public double[] CrossTerms(double[] x)
    {
        double[] terms = new double[_tokens * _dim];
        for (int i = 0; i < _tokens; i++)
        {
            double[] attention = Attention(x, i);
            for (int k = 0; k < _tokens; k++)
            {
                int block = (i * _tokens + k) * _dim * _dim;
                for (int row = 0; row < _dim; row++)
                    for (int column = 0; column < _dim; column++)
                        terms[k * _dim + column] += attention[k] * _couplings[block + row * _dim + column] * x[i * _dim + row];
            }
        }
        return terms;
    }

    /// <summary>Adds d e_i / d J_i = -a_ij x_i x_j^T to a sum, 0 where the clamp is active: the local, Hebb-like rule.</summary>
    /// <param name="x">The sample's tokens, [N, d].</param>
    /// <param name="i">The token that learns.</param>
    /// <param name="weight">Multiplies the term; 1 / batch for a mean.</param>
    /// <param name="gradient">[N, d, d].</param>
    public void AddGradient(ReadOnlySpan<double> x, int i, double weight, Span<double> gradient)
    {
        double[] attention = Attention(x, i), scores = Scores(x, i);
        for (int j = 0; j < _tokens; j++)
        {
            if (scores[j] > _settings.Bound) continue;
            for (int row = 0; row < _dim; row++)
                for (int column = 0; column < _dim; column++)
                    gradient[(j * _dim + row) * _dim + column] -= weight * attention[j] * x[i * _dim + row] * x[j * _dim + column];
        }
    }

    private (double[] Attention, double Energy) Softmax(ReadOnlySpan<double> x, int i, ReadOnlySpan<bool> masked)
    {
        double[] scores = Scores(x, i);
        double largest = double.NegativeInfinity;
        for (int j = 0; j < _tokens; j++)
        {
            bool source = j != i && (masked.IsEmpty || !masked[j]);
            scores[j] = source ? Math.Min(scores[j], _settings.Bound) : double.NegativeInfinity;
            largest = Math.Max(largest, scores[j]);
        }
        if (double.IsNegativeInfinity(largest))
        {
            double[] alone = new double[_tokens];
            alone[i] = 1;
            return (alone, double.PositiveInfinity);
        }
        double sum = 0;
        for (int j = 0; j < _tokens; j++)
        {
            scores[j] = Math.Exp(_settings.Lambda * (scores[j] - largest));
            sum += scores[j];
        }
        for (int j = 0; j < _tokens; j++) scores[j] /= sum;
        return (scores, -largest - Math.Log(sum) / _settings.Lambda);
    }
}
