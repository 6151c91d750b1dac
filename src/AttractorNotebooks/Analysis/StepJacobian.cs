using System.Numerics.Tensors;
using AttractorNotebooks.Dynamics;
using AttractorNotebooks.Learning;
using AttractorNotebooks.Model;
using AttractorNotebooks.Tokens;
using MathNet.Numerics.LinearAlgebra;

namespace AttractorNotebooks.Analysis;

/// <summary>
/// The Jacobian of one synchronous step without a mask at one state, in float64, as a product with directions: d(next state) =
/// Jacobian d(state).
/// </summary>
/// <remarks>
/// <para>Forward differentiation of the step, term by term. With x^ the layer-normalized state, h_ij = J_ij x^_j, s_ij = x^_i . h_ij and
/// attention a_ij: df_i = sum_j [da_ij h_ij + a_ij J_ij dx^_j], da_ij = lambda a_ij (ds_ij - sum_k a_ik ds_ik), and ds_ij = dx^_i
/// . h_ij + x^_i . J_ij dx^_j, or 0 where the clamp is active. Then y = a f + b x, divided by the mean over tokens of |y_i|.</para>
/// <para>A product costs 2 N^2 d^2 operations and keeps N^2 d numbers; the whole matrix, (N d)^2, is built by
/// <see cref="ToMatrix"/> only.</para>
/// </remarks>
public sealed class StepJacobian
{
    private readonly Couplings _couplings;
    private readonly DynamicsSettings _settings;
    private readonly AttentionSettings _attention;
    private readonly int _tokens;
    private readonly int _dim;
    private readonly double[] _seen;
    private readonly double[] _deviations;
    private readonly double[] _fields;
    private readonly double[] _weights;
    private readonly bool[] _clamped;
    private readonly double[] _mixed;
    private readonly double[] _lengths;
    private readonly double _meanLength;

    /// <summary>Linearises the step at a state.</summary>
    /// <param name="couplings">J; not copied.</param>
    /// <param name="settings">The dynamics; synchronous.</param>
    /// <param name="state">x, [N, d]; finite.</param>
    /// <param name="t">The step's number, 1, 2, ...; it decides lambda where that is annealed.</param>
    /// <exception cref="ArgumentException">The state has another size or is not finite, or the order is asynchronous.</exception>
    public StepJacobian(Couplings couplings, DynamicsSettings settings, ReadOnlySpan<double> state, int t = 1)
    {
        ArgumentNullException.ThrowIfNull(couplings);
        ArgumentNullException.ThrowIfNull(settings);
        ArgumentOutOfRangeException.ThrowIfLessThan(t, 1);
        (_couplings, _settings, _tokens, _dim) = (couplings, settings.Validated(), couplings.Tokens, couplings.Dim);
        if (settings.Order != UpdateOrder.Synchronous)
            throw new ArgumentException("The Jacobian is that of a synchronous step; set Order to Synchronous.", nameof(settings));
        if (state.Length != Size)
            throw new ArgumentException($"A state of these couplings has {Size} components, but {state.Length} were given.", nameof(state));
        if (!TensorPrimitives.IsFiniteAll(state))
            throw new ArgumentException("Every component of the state must be finite.", nameof(state));
        _attention = settings.AttentionAt(t);
        _seen = state.ToArray();
        _deviations = new double[_dim];
        if (settings.LayerNorm)
        {
            LayerNorm.Apply(state, _seen, _dim);
            // The seen state has sample deviation s / (s + epsilon); s itself is what the derivative divides by.
            for (int c = 0; c < _dim; c++) _deviations[c] = Deviation(state, c);
        }
        _fields = new double[_tokens * Size];
        _weights = new double[_tokens * _tokens];
        _clamped = new bool[_weights.Length];
        _mixed = new double[Size];
        double[] start = state.ToArray();
        Parallel.For(0, _tokens, i => Attend(i, start));
        _lengths = new double[_tokens];
        for (int i = 0; i < _tokens; i++) _lengths[i] = TensorPrimitives.Norm<double>(_mixed.AsSpan(i * _dim, _dim));
        _meanLength = TensorPrimitives.Average<double>(_lengths) + ReferenceDynamics.Epsilon;
        Next = [.. _mixed];
        if (settings.Sphere) TensorPrimitives.Divide(Next, _meanLength, Next);
    }

