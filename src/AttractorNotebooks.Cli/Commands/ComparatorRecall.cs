using System.CommandLine;
using AttractorNotebooks.Data;
using AttractorNotebooks.Experiments;
using AttractorNotebooks.Transformers;

namespace AttractorNotebooks.Cli.Commands;

/// <summary><c>attractor recall</c> with the file of a transformer.</summary>
internal static class ComparatorRecall
{
    /// <summary>The plan that the options say; where they are silent, what the transformer was trained for.</summary>
    public static RecallPlan Plan(ParseResult parsed, TransformerPlan trained, Option<RecallTask> task, Option<double?> strength,
        Option<int> steps, Option<int> seed, CorruptionOptions corruption)
    {
        RecallTask chosen = CommonOptions.IsGiven(parsed, task) ? parsed.GetValue(task) : trained.Task;
        TransformerPlan usual = chosen == trained.Task ? trained : TransformerPlan.Standard(chosen);
        CommonOptions.RequireStrength(chosen, parsed.GetValue(strength));
        return new RecallPlan
        {
            Task = chosen,
            MaskFraction = parsed.GetValue(strength) ?? usual.MaskFraction,
            NoiseSigma = parsed.GetValue(strength) ?? usual.NoiseSigma,
            Law = corruption.Law(parsed, trained.Law),
            Steps = CommonOptions.IsGiven(parsed, steps) || trained.MaxRepeats > 1 ? parsed.GetValue(steps) : 1,
            Seed = parsed.GetValue(seed),
        };
    }

    /// <summary>Refuses options that only couplings have.</summary>
    public static void RefuseOptions(ParseResult parsed, string path, params ReadOnlySpan<Option> ofCouplings)
    {
        foreach (Option option in ofCouplings)
            if (CommonOptions.IsGiven(parsed, option))
                throw new ArgumentException($"{option.Name} belongs to couplings, but '{path}' holds a transformer; leave it out.");
    }

    /// <summary>Restores the images and reports.</summary>
    public static void Run(TrainedTransformer transformer, ImageSet images, ImageSet train, RecallPlan plan, WorkerPool workers,
        RecallOutputs outputs, CancellationToken cancellation)
    {
        RecallResult result = LiveProgress.Run("restoring", progress =>
            TransformerRecall.Run(transformer, images, plan, workers, progress, cancellation));
        outputs.Write(result, train, null, workers, cancellation);
    }
}
