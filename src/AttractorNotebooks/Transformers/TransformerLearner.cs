using System.Collections.Concurrent;
using System.Numerics.Tensors;
using AttractorNotebooks.Simd;

namespace AttractorNotebooks.Transformers;

/// <summary>Updates of a transformer's parameters, float32: a batch is cut into small groups of images, which the threads share.</summary>
/// <remarks>
/// The groups and the order in which their gradients are summed do not depend on the threads: same seed, same bits, any number of
/// them.
/// </remarks>
internal sealed class TransformerLearner
{
    // Small enough that a group's numbers stay in the caches, large enough that a product is worth its set-up.
    private const int GroupImages = 8;
    private const int SumStretch = 4096;

    private readonly Transformer<float> _transformer;
    private readonly TransformerPlan _plan;
    private readonly WorkerPool _workers;
    private readonly SimdRoutines _simd = SimdRoutines.For(VectorWidths.Widest);
    private readonly List<float[]> _gradients = [];
    private readonly ConcurrentBag<TransformerPass<float>> _passes = [];
    private readonly UnitWork _groupWork;
    private readonly UnitWork _sumWork;
    private readonly UnitWork _changeWork;
    private TransformerBatch? _batch;
    private double[] _losses = [];
    private readonly double[] _squares;
    private int _groups;
    private int _iterations;
    private AdamWJob _adam;

    /// <summary>Prepares updates.</summary>
    /// <param name="transformer">How the parameters lie.</param>
    /// <param name="parameters">The parameters; changed by every update.</param>
    /// <param name="plan">The optimiser and the repeats.</param>
    /// <param name="workers">Threads.</param>
    public TransformerLearner(Transformer<float> transformer, float[] parameters, TransformerPlan plan, WorkerPool workers)
    {
        (_transformer, Parameters, _plan, _workers) = (transformer, parameters, plan, workers);
        (Mean, Square) = (new float[parameters.Length], new float[parameters.Length]);
        int stretches = (parameters.Length + SumStretch - 1) / SumStretch;
        _groupWork = new UnitWork(() => _groups, Backpropagate);
        _sumWork = new UnitWork(() => stretches, Sum);
        _changeWork = new UnitWork(() => stretches, Change);
        _squares = new double[stretches];
    }

    /// <summary>All parameters.</summary>
    public float[] Parameters { get; }

    /// <summary>The optimiser's running mean of gradients.</summary>
    public float[] Mean { get; }

    /// <summary>The optimiser's running mean of squared gradients.</summary>
    public float[] Square { get; }

    /// <summary>Updates so far.</summary>
    public int Updates { get; set; }

    /// <summary>One update.</summary>
    /// <param name="batch">Corrupted images and originals.</param>
    /// <param name="iterations">How often the blocks are applied.</param>
    /// <param name="rate">The learning rate.</param>
    /// <returns>The loss before the update: the mean squared error of the components.</returns>
    public double Update(TransformerBatch batch, int iterations, double rate)
    {
        (_batch, _iterations) = (batch, iterations);
        _groups = (batch.Images + GroupImages - 1) / GroupImages;
        if (_losses.Length < _groups) _losses = new double[_groups];
        while (_gradients.Count < _groups) _gradients.Add(new float[Parameters.Length]);
        _workers.Run(_groupWork);
        _workers.Run(_sumWork);
        double loss = 0, squares = 0;
        foreach (double part in _losses.AsSpan(0, _groups)) loss += part;
        foreach (double part in _squares) squares += part;
        if (!double.IsFinite(loss + squares))
            throw new ArithmeticException(
                $"Training diverged at update {Updates + 1}: the loss is {loss} and the gradient's norm {Math.Sqrt(squares)}. Lower the "
                    + "learning rate.");
        Updates++;
        _adam = _plan.Optimizer.AdamW(rate, _plan.Optimizer.ClipFactor(Math.Sqrt(squares)), Updates);
        _workers.Run(_changeWork);
        return loss;
    }

    private void Backpropagate(int group)
    {
        TransformerBatch batch = _batch!;
        TransformerShape shape = _transformer.Shape;
        int first = group * GroupImages, images = Math.Min(GroupImages, batch.Images - first), size = shape.Tokens * shape.Components;
        // A last, smaller group is rare: it makes room of its own.
        TransformerPass<float>? pass = null;
        if (images == GroupImages) _passes.TryTake(out pass);
        pass ??= new TransformerPass<float>(shape, images, _plan.MaxRepeats * shape.Blocks);
        batch.Input.AsSpan(first * size, images * size).CopyTo(pass.Patches.Numbers);
        Matrix<float> target = new(batch.Target.AsSpan(first * size, images * size), images * shape.Tokens, shape.Components);
        Array.Clear(_gradients[group]);
        _losses[group] = _transformer.Backpropagate(Parameters, _gradients[group], pass, target, _iterations, 1.0 / batch.Target.Length);
        if (images == GroupImages) _passes.Add(pass);
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
