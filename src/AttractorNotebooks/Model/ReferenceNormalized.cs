namespace AttractorNotebooks.Model;

/// <summary>
/// The plain float64 statement of the exactly normalized densities and their gradient, for one sample: what the fast paths are
/// measured against.
/// </summary>
/// <remarks>
/// <para>
/// p(x_i | others) = sum_k exp(lambda x_i . h_k) / sum_k Z_d(lambda |h_k|) over the heads k of token i: a mixture of von
/// Mises-Fisher densities with weights w_k = Z_d(kappa_k) / sum Z_d, kappa_k = lambda |h_k|. With h_k = sum_j J_ij x_j over the
/// sources j of head k, d(-ln p) / d J_ij = -lambda sum_k (a_k x_i - w_k A_d(kappa_k) h_k / |h_k|) x_j^T, a = softmax of lambda
/// x_i . h_k: data term minus model term.
/// </para>
/// <para>A token of several unit vectors has a density for each, independent given what is heard; with a prior rho, rho / 2 sum_k
/// kappa_k^2 is added to -ln p.</para>
/// </remarks>
public sealed class ReferenceNormalized
{
    private readonly double[][] _couplings;
    private readonly int _tokens;
    private readonly int _dim;
    private readonly int _sphere;
    private readonly double _lambda;
    private readonly double _prior;
    private readonly SourcePooling _pooling;

    /// <summary>Prepares the model.</summary>
    /// <param name="couplings">J of every head, row-major [N, N, d, d] each.</param>
    /// <param name="tokens">N.</param>
    /// <param name="dim">d.</param>
    /// <param name="pooling">How sources make up heads.</param>
    /// <param name="lambda">lambda.</param>
    /// <param name="sphere">Components of one unit vector, a divisor of d; d where every source is a head.</param>
    /// <param name="prior">rho.</param>
    public ReferenceNormalized(
        double[][] couplings, int tokens, int dim, SourcePooling pooling, double lambda, int sphere, double prior = 0)
    {
        (_couplings, _tokens, _dim, _pooling, _lambda, _sphere, _prior) = (couplings, tokens, dim, pooling, lambda, sphere, prior);
    }

    /// <summary>ln p(x_i | others), without the prior.</summary>
    /// <param name="x">Unit tokens, [N, d].</param>
    /// <param name="i">The token.</param>
    /// <param name="hidden">[N]; true for tokens that are no sources. Empty: none.</param>
    public double LogDensity(ReadOnlySpan<double> x, int i, ReadOnlySpan<bool> hidden = default)
    {
        double sum = 0;
        for (int at = 0; at < _dim; at += _sphere)
        {
            List<Head> heads = Heads(x, i, at, hidden);
            sum += LogSum(heads.Select(head => head.Score)) - LogSum(heads.Select(head => head.LogZ));
        }
        return sum;
    }

    /// <summary>The mean of x_i given the others, [d].</summary>
    /// <inheritdoc cref="LogDensity" path="/param"/>
    public double[] Mean(ReadOnlySpan<double> x, int i, ReadOnlySpan<bool> hidden = default)
    {
        double[] mean = new double[_dim];
        for (int at = 0; at < _dim; at += _sphere)
        {
            List<Head> heads = Heads(x, i, at, hidden);
            double all = LogSum(heads.Select(head => head.LogZ));
            foreach (Head head in heads)
                for (int c = 0; c < _sphere; c++) mean[at + c] += Math.Exp(head.LogZ - all) * head.Ratio * _lambda * head.Field[c];
        }
        return mean;
    }

    /// <summary>The gradient of -ln p(x_i | others), prior included, with respect to the couplings that i hears.</summary>
    /// <inheritdoc cref="LogDensity" path="/param"/>
    /// <returns>[K, N, d, d].</returns>
    public double[] Gradient(ReadOnlySpan<double> x, int i, ReadOnlySpan<bool> hidden = default)
    {
        double[] gradient = new double[_couplings.Length * _tokens * _dim * _dim];
        for (int at = 0; at < _dim; at += _sphere)
        {
            List<Head> heads = Heads(x, i, at, hidden);
            double all = LogSum(heads.Select(head => head.LogZ)), allScores = LogSum(heads.Select(head => head.Score));
            foreach (Head head in heads)
                foreach (int j in head.Sources)
                    for (int row = 0; row < _sphere; row++)
                    {
                        double model = (Math.Exp(head.LogZ - all) * head.Ratio + _prior) * _lambda * head.Field[row];
                        double data = Math.Exp(head.Score - allScores) * x[i * _dim + at + row];
                        for (int column = 0; column < _dim; column++)
                            gradient[((head.Set * _tokens + j) * _dim + at + row) * _dim + column] += _lambda * (model - data) * x[j * _dim
                                + column];
                    }
        }
        return gradient;
    }

    // What every head says about the unit vector that starts at a component of token i.
    private List<Head> Heads(ReadOnlySpan<double> x, int i, int at, ReadOnlySpan<bool> hidden)
    {
        List<int> sources = [];
        for (int j = 0; j < _tokens; j++)
            if (j != i && (hidden.IsEmpty || !hidden[j])) sources.Add(j);
        List<Head> heads = [];
        for (int set = 0; set < _couplings.Length; set++)
        {
            if (_pooling == SourcePooling.Sum) heads.Add(Speak(x, i, at, set, sources));
            else
                foreach (int j in sources) heads.Add(Speak(x, i, at, set, [j]));
        }
        return heads;
    }

    private Head Speak(ReadOnlySpan<double> x, int i, int at, int set, List<int> sources)
    {
        double[] field = new double[_sphere];
        double score = 0, square = 0;
        for (int row = 0; row < _sphere; row++)
        {
            foreach (int j in sources)
                for (int column = 0; column < _dim; column++)
                    field[row] += _couplings[set][((i * _tokens + j) * _dim + at + row) * _dim + column] * x[j * _dim + column];
            score += x[i * _dim + at + row] * field[row];
            square += field[row] * field[row];
        }
        double kappa = _lambda * Math.Sqrt(square);
        return new Head(set, sources, field, _lambda * score, VonMisesFisher.LogNormalizer(_sphere, kappa),
            VonMisesFisher.MeanRatio(_sphere, kappa));
    }

    /// <summary>ln of the sum of exp, without overflow.</summary>
    internal static double LogSum(IEnumerable<double> logs)
    {
        double[] all = [.. logs];
        double largest = all.Max();
        return largest + Math.Log(all.Sum(log => Math.Exp(log - largest)));
    }

    private sealed record Head(int Set, List<int> Sources, double[] Field, double Score, double LogZ, double Ratio);
}
