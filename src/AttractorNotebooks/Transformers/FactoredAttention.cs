using AttractorNotebooks.Hopfield;
using AttractorNotebooks.Learning;
using MathNet.Numerics.Distributions;

namespace AttractorNotebooks.Transformers;

/// <summary>
/// A layer of factored attention: J_ij = sum over heads of A_ij V, A = softmax over j of q_i . k_j with learnt positions q and k
/// alone, V a matrix [d, d]; learnt by backpropagation from the tokens it predicts.
/// </summary>
/// <remarks>
/// Rende, Gerace, Laio and Goldt, "Mapping of attention mechanisms to a generalized Potts model" (2023). The loss is
/// the pseudo-likelihood of <see cref="PseudoLikelihood"/>; its slope with respect to J goes back through the product and the softmax.
/// </remarks>
/// <param name="rule">The tokens to predict.</param>
/// <param name="heads">Heads, at least 1.</param>
/// <param name="width">Components of q and k, at least 1.</param>
public sealed class FactoredAttention(PseudoLikelihood rule, int heads, int width)
{
    private readonly int _tokens = rule.Tokens;
    private readonly int _dim = rule.Law.Dim;

    /// <summary>Numbers to learn: for every head q and k, [N, width] each, and V, [d, d].</summary>
    public int Parameters => heads * Head;

    private int Positions => _tokens * width;

    private int Head => 2 * Positions + _dim * _dim;

    private int Size => _tokens * _dim;

    /// <summary>J of given parameters, row-major [N d, N d].</summary>
    /// <param name="parameters">[heads, q | k | V].</param>
    public double[] Couplings(ReadOnlySpan<double> parameters)
    {
        double[] couplings = new double[Size * Size];
        for (int h = 0; h < heads; h++)
        {
            ReadOnlySpan<double> head = parameters.Slice(h * Head, Head), value = head[(2 * Positions)..];
            double[] attention = Attention(head);
            for (int k = 0; k < couplings.Length; k++)
                couplings[k] += attention[Pair(k)] * value[k / Size % _dim * _dim + k % _dim];
        }
        return couplings;
    }

    /// <summary>The loss, summed over tokens, and its slope by backpropagation.</summary>
    /// <param name="parameters">[heads, q | k | V].</param>
    /// <param name="gradient">Receives the slope, of the same shape.</param>
    public double Loss(ReadOnlySpan<double> parameters, Span<double> gradient)
    {
        double[] slope = new double[Size * Size];
        double loss = rule.Loss(Couplings(parameters), slope);
        gradient.Clear();
        for (int h = 0; h < heads; h++) Back(parameters.Slice(h * Head, Head), slope, gradient.Slice(h * Head, Head));
        return loss;
    }

    /// <summary>Learns from a random start.</summary>
    /// <param name="seed">Decides the start.</param>
    /// <param name="iterations">The most steps of limited-memory BFGS.</param>
    /// <returns>The parameters and the loss.</returns>
    public (double[] Parameters, double Loss) Learn(int seed, int iterations = 300)
    {
        double[] parameters = new double[Parameters];
        Normal.Samples(SeededRandom.Create(seed, "factored attention"), parameters, 0, 0.3);
        return (parameters, LimitedMemoryBfgs.Minimize(Loss, parameters, iterations, 1e-5).Value);
    }

    private void Back(ReadOnlySpan<double> head, double[] slope, Span<double> gradient)
    {
        ReadOnlySpan<double> value = head[(2 * Positions)..];
        double[] attention = Attention(head), back = new double[attention.Length];
        for (int k = 0; k < slope.Length; k++)
        {
            int entry = k / Size % _dim * _dim + k % _dim;
            back[Pair(k)] += slope[k] * value[entry];
            gradient[2 * Positions + entry] += slope[k] * attention[Pair(k)];
        }
        for (int i = 0; i < _tokens; i++)
        {
            double mean = 0;
            for (int j = 0; j < _tokens; j++) mean += attention[i * _tokens + j] * back[i * _tokens + j];
            for (int j = 0; j < _tokens; j++)
            {
                double score = attention[i * _tokens + j] * (back[i * _tokens + j] - mean);
                for (int c = 0; c < width; c++)
                {
                    gradient[i * width + c] += score * head[Positions + j * width + c];
                    gradient[Positions + j * width + c] += score * head[i * width + c];
                }
            }
        }
    }

    private int Pair(int k) => k / Size / _dim * _tokens + k % Size / _dim;

    // [N, N]; no token attends to itself.
    private double[] Attention(ReadOnlySpan<double> head)
    {
        double[] attention = new double[_tokens * _tokens];
        PottsSpins softmax = new(_tokens);
        for (int i = 0; i < _tokens; i++)
        {
            Span<double> row = attention.AsSpan(i * _tokens, _tokens);
            for (int j = 0; j < _tokens; j++)
                for (int c = 0; c < width; c++) row[j] += head[i * width + c] * head[Positions + j * width + c];
            row[i] = double.MinValue;
            softmax.LogNormalizer(row, row);
        }
        return attention;
    }
}