    /// <summary>Linearises a network's own step at a state.</summary>
    /// <param name="network">The network; its recall synchronous.</param>
    /// <param name="state">x, [N, d]; finite.</param>
    /// <exception cref="ArgumentException">The state has another size or is not finite, or the order is asynchronous.</exception>
    public static StepJacobian At(TrainedNetwork network, float[] state) =>
        new(network.Couplings, network.Recall, Array.ConvertAll(state, x => (double)x));

    /// <summary>The eigenvalues of largest modulus, by products alone: <see cref="LeadingEigenvalues.Of"/>.</summary>
    /// <param name="tolerance">The residual of the largest eigenvalue at which to stop.</param>
    /// <param name="mostProducts">Stop after so many products in any case, at least 1.</param>
    public LeadingEigenvalues Leading(double tolerance = 1e-6, int mostProducts = 120) =>
        LeadingEigenvalues.Of(direction => Apply(direction), Size, tolerance, mostProducts);

    /// <summary>N d, the number of rows and columns.</summary>
    public int Size => _tokens * _dim;

    /// <summary>The state after the step, [N, d].</summary>
    public double[] Next { get; }

    /// <summary>The product of the Jacobian with a direction.</summary>
    /// <param name="direction">dx, [N, d].</param>
    /// <returns>The change of the next state, [N, d].</returns>
    /// <exception cref="ArgumentException">The direction has another size.</exception>
    public double[] Apply(ReadOnlySpan<double> direction)
    {
        if (direction.Length != Size)
            throw new ArgumentException($"A direction has {Size} components, but {direction.Length} were given.", nameof(direction));
        double[] change = direction.ToArray(), seen = _settings.LayerNorm ? SeenChange(direction) : change, mixed = new double[Size];
        Parallel.For(0, _tokens, i => AttendChange(i, change, seen, mixed));
        return _settings.Sphere ? SphereChange(mixed) : mixed;
    }

    /// <summary>The whole matrix: for small networks.</summary>
    public Matrix<double> ToMatrix()
    {
        Matrix<double> matrix = Matrix<double>.Build.Dense(Size, Size);
        double[] unit = new double[Size];
        for (int k = 0; k < Size; k++)
        {
            unit[k] = 1;
            matrix.SetColumn(k, Apply(unit));
            unit[k] = 0;
        }
        return matrix;
    }

    private void Attend(int i, double[] state)
    {
        Span<double> weights = _weights.AsSpan(i * _tokens, _tokens);
        double largest = double.NegativeInfinity;
        for (int j = 0; j < _tokens; j++)
        {
            if (j == i)
            {
                weights[j] = double.NegativeInfinity;
                continue;
            }
            Span<double> field = Field(i, j);
            Multiply(_couplings.Block(i, j), _seen.AsSpan(j * _dim, _dim), field);
            double score = TensorPrimitives.Dot<double>(_seen.AsSpan(i * _dim, _dim), field);
            _clamped[i * _tokens + j] = score > _attention.Bound;
            weights[j] = Math.Min(score, _attention.Bound);
            largest = Math.Max(largest, weights[j]);
        }
        double sum = 0;
        for (int j = 0; j < _tokens; j++) sum += weights[j] = Math.Exp(_attention.Lambda * (weights[j] - largest));
        Span<double> mixed = _mixed.AsSpan(i * _dim, _dim);
        for (int j = 0; j < _tokens; j++)
        {
            weights[j] /= sum;
            Span<double> field = Field(i, j);
            for (int c = 0; c < _dim; c++) mixed[c] += weights[j] * field[c];
        }
        for (int c = 0; c < _dim; c++) mixed[c] = _settings.Update.Attention * mixed[c] + _settings.Update.Retention * state[i * _dim + c];
    }

