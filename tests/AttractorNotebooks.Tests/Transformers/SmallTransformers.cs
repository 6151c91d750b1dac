using AttractorNotebooks.Data;
using AttractorNotebooks.Experiments;
using AttractorNotebooks.Transformers;

namespace AttractorNotebooks.Tests.Transformers;

/// <summary>Transformers small enough to be trained in a test.</summary>
internal static class SmallTransformers
{
    public static readonly DigitData Digits = new(GeneratedDigits.Draw(300, seed: 1), GeneratedDigits.Draw(40, seed: 1, split: "test"),
        "generated");

    /// <summary>Two blocks, repeated; batches that are no whole number of groups, and a last batch that is smaller.</summary>
    public static TransformerPlan Plan(RecallTask task) => new()
    {
        Task = task,
        Blocks = 2,
        MinRepeats = 1,
        MaxRepeats = 3,
        Patch = 7,
        Width = 12,
        Heads = 3,
        Hidden = 20,
        Examples = 50,
        Epochs = 2,
        BatchSize = 21,
        WarmUp = 2,
    };

    public static TrainedTransformer Train(TransformerPlan plan, int threads = 2)
    {
        TransformerTraining training = TransformerTraining.Start(plan, Digits, new WorkerPool(threads));
        training.Run();
        return training.Network;
    }

    public static float[] Numbers(TrainedTransformer trained) => trained.Parameters;
}
