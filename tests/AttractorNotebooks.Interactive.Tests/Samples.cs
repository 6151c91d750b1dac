using AttractorNotebooks.Data;
using AttractorNotebooks.Experiments;
using AttractorNotebooks.Learning;
using AttractorNotebooks.Tokens;

namespace AttractorNotebooks.Interactive.Tests;

/// <summary>A small network and its recall, computed once.</summary>
internal static class Samples
{
    public static DigitData Digits { get; } = new(GeneratedDigits.Draw(40, 1), GeneratedDigits.Draw(20, 1, "test"),
        "Forty digits to learn and twenty to test");

    public static TrainedNetwork Network { get; } = Train();

    public static RecallResult Recall(RecallTask task, double strength, params int[] kept) =>
        RecallExperiment.Run(Network, Digits.Test, new RecallPlan { Task = task, Strength = strength, Steps = 23, KeepImagesAt = kept });

    private static TrainedNetwork Train()
    {
        TrainingSession session = TrainingSession.Start(
            new TrainingPlan { Examples = 40, Epochs = 3, Patch = 7, Embedding = EmbeddingKind.Gaussian }, Digits);
        session.Run();
        return session.Network;
    }
}