    private void AttendChange(int i, double[] change, double[] seen, double[] mixed)
    {
        // df_i = sum_j a_ij [lambda (ds_ij - mean ds) h_ij + J_ij dx^_j]; the mean is known only after the last j, so both parts
        // of the sum are kept.
        double[] moved = new double[_dim], weighted = new double[_dim], plain = new double[_dim], output = new double[_dim];
        double mean = 0;
        for (int j = 0; j < _tokens; j++)
        {
            double weight = _weights[i * _tokens + j];
            if (j == i) continue;
            ReadOnlySpan<double> field = Field(i, j);
            Multiply(_couplings.Block(i, j), seen.AsSpan(j * _dim, _dim), moved);
            double score = 0;
            if (!_clamped[i * _tokens + j])
                for (int c = 0; c < _dim; c++) score += seen[i * _dim + c] * field[c] + _seen[i * _dim + c] * moved[c];
            mean += weight * score;
            for (int c = 0; c < _dim; c++)
            {
                weighted[c] += weight * score * field[c];
                plain[c] += weight * field[c];
                output[c] += weight * moved[c];
            }
        }
        for (int c = 0; c < _dim; c++)
        {
            double attention = output[c] + _attention.Lambda * (weighted[c] - mean * plain[c]);
            mixed[i * _dim + c] = _settings.Update.Attention * attention + _settings.Update.Retention * change[i * _dim + c];
        }
    }

    // x^ = (x - m) / (s + e): dx^ = (dx - dm) / (s + e) - x^ ds / (s + e), with ds = sum (x - m) (dx - dm) / ((N - 1) s).
    private double[] SeenChange(ReadOnlySpan<double> change)
    {
        double[] seen = new double[Size];
        for (int c = 0; c < _dim; c++)
        {
            double mean = 0, slope = 0, divisor = _deviations[c] + LayerNorm.Epsilon;
            for (int i = 0; i < _tokens; i++) mean += change[i * _dim + c] / _tokens;
            for (int i = 0; i < _tokens; i++) slope += _seen[i * _dim + c] * (change[i * _dim + c] - mean);
            slope = _deviations[c] > 0 ? slope / ((_tokens - 1) * _deviations[c]) : 0;
            for (int i = 0; i < _tokens; i++) seen[i * _dim + c] = (change[i * _dim + c] - mean) / divisor - _seen[i * _dim + c] * slope;
        }
        return seen;
    }

    private double[] SphereChange(double[] mixed)
    {
        double mean = 0;
        for (int i = 0; i < _tokens; i++)
            if (_lengths[i] > 0) mean += TensorPrimitives.Dot<double>(_mixed.AsSpan(i * _dim, _dim), mixed.AsSpan(i * _dim, _dim))
                / _lengths[i] / _tokens;
        for (int k = 0; k < Size; k++) mixed[k] = (mixed[k] - Next[k] * mean) / _meanLength;
        return mixed;
    }

    private double Deviation(ReadOnlySpan<double> state, int c)
    {
        double mean = 0, squares = 0;
        for (int i = 0; i < _tokens; i++) mean += state[i * _dim + c] / _tokens;
        for (int i = 0; i < _tokens; i++) squares += (state[i * _dim + c] - mean) * (state[i * _dim + c] - mean);
        return Math.Sqrt(squares / (_tokens - 1));
    }

    private Span<double> Field(int i, int j) => _fields.AsSpan((i * _tokens + j) * _dim, _dim);

    private static void Multiply(ReadOnlySpan<float> block, ReadOnlySpan<double> vector, Span<double> output)
    {
        int dim = vector.Length;
        for (int row = 0; row < output.Length; row++)
        {
            ReadOnlySpan<float> coefficients = block.Slice(row * dim, dim);
            double sum = 0;
            for (int column = 0; column < vector.Length; column++) sum += coefficients[column] * vector[column];
            output[row] = sum;
        }
    }
}
