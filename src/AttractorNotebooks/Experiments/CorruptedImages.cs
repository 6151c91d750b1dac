using AttractorNotebooks.Data;

namespace AttractorNotebooks.Experiments;

/// <summary>Images before and after their corruption, as a network is to recall them.</summary>
/// <param name="Gray">Whether their levels are doubled or raw gray values.</param>
/// <param name="Level">The originals, levels in [0, 1], [B, height, width, channels].</param>
/// <param name="Corrupted">The same with noise; the originals where tokens are masked instead.</param>
/// <param name="Masked">[B, N]; true where a token is masked. Empty for noise.</param>
public sealed record CorruptedImages(GrayLevel Gray, float[] Level, float[] Corrupted, bool[] Masked)
{
    /// <summary>Corrupts images.</summary>
    /// <param name="images">The originals.</param>
    /// <param name="tokens">N, tokens an image.</param>
    /// <param name="plan">Task, its fraction or deviation, law and seed; the rest does not matter here.</param>
    /// <param name="gray">The gray levels where the plan's law leaves them to the network.</param>
    /// <exception cref="ArgumentException">The fraction or deviation is out of its range.</exception>
    public static CorruptedImages Of(ImageSet images, int tokens, RecallPlan plan, GrayLevel gray)
    {
        ArgumentNullException.ThrowIfNull(images);
        ArgumentNullException.ThrowIfNull(plan);
        gray = plan.Law.Gray ?? gray;
        images = images.With(gray);
        float[] level = images.Levels();
        return plan.Task == RecallTask.Mask
            ? new(gray, level, level, Corruption.RandomTokens(images.Count, tokens, plan.MaskFraction, plan.Seed, plan.Law.Masks))
            : new(gray, level, Corruption.Noise(images, plan.NoiseSigma, plan.Seed, plan.Law.Noise), []);
    }
}
