using AttractorNotebooks.Dynamics;
using AttractorNotebooks.Model;

namespace AttractorNotebooks.Learning;

/// <summary>Training plans with a name.</summary>
public static class TrainingPresets
{
    /// <summary>The published training run; recall as in the authors' notebook.</summary>
    public static TrainingPlan Published { get; } = new();

    /// <summary>TODO</summary>
    public static TrainingPlan Figure { get; } = new()
    {
        Epochs = 8,
        Learning = new LearningSettings
        {
            Attention = new AttentionSettings(Lambda: 7),
            Tokens = TokenChoice.All,
            Optimizer = new OptimizerSettings { LearningRate = 1e-3 },
        },
        Recall = new DynamicsSettings { Update = UpdateRule.Residual },
    };

    /// <summary>All presets by name, as <c>attractor train --preset</c> takes them.</summary>
    public static IReadOnlyDictionary<string, TrainingPlan> ByName { get; } = new Dictionary<string, TrainingPlan>
    {
        ["published"] = Published,
        ["figure"] = Figure,
    };
}
