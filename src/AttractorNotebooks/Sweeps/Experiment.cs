using AttractorNotebooks.Dynamics;
using AttractorNotebooks.Experiments;
using AttractorNotebooks.Learning;

namespace AttractorNotebooks.Sweeps;

/// <summary>Everything that decides one run of the lab: train on some images, corrupt others, recall them.</summary>
/// <remarks>The defaults are the published training run and recall of the first 256 test images with 30 % of the tokens masked.</remarks>
public sealed record Experiment
{
    /// <summary>The images.</summary>
    public DataChoice Data { get; init; } = new();

    /// <summary>
    /// How couplings are learnt; its <see cref="TrainingPlan.Recall"/> is the dynamics, unless <see cref="Recall"/> names
    /// another.
    /// </summary>
    public TrainingPlan Training { get; init; } = new();

    /// <summary>How images are corrupted and recalled.</summary>
    public RecallPlan Recall { get; init; } = new();

    /// <summary>The dynamics of the recall.</summary>
    public DynamicsSettings Dynamics => Recall.Dynamics ?? Training.Recall;

    /// <summary>
    /// The names of all settings that <see cref="Sweep.Vary"/> and <see cref="With"/> know, for example
    /// <c>dynamics.attention.lambda</c>.
    /// </summary>
    public static IReadOnlyList<string> SettingNames => ExperimentSettings.Names;

    /// <summary>Returns the experiment with one setting changed.</summary>
    /// <param name="name">A dotted name of <see cref="SettingNames"/>.</param>
    /// <param name="value">
    /// A number, a truth value, or a word, for example <c>"first_step"</c> or, for dynamics.update, <c>"retention 0.5"</c>.
    /// </param>
    /// <exception cref="ArgumentException">There is no such setting, or it cannot have this value; names both.</exception>
    public Experiment With(string name, object? value) => ExperimentSettings.Set(this, name, ExperimentSettings.Node(name, value));

    /// <summary>Checks all settings.</summary>
    /// <exception cref="ArgumentException">A value is out of its range; names it.</exception>
    public Experiment Validated()
    {
        Data.Validated();
        Training.Validated();
        Dynamics.Validated();
        Recall.Validated();
        ArgumentOutOfRangeException.ThrowIfLessThan(Recall.Steps, 1);
        return this;
    }
}
