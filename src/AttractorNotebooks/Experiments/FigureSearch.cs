using AttractorNotebooks.Data;
using AttractorNotebooks.Dynamics;
using AttractorNotebooks.Learning;

namespace AttractorNotebooks.Experiments;

/// <summary>
/// Tries settings against a published panel: every training, after some of its passes, with every recall and every corruption.
/// </summary>
/// <remarks>To be given training images; test images are for the one choice that is made in the end.</remarks>
public sealed class FigureSearch
{
    private const int Steps = 100;

    /// <summary>The panel.</summary>
    public required FigurePanel Panel { get; init; }

    /// <summary>How couplings are learned; as many epochs as the last of <see cref="Passes"/>.</summary>
    public required IReadOnlyList<TrainingPlan> Trainings { get; init; }

    /// <summary>Passes over the training images after which couplings are tried, ascending.</summary>
    public required IReadOnlyList<int> Passes { get; init; }

    /// <summary>How they recall.</summary>
    public required IReadOnlyList<DynamicsSettings> Dynamics { get; init; }

    /// <summary>How images are corrupted; the panel's own way if empty.</summary>
    public IReadOnlyList<RecallPlan> Recalls { get; init; } = [];

    /// <summary>How many trials there are.</summary>
    public int Count => Trainings.Count * Passes.Count * Dynamics.Count * Math.Max(1, Recalls.Count);

    /// <summary>Makes all trials.</summary>
    /// <param name="digits">Images to train on.</param>
    /// <param name="images">Images to recall.</param>
    /// <param name="report">Told of every trial.</param>
    /// <param name="workers">Threads; null for one a processor. The numbers do not depend on it.</param>
    /// <param name="cancellation">Stops the work.</param>
    /// <returns>The trials, the nearest to the published curve first.</returns>
    public IReadOnlyList<FigureTrial> Run(
        DigitData digits,
        ImageSet images,
        Action<FigureTrial>? report = null,
        WorkerPool? workers = null,
        CancellationToken cancellation = default)
    {
        workers ??= new WorkerPool();
        List<FigureTrial> trials = [];
        foreach (TrainingPlan plan in Trainings)
        {
            TrainingSession session = TrainingSession.Start(plan with { Epochs = Passes[^1] }, digits, workers);
            while (!session.Finished)
            {
                session.RunEpoch(null, cancellation);
                if (!Passes.Contains(session.Epoch)) continue;
                foreach (FigureTrial trial in Try(session.Network, plan with { Epochs = session.Epoch }, images, workers, cancellation))
                {
                    trials.Add(trial);
                    report?.Invoke(trial);
                }
            }
        }
        return [.. trials.OrderBy(trial => double.IsNaN(trial.Distance)).ThenBy(trial => trial.Distance)];
    }

    /// <summary>Makes trials again with several seeds, to see which of them were good by luck.</summary>
    /// <param name="trials">The trials; those with the same training share its networks.</param>
    /// <param name="seeds">Seeds of training and of corruption.</param>
    /// <param name="digits">Images to train on.</param>
    /// <param name="images">Images to recall; others than those of the search.</param>
    /// <param name="report">Told of the last epoch of every training.</param>
    /// <returns>[trials][seeds].</returns>
    public static FigureTrial[][] Repeat(IReadOnlyList<FigureTrial> trials, IReadOnlyList<int> seeds, DigitData digits, ImageSet images,
        Action<EpochReport>? report = null)
    {
        ArgumentNullException.ThrowIfNull(trials);
        ArgumentNullException.ThrowIfNull(seeds);
        Dictionary<TrainingPlan, TrainedNetwork> trained = [];
        return [.. trials.Select(trial => seeds.Select(seed => Again(trial, seed)).ToArray())];

        FigureTrial Again(FigureTrial trial, int seed)
        {
            TrainingPlan plan = trial.Training.WithSeed(seed);
            if (!trained.TryGetValue(plan, out TrainedNetwork? network))
            {
                trained[plan] = network = plan.Train(digits);
                report?.Invoke(network.Reports[^1]);
            }
            RecallPlan how = trial.Recall with { Steps = Steps, Dynamics = trial.Dynamics, Seed = seed };
            return trial with { Curve = ErrorCurve.Of(RecallExperiment.Run(network, images, how)) };
        }
    }

    private IEnumerable<FigureTrial> Try(
        TrainedNetwork network, TrainingPlan plan, ImageSet images, WorkerPool workers, CancellationToken cancellation)
    {
        foreach (DynamicsSettings dynamics in Dynamics)
        {
            foreach (RecallPlan recall in Recalls.Count > 0 ? Recalls : [Panel.Recall])
            {
                RecallPlan how = recall with { Steps = Steps, Dynamics = dynamics };
                RecallResult result = RecallExperiment.Run(network, images, how, workers, null, cancellation);
                yield return new FigureTrial(plan, dynamics, recall, ErrorCurve.Of(result), Panel.Bare);
            }
        }
    }
}
