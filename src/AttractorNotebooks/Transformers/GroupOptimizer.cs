using System.Numerics.Tensors;
using AttractorNotebooks.Learning;
using AttractorNotebooks.Simd;

namespace AttractorNotebooks.Transformers;

/// <summary>
/// Updates parameters, float32, by gradients that come in groups: a batch is cut into small groups, which the threads share.
/// </summary>
/// <remarks>
/// The groups and the order in which their gradients are summed do not depend on the threads: same seed, same bits, any number of
/// them.
/// </remarks>
internal sealed class GroupOptimizer
{
    private const int SumStretch = 4096;

    private readonly OptimizerSettings _settings;
    private readonly WorkerPool _workers;
    private readonly SimdRoutines _simd = SimdRoutines.For(VectorWidths.Widest);
    private readonly List<float[]> _gradients = [];
    private readonly UnitWork _sumWork;
    private readonly UnitWork _changeWork;
    private readonly double[] _squares;
    private double[] _losses = [];
    private int _groups;
    private AdamWJob _adam;

    /// <summary>Prepares updates.</summary>
    /// <param name="settings">The optimizer.</param>
    /// <param name="parameters">The parameters; changed by every update.</param>
    /// <param name="workers">Threads.</param>
    public GroupOptimizer(OptimizerSettings settings, float[] parameters, WorkerPool workers)
    {
        (_settings, Parameters, _workers) = (settings, parameters, workers);
        (Mean, Square) = (new float[parameters.Length], new float[parameters.Length]);
        int stretches = (parameters.Length + SumStretch - 1) / SumStretch;
        _sumWork = new UnitWork(() => stretches, Sum);
        _changeWork = new UnitWork(() => stretches, Change);
        _squares = new double[stretches];
    }

    /// <summary>All parameters.</summary>
    public float[] Parameters { get; }

    /// <summary>The running mean of gradients.</summary>
    public float[] Mean { get; }

    /// <summary>The running mean of squared gradients.</summary>
    public float[] Square { get; }

    /// <summary>Updates so far.</summary>
    public int Updates { get; set; }

    /// <summary>One update.</summary>
    /// <param name="groups">How many groups the batch has.</param>
    /// <param name="rate">The learning rate.</param>
    /// <param name="backpropagate">Adds a group's gradient to zeros and returns its part of the loss.</param>
    /// <returns>The loss before the update.</returns>
    /// <exception cref="ArithmeticException">Training diverged.</exception>
    public double Update(int groups, double rate, Func<int, float[], double> backpropagate)
    {
        _groups = groups;
        if (_losses.Length < groups) _losses = new double[groups];
        while (_gradients.Count < groups) _gradients.Add(new float[Parameters.Length]);
        _workers.Run(new UnitWork(() => groups, group =>
        {
            Array.Clear(_gradients[group]);
            _losses[group] = backpropagate(group, _gradients[group]);
        }));
        _workers.Run(_sumWork);
        double loss = 0, squares = 0;
        foreach (double part in _losses.AsSpan(0, groups)) loss += part;
        foreach (double part in _squares) squares += part;
        if (!double.IsFinite(loss + squares))
            throw new ArithmeticException(
                $"Training diverged at update {Updates + 1}: the loss is {loss} and the gradient's norm {Math.Sqrt(squares)}. Lower the "
                    + "learning rate.");
        Updates++;
        _adam = _settings.AdamW(rate, _settings.ClipFactor(Math.Sqrt(squares)), Updates);
        _workers.Run(_changeWork);
        return loss;
    }

    private void Sum(int stretch)
    {
        int start = stretch * SumStretch, length = Math.Min(SumStretch, Parameters.Length - start);
        Span<float> sum = _gradients[0].AsSpan(start, length);
        for (int group = 1; group < _groups; group++) TensorPrimitives.Add(sum, _gradients[group].AsSpan(start, length), sum);
        _squares[stretch] = TensorPrimitives.SumOfSquares<float>(sum);
    }

    private unsafe void Change(int stretch)
    {
        int start = stretch * SumStretch, length = Math.Min(SumStretch, Parameters.Length - start);
        fixed (float* values = &Parameters[start], mean = &Mean[start], square = &Square[start], gradient = &_gradients[0][start])
            _simd.AdamW(_adam, values, mean, square, gradient, length);
    }
}
