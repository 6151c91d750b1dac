namespace AttractorNotebooks.Data;

/// <summary>The published training curve, D'Amico and Negri (2024): the epochs whose values are published.</summary>
/// <param name="Epochs">The epochs.</param>
/// <param name="Similarities">1 - MSE on the masked pixels after each.</param>
/// <param name="Losses">The loss of each.</param>
public sealed record PublishedTraining(int[] Epochs, double[] Similarities, double[] Losses)
{
    /// <summary>The largest difference of a run's similarities from the published ones.</summary>
    /// <param name="similarities">1 - MSE on masked pixels after epoch 1, 2, ...</param>
    /// <returns>Over the epochs that both have; NaN where there is none.</returns>
    public double SimilarityGap(IReadOnlyList<double> similarities) => Gap(similarities, Similarities);

    /// <summary>The largest difference of a run's losses from the published ones.</summary>
    /// <param name="losses">The loss of epoch 1, 2, ...</param>
    /// <returns>Over the epochs that both have; NaN where there is none.</returns>
    public double LossGap(IReadOnlyList<double> losses) => Gap(losses, Losses);

    private double Gap(IReadOnlyList<double> here, double[] published)
    {
        ArgumentNullException.ThrowIfNull(here);
        return Epochs.Zip(published)
            .Where(point => point.First <= here.Count)
            .Select(point => Math.Abs(here[point.First - 1] - point.Second))
            .DefaultIfEmpty(double.NaN)
            .Max();
    }
}
