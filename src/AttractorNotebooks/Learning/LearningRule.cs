using AttractorNotebooks.Data;
using AttractorNotebooks.Model;
using AttractorNotebooks.Tokens;

namespace AttractorNotebooks.Learning;

/// <summary>
/// A learning rule: it makes its learner, the measure of what was learnt, and a predictor where it has one. Derive from it for a
/// rule of your own; where the rule is the gradient of something, a <see cref="GradientLearner"/> does the rest.
/// </summary>
public abstract record LearningRule
{
    /// <summary>The published rule.</summary>
    public static LearningRule Local { get; } = new LocalRule();

    /// <summary>A word for the rule; kept in the files of what it learnt.</summary>
    public abstract string Name { get; }

    /// <summary>K, sets of couplings that are learnt side by side.</summary>
    public virtual int HeadCount => 1;

    /// <summary>Whether the couplings of the epoch that measures best are kept, rather than those of the last.</summary>
    public virtual bool KeepsBestEpoch => false;

    /// <summary>Makes what changes the couplings.</summary>
    /// <param name="heads">J at the start, one set a head; changed in place.</param>
    /// <param name="settings">The settings.</param>
    /// <param name="workers">Threads; null for one a processor.</param>
    /// <exception cref="ArgumentException">The settings or couplings do not fit the rule.</exception>
    public abstract ILearner Learner(IReadOnlyList<Couplings> heads, LearningSettings settings, WorkerPool? workers = null);

    /// <summary>Chooses the images to learn from and those to measure on.</summary>
    /// <param name="train">The training images.</param>
    /// <param name="test">The test images.</param>
    public virtual (ImageSet Train, ImageSet Measured) Split(ImageSet train, ImageSet test) => (train, test);

    /// <summary>
    /// Makes the measure of every epoch: 1 - MSE on masked pixels. Unless a rule says otherwise, the published one, by the
    /// dynamics.
    /// </summary>
    /// <param name="learner">What <see cref="Learner"/> made.</param>
    /// <param name="settings">The settings.</param>
    /// <param name="tokenizer">How images become tokens.</param>
    /// <param name="images">The images to measure on.</param>
    /// <param name="workers">Threads; null for one a processor.</param>
    /// <returns>Measures the couplings as they are when it is called.</returns>
    public virtual Func<double> Measure(
        ILearner learner, LearningSettings settings, ImageTokenizer tokenizer, ImageSet images, WorkerPool? workers = null)
    {
        ArgumentNullException.ThrowIfNull(learner);
        ArgumentNullException.ThrowIfNull(settings);
        return new MaskedSimilarity(learner.Heads[0], tokenizer, images, settings.Seed, workers).Measure;
    }

    /// <summary>Makes the predictor of couplings that know densities.</summary>
    /// <param name="heads">J of every head.</param>
    /// <param name="settings">The settings they were learnt with.</param>
    /// <param name="workers">Threads; null for one a processor.</param>
    /// <exception cref="InvalidOperationException">The rule has no normalizer, and its couplings no densities.</exception>
    public virtual TokenPredictor Predictor(IReadOnlyList<Couplings> heads, LearningSettings settings, WorkerPool? workers = null) =>
        throw new InvalidOperationException(
            $"These couplings were trained by the {Name} rule, which leaves the normalizer out: they give no densities to predict by. "
                + "Train with the normalized rule.");

    /// <summary>Checks that settings fit the rule.</summary>
    /// <param name="settings">The settings.</param>
    /// <param name="components">d, where it is known.</param>
    /// <exception cref="ArgumentException">They do not; says why.</exception>
    public virtual void Validate(LearningSettings settings, int? components = null)
    {
    }
}
