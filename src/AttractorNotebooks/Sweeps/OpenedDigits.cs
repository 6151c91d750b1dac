using AttractorNotebooks.Data;
using AttractorNotebooks.Learning;
using AttractorNotebooks.Tokens;

namespace AttractorNotebooks.Sweeps;

/// <summary>The images of a sweep, each source opened once for every way it is prepared.</summary>
internal sealed class OpenedDigits
{
    private readonly Dictionary<string, (DigitData Digits, string Fingerprint)> _byKey = [];

    public DigitData this[DataChoice choice] => _byKey[choice.Key].Digits;

    public static OpenedDigits Of(Sweep sweep, CancellationToken cancellation)
    {
        OpenedDigits opened = new();
        foreach (DataChoice choice in SweepFolder.ChoicesOf(sweep))
        {
            DigitData digits = choice.Open(cancellation);
            opened._byKey[choice.Key] = (digits, TrainingImages.Fingerprint(digits.Train, digits.Test));
        }
        return opened;
    }

    public string Fingerprint(DataChoice choice) => _byKey[choice.Key].Fingerprint;

    /// <summary>Finds before any work what would go wrong later.</summary>
    /// <exception cref="ArgumentException">A point does not fit its images or its measures; names it and says why.</exception>
    public void Check(Sweep sweep)
    {
        foreach (SweepPoint point in sweep.Points)
        {
            point.Check(sweep.Measured);
            try { Check(point); }
            catch (ArgumentException error) { throw new ArgumentException($"{point}: {error.Message}", error); }
        }
    }

    private void Check(SweepPoint point)
    {
        Experiment experiment = point.Experiment;
        TrainingPlan plan = experiment.Training;
        DigitData digits = this[experiment.Data];
        PatchGrid grid = new(digits.Train.Height, digits.Train.Width, plan.Patch, digits.Train.Channels);
        if (grid.Tokens < 2) throw new ArgumentException($"Patches of {plan.Patch} x {plan.Patch} leave a single token; use smaller ones.");
        Embedding.Create(plan.Embedding, plan.Dim, grid.Components, plan.EmbeddingSeed);
        if (plan.Examples > digits.Train.Count)
            throw new ArgumentException($"training.examples is {plan.Examples}, but {digits.Train.Name} has {digits.Train.Count} images.");
        ImageSet split = experiment.Data.Split == "train" ? digits.Train : digits.Test;
        if (experiment.Data.Images > split.Count)
            throw new ArgumentException($"data.images is {experiment.Data.Images}, but {split.Name} has {split.Count}.");
    }
}
