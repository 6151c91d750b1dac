using AttractorNotebooks.Model;
using AttractorNotebooks.Tokens;

namespace AttractorNotebooks.Dynamics;

/// <summary>The plain float64 dynamics of one sample: what the fast dynamics is measured against.</summary>
public sealed class ReferenceDynamics
{
    /// <summary>Added to the mean norm before it divides.</summary>
    public const double Epsilon = 1e-9;

    private readonly double[] _couplings;
    private readonly int _tokens;
    private readonly int _dim;
    private readonly DynamicsSettings _settings;

    /// <summary>Prepares the dynamics.</summary>
    /// <param name="couplings">J, row-major [N, N, d, d].</param>
    /// <param name="tokens">N.</param>
    /// <param name="dim">d.</param>
    /// <param name="settings">The settings.</param>
    public ReferenceDynamics(double[] couplings, int tokens, int dim, DynamicsSettings settings)
    {
        _couplings = couplings;
        _tokens = tokens;
        _dim = dim;
        _settings = settings.Validated();
    }

    /// <summary>Runs the dynamics from a state.</summary>
    /// <param name="data">The sample's tokens at t = 0, [N, d].</param>
    /// <param name="masked">[N]; true where a token is masked and starts as zero. Empty: none.</param>
    /// <param name="steps">How many steps.</param>
    /// <returns>The state after every step, [steps][N, d].</returns>
    public double[][] Run(ReadOnlySpan<double> data, ReadOnlySpan<bool> masked, int steps)
    {
        double[] x = data.ToArray();
        for (int i = 0; i < masked.Length; i++) if (masked[i]) x.AsSpan(i * _dim, _dim).Clear();
        double[] start = [.. x];
        bool[] sourceMask = masked.ToArray();
        double[][] states = new double[steps][];
        for (int t = 1; t <= steps; t++)
        {
            bool masksNow = masked.Length > 0 && _settings.MaskMode switch
            {
                MaskMode.None => false,
                MaskMode.RandomEachStep => true,
                _ => t == 1,
            };
            if (masksNow && _settings.MaskMode == MaskMode.RandomEachStep)
                StepRandomness.Remask(masked, sourceMask, _tokens, _settings.Seed, t);
            x = Step(x, masksNow ? sourceMask : [], t);
            if (_settings.MaskMode == MaskMode.Clamped)
                for (int i = 0; i < masked.Length; i++) if (!masked[i]) start.AsSpan(i * _dim, _dim).CopyTo(x.AsSpan(i * _dim, _dim));
            states[t - 1] = x;
        }
        return states;
    }

    /// <summary>One step.</summary>
    /// <param name="x">The state, [N, d].</param>
    /// <param name="masked">[N]; true for tokens that are no sources in this step. Empty: none.</param>
    /// <param name="t">The step's number, 1, 2, ...; it decides lambda and the random order.</param>
    /// <returns>The new state, [N, d].</returns>
    public double[] Step(ReadOnlySpan<double> x, ReadOnlySpan<bool> masked, int t = 1)
    {
        ReferenceAttention attention = new(_couplings, _tokens, _dim, _settings.AttentionAt(t));
        double[] next = x.ToArray();
        if (_settings.Order == UpdateOrder.Synchronous)
        {
            double[] seen = Seen(x, masked);
            for (int i = 0; i < _tokens; i++) Update(attention, seen, masked, i, next);
        }
        else
        {
            // Each token sees the state, and its layer norm, as the tokens before it left them.
            foreach (int i in StepRandomness.Order(_tokens, _settings.Seed, t)) Update(attention, Seen(next, masked), masked, i, next);
        }
        if (!_settings.Sphere) return next;
        int together = _settings.Update.UnitTokens ? 1 : _tokens;
        for (int first = 0; first < _tokens; first += together) Normalize(next.AsSpan(first * _dim, together * _dim));
        return next;
    }

    private void Update(ReferenceAttention attention, double[] seen, ReadOnlySpan<bool> masked, int i, double[] x)
    {
        double[] output = attention.Output(seen, i, masked);
        for (int c = 0; c < _dim; c++)
            x[i * _dim + c] = _settings.Update.Attention * output[c] + _settings.Update.Retention * x[i * _dim + c];
    }

    private double[] Seen(ReadOnlySpan<double> x, ReadOnlySpan<bool> masked)
    {
        double[] seen = x.ToArray();
        if (!_settings.LayerNorm) return seen;
        if (masked.IsEmpty) LayerNorm.Apply(x, seen, _dim);
        else LayerNorm.Apply(x, masked, seen, _dim);
        return seen;
    }

    // Tokens keep their relative lengths; their mean length becomes one. A token by itself becomes one of unit length.
    private void Normalize(Span<double> x)
    {
        int tokens = x.Length / _dim;
        double mean = 0;
        for (int i = 0; i < tokens; i++)
        {
            double squares = 0;
            for (int c = 0; c < _dim; c++) squares += x[i * _dim + c] * x[i * _dim + c];
            mean += Math.Sqrt(squares) / tokens;
        }
        for (int k = 0; k < x.Length; k++) x[k] /= mean + Epsilon;
    }
}
