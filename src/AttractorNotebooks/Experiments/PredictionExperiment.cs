using AttractorNotebooks.Analysis;
using AttractorNotebooks.Data;
using AttractorNotebooks.Dynamics;
using AttractorNotebooks.Learning;
using AttractorNotebooks.Model;
using AttractorNotebooks.Tokens;

namespace AttractorNotebooks.Experiments;

/// <summary>
/// Corrupts images as <see cref="RecallExperiment"/> does, and restores them by the densities of the normalized rule instead of
/// the published dynamics.
/// </summary>
public static class PredictionExperiment
{
    /// <summary>Runs the experiment.</summary>
    /// <param name="network">Couplings of the normalized rule.</param>
    /// <param name="images">The images to corrupt and restore; of the size that the network was trained on.</param>
    /// <param name="plan">
    /// How; its dynamics, energies and norms are not used. Step t of a mask is the prediction iterated t times, known pixels
    /// kept; of noise, t steps of <see cref="NoisePosterior"/>.
    /// </param>
    /// <param name="train">Training images, whose levels are the prior of a noisy pixel; not needed for masks.</param>
    /// <param name="workers">Threads; null for one a processor.</param>
    /// <param name="progress">Told the number of the step just done.</param>
    /// <param name="cancellation">Stops between steps.</param>
    /// <exception cref="InvalidOperationException">The couplings were trained by the local rule, which gives no densities.</exception>
    /// <exception cref="ArgumentException">The images do not fit the network, or a setting is out of its range.</exception>
    public static RecallResult Run(
        TrainedNetwork network, ImageSet images, RecallPlan plan, ImageSet? train = null, WorkerPool? workers = null,
            IProgress<int>? progress = null, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(network);
        ArgumentNullException.ThrowIfNull(images);
        ArgumentNullException.ThrowIfNull(plan);
        ArgumentOutOfRangeException.ThrowIfNegative(plan.Steps);
        ImageTokenizer tokenizer = network.Tokenizer;
        RecallExperiment.RequireFitting(network, images);
        TokenPredictor predictor = network.Predictor(workers);
        bool masks = plan.Task == RecallTask.Mask;
        CorruptedImages shown = CorruptedImages.Of(images, tokenizer.Tokens, plan, network.Plan.Gray);
        (float[] level, bool[] masked) = (shown.Level, shown.Masked);
        bool[] maskedPixels = masks ? tokenizer.Grid.PixelMasks(masked) : [];
        float[] tokens = tokenizer.EncodeLevel<float>(level);
        List<ImageErrors> errors = [];
        Dictionary<int, float[]> states = [];
        if (masks)
        {
            // Every prediction starts anew: there are few, and each is one pass.
            for (int t = 1; t <= plan.Steps; t++) Observe(t, Fill(predictor, t));
        }
        else
        {
            if (plan.Law.Noise != NoiseLaw.Clamped)
                throw new ArgumentException(
                    "The posterior of noisy pixels is that of the clamped law; choose NoiseLaw.Clamped.", nameof(plan));
            if (train is null) throw new ArgumentNullException(nameof(train), "The prior of noisy pixels needs training images.");
            NoisePosterior posterior = new(network, train.With(shown.Gray), plan.NoiseSigma, workers: workers);
            posterior.Restore(shown.Corrupted, plan.Steps, Observe, cancellation);
        }
        Trajectory trajectory = new()
        {
            Errors = [.. errors.Select(error => error.All)],
            MaskedErrors = masks ? [.. errors.Select(error => error.Masked!)] : [],
            KnownErrors = masks ? [.. errors.Select(error => error.Known!)] : [],
            Correlations = [.. errors.Select(error => error.Correlation)],
            Energies = [],
            Norms = [],
            States = states,
            Steps = plan.Steps,
        };
        return new RecallResult(plan, tokenizer, shown, trajectory);

        void Observe(int t, float[] restored)
        {
            if (t == 0) return;
            errors.Add(ImageErrors.Measure(restored, level, tokenizer.Grid.Pixels, maskedPixels));
            if (plan.KeepImagesAt.Contains(t)) states[t] = tokenizer.EncodeLevel<float>(restored);
            progress?.Report(t);
        }

        float[] Fill(TokenPredictor predictor, int iterations)
        {
            float[] filled = tokenizer.Decode<float>(predictor.Predict(tokens, masked, iterations, cancellation));
            for (int k = 0; k < filled.Length; k++)
                if (!maskedPixels[k]) filled[k] = level[k];
            return filled;
        }
    }
}
