using System.Collections.Concurrent;

namespace AttractorNotebooks.Transformers;

/// <summary>Updates of a transformer's parameters by batches of images.</summary>
internal sealed class TransformerLearner
{
    // Small enough that a group's numbers stay in the caches, large enough that a product is worth its set-up.
    private const int GroupImages = 8;

    private readonly Transformer<float> _transformer;
    private readonly TransformerPlan _plan;
    private readonly GroupOptimizer _optimizer;
    private readonly ConcurrentBag<TransformerPass<float>> _passes = [];

    /// <summary>Prepares updates.</summary>
    /// <param name="transformer">How the parameters lie.</param>
    /// <param name="parameters">The parameters; changed by every update.</param>
    /// <param name="plan">The optimiser and the repeats.</param>
    /// <param name="workers">Threads.</param>
    public TransformerLearner(Transformer<float> transformer, float[] parameters, TransformerPlan plan, WorkerPool workers)
    {
        (_transformer, _plan) = (transformer, plan);
        _optimizer = new GroupOptimizer(plan.Optimizer, parameters, workers);
    }

    /// <summary>All parameters.</summary>
    public float[] Parameters => _optimizer.Parameters;

    /// <summary>The optimiser's running mean of gradients.</summary>
    public float[] Mean => _optimizer.Mean;

    /// <summary>The optimiser's running mean of squared gradients.</summary>
    public float[] Square => _optimizer.Square;

    /// <summary>Updates so far.</summary>
    public int Updates
    {
        get => _optimizer.Updates;
        set => _optimizer.Updates = value;
    }

    /// <summary>One update.</summary>
    /// <param name="batch">Corrupted images and originals.</param>
    /// <param name="iterations">How often the blocks are applied.</param>
    /// <param name="rate">The learning rate.</param>
    /// <returns>The loss before the update: the mean squared error of the components.</returns>
    public double Update(TransformerBatch batch, int iterations, double rate) => _optimizer.Update(
        (batch.Images + GroupImages - 1) / GroupImages, rate, (group, gradient) => Backpropagate(batch, iterations, group, gradient));

    private double Backpropagate(TransformerBatch batch, int iterations, int group, float[] gradient)
    {
        TransformerShape shape = _transformer.Shape;
        int first = group * GroupImages, images = Math.Min(GroupImages, batch.Images - first), size = shape.Tokens * shape.Components;
        // A last, smaller group is rare: it makes room of its own.
        TransformerPass<float>? pass = null;
        if (images == GroupImages) _passes.TryTake(out pass);
        pass ??= new TransformerPass<float>(shape, images, _plan.MaxRepeats * shape.Blocks);
        batch.Input.AsSpan(first * size, images * size).CopyTo(pass.Patches.Numbers);
        Matrix<float> target = new(batch.Target.AsSpan(first * size, images * size), images * shape.Tokens, shape.Components);
        double loss = _transformer.Backpropagate(Parameters, gradient, pass, target, iterations, 1.0 / batch.Target.Length);
        if (images == GroupImages) _passes.Add(pass);
        return loss;
    }
}
