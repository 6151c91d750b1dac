namespace AttractorNotebooks.Learning;

/// <summary>The batches of a training: which images, and which token learns from them, decided by seed, epoch and update alone.</summary>
/// <param name="plan">The plan.</param>
/// <param name="tokens">All images as tokens, [P, N, d].</param>
/// <param name="images">P.</param>
/// <param name="tokensOfAnImage">N.</param>
internal sealed class EpochBatches(TrainingPlan plan, float[] tokens, int images, int tokensOfAnImage)
{
    private readonly int _size = Math.Min(plan.Learning.BatchSize, images);
    private readonly int _sample = tokens.Length / images;
    private readonly int[] _order = new int[images];
    private float[] _batch = [];

    /// <summary>Batches of an epoch.</summary>
    public int Count => 1 + (images - 1) / plan.Learning.BatchSize;

    /// <summary>Chooses the order of images in an epoch: 0, 1, ...</summary>
    public void Begin(int epoch)
    {
        for (int k = 0; k < _order.Length; k++) _order[k] = k;
        SeededRandom.Create(plan.Seed, "order of samples", epoch).Shuffle(_order);
    }

    /// <summary>The tokens of a batch of the epoch, [B, N, d], valid until the next; the last one may be smaller.</summary>
    public ReadOnlySpan<float> Batch(int batch)
    {
        if (_batch.Length == 0) _batch = new float[_size * _sample];
        int first = batch * plan.Learning.BatchSize;
        ReadOnlySpan<int> chosen = _order.AsSpan(first, Math.Min(_size, images - first));
        for (int b = 0; b < chosen.Length; b++) tokens.AsSpan(chosen[b] * _sample, _sample).CopyTo(_batch.AsSpan(b * _sample));
        return _batch.AsSpan(0, chosen.Length * _sample);
    }

    /// <summary>The token that learns from an update's batch, where not all do.</summary>
    /// <param name="update">0, 1, ... through all epochs.</param>
    public int LearningToken(int update) => SeededRandom.Create(plan.Seed, "learning token", update).Next(tokensOfAnImage);
}
