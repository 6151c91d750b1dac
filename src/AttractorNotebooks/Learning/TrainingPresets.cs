using AttractorNotebooks.Dynamics;
using AttractorNotebooks.Model;
using AttractorNotebooks.Tokens;

namespace AttractorNotebooks.Learning;

/// <summary>Training plans with a name.</summary>
public static class TrainingPresets
{
    /// <summary>The published training run; recall as in the authors' notebook.</summary>
    public static TrainingPlan Published { get; } = new();

    /// <summary>
    /// The settings found for bare self-attention in the masked panel of the published results figure, whose own are not published.
    /// </summary>
    /// <remarks>
    /// <para>
    /// Found by a search on training images, with F as the published figures show it: lambda, learning rate and passes against
    /// lambda and a / b in recall. The panel of noise needs other couplings: <see cref="FigureNoise"/>. What belongs to each panel
    /// stands in <c>FigurePanel</c>, the search in <c>FigureSearch</c>.
    /// </para>
    /// <para>
    /// Reached on the first 256 MNIST test images, seeds 1 to 3: distance from the published curve 0.032, 0.040, 0.024.
    /// </para>
    /// </remarks>
    public static TrainingPlan Figure { get; } = new()
    {
        Epochs = 3,
        Embedding = EmbeddingKind.HalfFrequency,
        Learning = new LearningSettings
        {
            Attention = new AttentionSettings(Lambda: 10),
            Tokens = TokenChoice.All,
            Optimizer = new OptimizerSettings { LearningRate = 1e-3 },
        },
        Recall = new DynamicsSettings { Update = UpdateRule.Residual },
    };

    /// <summary>
    /// The settings found for bare self-attention in the noisy panel; noise by the standardized law with a strength of 0.5.
    /// </summary>
    /// <remarks>
    /// Reached on the first 256 MNIST test images, seeds 1 to 3: distance from the published curve 0.10, 0.12, 0.11 from t = 1 and
    /// 0.05, 0.08, 0.07 from t = 2; smallest MSE 0.149 at t = 11, 0.136 at 12, 0.142 at 11; 0.31, 0.29, 0.29 at t = 100.
    /// </remarks>
    public static TrainingPlan FigureNoise { get; } = Figure with
    {
        Epochs = 4,
        Learning = Figure.Learning with { Attention = new AttentionSettings(Lambda: 20) },
        Recall = new DynamicsSettings { Attention = new AttentionSettings(Lambda: 2), Update = UpdateRule.Leaky(0.2) },
    };

    /// <summary>
    /// The settings found for the pictures beside the panels, from the published corrupted digits on: couplings that have learned little.
    /// </summary>
    public static TrainingPlan FigurePictures { get; } = Figure with
    {
        Epochs = 4,
        Learning = Figure.Learning with { Optimizer = new OptimizerSettings { LearningRate = 1e-4 } },
        Recall = new DynamicsSettings { Attention = new AttentionSettings(Lambda: 0.5), Update = UpdateRule.Leaky(0.2) },
    };

    /// <summary>
    /// The exactly normalized rule in the published form: every source is a head of its own; no layer norm, no clamp, nothing rescaled.
    /// </summary>
    /// <remarks>
    /// Chosen on held-out training images. Hiding sources while learning keeps a token from relying on its neighbours alone; the prior on
    /// |h_ij| and early stopping
    /// keep the densities from sharpening without bound. The published dynamics runs on the same couplings, without layer norm.
    /// </remarks>
    public static TrainingPlan Normalized { get; } = new()
    {
        Examples = 20_000,
        Epochs = 4,
        Patience = 2,
        Learning = new LearningSettings
        {
            Attention = new AttentionSettings(1, null),
            Tokens = TokenChoice.All,
            LayerNorm = false,
            BatchSize = 64,
            Optimizer = new OptimizerSettings
            {
                LearningRate = 5e-2,
                HalveEvery = 1,
                Beta2 = 0.99,
                WeightDecay = 0,
                ClipNorm = double.PositiveInfinity,
                KeepRootMeanSquare = false
            },
            Normalized = new NormalizedSettings { HiddenFraction = 0.3, FieldPrior = 1e-3 },
        },
        Recall = new DynamicsSettings { Attention = new AttentionSettings(1, null), LayerNorm = false },
    };

    /// <summary>The same rule where evidence is multiplied: four heads that each pool all sources, and a density of every pixel.</summary>
    /// <remarks>
    /// Chosen on held-out training images. Pixels stay apart in a token (identity embedding), so that one may be sure while its neighbour
    /// is in doubt.
    /// </remarks>
    public static TrainingPlan Pooled { get; } = Normalized with
    {
        Examples = 50_000,
        Embedding = EmbeddingKind.Identity,
        Learning = Normalized.Learning with
        {
            BatchSize = 128,
            Optimizer = Normalized.Learning.Optimizer with { LearningRate = 1e-2 },
            Normalized = new NormalizedSettings { Pooling = SourcePooling.Sum, Heads = 4, SphereDim = 2, HiddenFraction = 0.4 },
        },
    };

    /// <summary>All presets by name, as <c>attractor train --preset</c> takes them.</summary>
    public static IReadOnlyDictionary<string, TrainingPlan> ByName { get; } = new Dictionary<string, TrainingPlan>
    {
        ["published"] = Published,
        ["figure"] = Figure,
        ["figure-noise"] = FigureNoise,
        ["figure-pictures"] = FigurePictures,
        ["normalized"] = Normalized,
        ["pooled"] = Pooled,
    };

    /// <summary>The preset of a name; <c>normalised</c>, as it was spelled once, is taken too.</summary>
    /// <returns>Null where there is none.</returns>
    public static TrainingPlan? Find(string name) => ByName.GetValueOrDefault(name == "normalised" ? "normalized" : name);
}
